import { type DataChunk, SLACK_BYTES } from './data-chunks.ts';

const NOTHING: DataChunk = { bytes: new Uint8Array(0), roomBytes: 0, isDamaged: false, lostBytes: 0 };

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
  /** For chunks that have no room around them. */
  #own = this.bytes;
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
    // The next piece may be read to where the last one lies.
    const rest = this.bytes.slice(this.at, this.end);
    const next = await this.#chunks.next();
    const chunk = next.done ? NOTHING : next.value;
    this.#move(rest, chunk);
    if (next.done) {
      this.isEnded = true;
      return true;
    }
    const { bytes, isDamaged, lostBytes } = chunk;
    this.#dataBytes += isDamaged ? lostBytes : bytes.length;
    if (isDamaged) this.#lose();
    else if (this.#skip > 0) this.#skipBy(Math.min(this.#skip, bytes.length), bytes.length);
    return !isDamaged;
  }

  #move(rest: Uint8Array, { bytes, roomBytes }: DataChunk): void {
    this.offset += this.at;
    this.lostUntil = Math.max(0, this.lostUntil - this.at);
    this.at = 0;
    this.end = rest.length + bytes.length;
    if (roomBytes > 0 && rest.length <= roomBytes) this.bytes = around(bytes, rest.length);
    else this.#copy(bytes, rest.length);
    this.bytes.set(rest);
  }

  #copy(bytes: Uint8Array, at: number): void {
    if (this.end + SLACK_BYTES > this.#own.length) this.#own = new Uint8Array(this.end + SLACK_BYTES);
    this.bytes = this.#own;
    this.bytes.set(bytes, at);
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

/** A chunk with the room in front of it that is needed, and behind it. */
const around = ({ buffer, byteOffset, length }: Uint8Array, before: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset - before, before + length + SLACK_BYTES);
