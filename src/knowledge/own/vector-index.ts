/** Vectors of rows in one byte per number, searched one by one: exact for what is kept, whatever is asked. */
export interface VectorIndex {
  readonly count: number;
  readonly dimensions: number;
  /** Places of the rows that point most in the direction of `query`, nearest first, among those that `isWanted`. */
  nearest(query: Float32Array, limit: number, isWanted: (row: number) => boolean): number[];
  /** For a file. */
  toBytes(): Uint8Array;
}

/** A file of vectors that is none, or is cut. */
class UnreadableVectors extends Error {
  override readonly name = 'UnreadableVectors';
}

const MAGIC = 0x31564b41;
const HEADER_BYTES = 12;
/** The largest number that a byte holds with its sign. */
const MAX_BYTE = 127;

/** Scales every vector to its own largest number. */
export function quantise(vectors: readonly Float32Array[]): VectorIndex {
  const [{ length: dimensions } = { length: 0 }] = vectors;
  const data = new Int8Array(vectors.length * dimensions);
  vectors.forEach((vector, row) => {
    if (vector.length !== dimensions) throw new UnreadableVectors('The vectors have different lengths.');
    data.set(toBytesOf(vector), row * dimensions);
  });
  return indexOf(data, dimensions);
}

/** Throws `UnreadableVectors`. */
export function readVectors(bytes: Uint8Array): VectorIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC)
    throw new UnreadableVectors('It is no file of vectors.');
  const [count, dimensions] = [view.getUint32(4, true), view.getUint32(8, true)];
  if (bytes.length !== HEADER_BYTES + count * dimensions) throw new UnreadableVectors('The file of vectors is cut.');
  // Of a Buffer, `slice` would lend the pool that it lies in.
  return indexOf(
    Int8Array.from(new Int8Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES, count * dimensions)),
    dimensions,
  );
}

function toBytesOf(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Int8Array.from(vector, (value) => Math.round((value / largest) * MAX_BYTE));
}

function indexOf(data: Int8Array, dimensions: number): VectorIndex {
  const count = dimensions === 0 ? 0 : data.length / dimensions;
  const pairs = Math.ceil(dimensions / 2);
  const rowOf = (row: number): Int8Array => data.subarray(row * dimensions, (row + 1) * dimensions);
  const packed = new Int32Array(count * pairs);
  const lengths = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    packed.set(packRow(rowOf(row)), row * pairs);
    lengths[row] = Math.hypot(...rowOf(row)) || 1;
  }
  return {
    count,
    dimensions,
    nearest(query, limit, isWanted) {
      if (query.length !== dimensions) throw new UnreadableVectors('The question has another length than the vectors.');
      const asked = packQuery(toBytesOf(query));
      const best = new Best(limit);
      for (let row = 0; row < count; row++) {
        const score = dot(packed, row * pairs, asked) / lengths[row];
        if (score > best.least && isWanted(row)) best.add(row, score);
      }
      return best.rows;
    },
    toBytes() {
      const bytes = new Uint8Array(HEADER_BYTES + data.length);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, MAGIC, true);
      view.setUint32(4, count, true);
      view.setUint32(8, dimensions, true);
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.length), HEADER_BYTES);
      return bytes;
    },
  };
}

/** Two numbers in one: the first in the low half of a row, in the high half of a question. */
const packRow = (row: Int8Array): Int32Array =>
  Int32Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => row[2 * i] + ((row[2 * i + 1] ?? 0) << 16));
const packQuery = (query: Int8Array): Int32Array =>
  Int32Array.from({ length: Math.ceil(query.length / 2) }, (_, i) => (query[2 * i + 1] ?? 0) + (query[2 * i] << 16));

/**
 * (x0 + x1·2^16)·(q1 + q0·2^16) holds x0q0 + x1q1 in its high half: at most 2·127², which fits; half of 2^16 more keeps the
 * sign of x0q1 below from reaching into it. One multiplication for two numbers, in four sums that do not wait for one another.
 */
function dot(rows: Int32Array, at: number, asked: Int32Array): number {
  const { length } = asked;
  const whole = length & ~3;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    const p = at + i;
    a = (a + ((Math.imul(rows[p], asked[i]) + HALF) >> 16)) | 0;
    b = (b + ((Math.imul(rows[p + 1], asked[i + 1]) + HALF) >> 16)) | 0;
    c = (c + ((Math.imul(rows[p + 2], asked[i + 2]) + HALF) >> 16)) | 0;
    d = (d + ((Math.imul(rows[p + 3], asked[i + 3]) + HALF) >> 16)) | 0;
  }
  for (let i = whole; i < length; i++) a = (a + ((Math.imul(rows[at + i], asked[i]) + HALF) >> 16)) | 0;
  return a + b + c + d;
}
const HALF = 2 ** 15;

/** The best so far, in order; of equal ones the first. */
class Best {
  readonly #limit: number;
  readonly #found: { row: number; score: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get least(): number {
    return this.#found.length < this.#limit ? Number.NEGATIVE_INFINITY : (this.#found.at(-1)?.score ?? 0);
  }

  get rows(): number[] {
    return this.#found.map(({ row }) => row);
  }

  add(row: number, score: number): void {
    const at = this.#found.findLastIndex((each) => each.score >= score) + 1;
    this.#found.splice(at, 0, { row, score });
    if (this.#found.length > this.#limit) this.#found.pop();
  }
}
