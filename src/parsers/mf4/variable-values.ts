import type { DataChunk } from './data-chunks.ts';

/** A value's length stands before it. */
const LENGTH_BYTES = 4;
/** Values are asked for in order, or nearly: so much is kept behind the last one. */
const KEPT_BYTES = 64 * 1024;
/** No frame or text is longer. */
export const MAX_VALUE_BYTES = 64 * 1024;
const NOTHING = new Uint8Array(0);

/** Values of variable length that lie in blocks of their own, read front to back; each is known by its place among them. */
export class VariableValues {
  readonly #chunks: AsyncIterator<DataChunk>;
  #bytes: Uint8Array = NOTHING;
  /** Place of `#bytes[0]`. */
  #base = 0;
  #isEnded = false;
  /** Of the value that was found last: `bytes[at … end)`. */
  at = 0;
  end = 0;

  constructor(chunks: AsyncIterator<DataChunk>) {
    this.#chunks = chunks;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** `missing`: there is no such value, or it lies too far back. `loading`: ask again after `load`. */
  find(place: number): 'found' | 'missing' | 'loading' {
    const from = place - this.#base;
    if (from < 0) return 'missing';
    const isHere = from + LENGTH_BYTES <= this.#bytes.length;
    const length = isHere ? lengthAt(this.#bytes, from) : 0;
    if (length > MAX_VALUE_BYTES) return 'missing';
    if (!isHere || from + LENGTH_BYTES + length > this.#bytes.length) return this.#isEnded ? 'missing' : 'loading';
    this.at = from + LENGTH_BYTES;
    this.end = this.at + length;
    return 'found';
  }

  /** Reads on; what lies before `place` is given up. */
  async load(place: number): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done) {
      this.#isEnded = true;
      return;
    }
    const drop = Math.max(0, Math.min(place - KEPT_BYTES - this.#base, this.#bytes.length));
    const { bytes, isDamaged, lostBytes } = next.value;
    const kept = this.#bytes.length - drop;
    const length = isDamaged ? lostBytes : bytes.length;
    const joined = new Uint8Array(kept + length);
    joined.set(this.#bytes.subarray(drop));
    // Lost values are zeros: of no length.
    if (!isDamaged) joined.set(bytes, kept);
    this.#bytes = joined;
    this.#base += drop;
  }
}

export function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
