import type { ByteCursor } from './byte-cursor.ts';
import type { ByteStream } from './byte-source.ts';
import type { CompressedInput } from './codecs.ts';

/** The next `length` bytes of a cursor: one entry of an archive. */
export class ByteSlice implements CompressedInput {
  /** Bytes of the slice that are still ahead; above 0 after `take` gave null when the stream was cut off. */
  remaining: number;
  readonly length: number;
  readonly #cursor: ByteCursor;

  constructor(cursor: ByteCursor, length: number) {
    this.#cursor = cursor;
    this.length = length;
    this.remaining = length;
  }

  async take(): Promise<Uint8Array | null> {
    if (this.remaining === 0) return null;
    const bytes = await this.#cursor.takeUpTo(this.remaining);
    if (bytes) this.remaining -= bytes.length;
    return bytes;
  }

  async peek(length: number): Promise<Uint8Array> {
    const bytes = await this.#cursor.peek(Math.min(length, this.remaining));
    return bytes.length > this.remaining ? bytes.subarray(0, this.remaining) : bytes;
  }

  async skip(length: number): Promise<number> {
    const skipped = await this.#cursor.skip(Math.min(length, this.remaining));
    this.remaining -= skipped;
    return skipped;
  }

  async *stream(): ByteStream {
    for (let bytes = await this.take(); bytes; bytes = await this.take()) yield bytes;
  }

  async skipRest(): Promise<void> {
    this.remaining -= await this.#cursor.skip(this.remaining);
  }
}
