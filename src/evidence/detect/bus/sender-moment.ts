import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { EvidencePointer } from '../../file-evidence.ts';
import { clockOf, LoggedMoment, type Moment } from '../fault-ledger.ts';

/** How a record will be pointed at, if it proves something. */
export type PointTo = (batch: RecordBatch, i: number) => () => EvidencePointer;

/**
 * The moment of a sender's last message, marked anew for each: of a million messages few are ever pointed at. What a
 * pointer needs of the record's bytes is taken when the pointer is wanted, or when `settle` says that the batch ends.
 */
export class SenderMoment implements Moment {
  clockUs = Number.NaN;
  readonly #pointTo: PointTo;
  #timeUs = Number.NaN;
  #batch: RecordBatch | undefined;
  #i = 0;
  #point: (() => EvidencePointer) | undefined;

  constructor(pointTo: PointTo) {
    this.#pointTo = pointTo;
  }

  mark(batch: RecordBatch, i: number): void {
    this.#batch = batch;
    this.#i = i;
    this.#point = undefined;
    this.#timeUs = batch.timeUs[i];
    this.clockUs = clockOf(batch, i);
  }

  copy(other: SenderMoment): void {
    this.#batch = other.#batch;
    this.#i = other.#i;
    this.#point = other.#point;
    this.#timeUs = other.#timeUs;
    this.clockUs = other.clockUs;
  }

  get timeUs(): number | null {
    return Number.isNaN(this.#timeUs) ? null : this.#timeUs;
  }

  get at(): EvidencePointer {
    return this.#pointed()();
  }

  held(): Moment {
    return new LoggedMoment(this.#timeUs, this.clockUs, this.#pointed());
  }

  /** Before the batch goes. */
  settle(): void {
    if (this.#batch) this.#pointed();
  }

  #pointed(): () => EvidencePointer {
    if (this.#point === undefined) this.#point = this.#pointTo(this.#batch as RecordBatch, this.#i);
    this.#batch = undefined;
    return this.#point;
  }
}
