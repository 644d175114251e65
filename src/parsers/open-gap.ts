import type { GapReason, RecordBatch } from './record-batch.ts';

/** A damaged place whose end is not known yet; it may reach over many windows. */
export class OpenGap {
  #offset = -1;
  #reason: GapReason = 'garbage';

  get isOpen(): boolean {
    return this.#offset >= 0;
  }

  /** Keeps the first reason when the gap is open already. */
  open(out: RecordBatch, at: number, reason: GapReason): void {
    if (this.#offset >= 0) return;
    this.#offset = out.window.offset + at;
    this.#reason = reason;
  }

  close(out: RecordBatch, at: number): void {
    if (this.#offset < 0) return;
    const start = this.#offset - out.window.offset;
    out.addGap(start, at - start, this.#reason);
    this.#offset = -1;
  }
}
