import type { DataChunk } from './data-chunks.ts';

/** A number may be read with eight bytes at once. */
const SLACK_BYTES = 8;

/** The data of a group under the eyes of its cursor: `bytes[at … end)` is what it has not used. */
export class CursorWindow {
  bytes: Uint8Array = new Uint8Array(SLACK_BYTES);
  at = 0;
  end = 0;
  /** Place of `bytes[0]` in the data. */
  offset = 0;
  isEnded = false;
  /** Up to here the bytes belong to no whole record: what could not be unpacked, and the rest of a record cut by it. */
  lostUntil = 0;
  readonly #chunks: AsyncIterator<DataChunk>;
  /** Length of all records, where they have one; 0 otherwise. */
  readonly #recordBytes: number;
  /** Data so far, what was lost included. */
  #dataBytes = 0;
  /** Bytes of data up to the next record, behind something lost. */
  #skip = 0;

  constructor(chunks: AsyncIterator<DataChunk>, recordBytes: number) {
    this.#chunks = chunks;
    this.#recordBytes = recordBytes;
  }

  /** Appends the next piece of data; false when it is damaged. */
  async load(): Promise<boolean> {
    const next = await this.#chunks.next();
    this.#slide();
    if (next.done) {
      this.isEnded = true;
      return true;
    }
    const { bytes, isDamaged, lostBytes } = next.value;
    this.#append(bytes);
    this.#dataBytes += isDamaged ? lostBytes : bytes.length;
    if (isDamaged) this.#lose();
    else if (this.#skip > 0) this.#skipBy(Math.min(this.#skip, bytes.length), bytes.length);
    return !isDamaged;
  }

  #slide(): void {
    this.bytes.copyWithin(0, this.at, this.end);
    this.offset += this.at;
    this.end -= this.at;
    this.lostUntil = Math.max(0, this.lostUntil - this.at);
    this.at = 0;
  }

  #append(bytes: Uint8Array): void {
    const end = this.end + bytes.length;
    if (end + SLACK_BYTES > this.bytes.length) {
      const larger = new Uint8Array(end + SLACK_BYTES);
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.end);
    this.end = end;
  }

  /** What stands before the damage only begins a record. */
  #lose(): void {
    this.lostUntil = this.end;
    if (this.#recordBytes > 0)
      this.#skip = (this.#recordBytes - (this.#dataBytes % this.#recordBytes)) % this.#recordBytes;
  }

  #skipBy(bytes: number, loaded: number): void {
    this.lostUntil = this.end - loaded + bytes;
    this.#skip -= bytes;
  }
}
