/** What may stand at one place of a line. */
export const Place = { any: 0, same: 1, digit: 2 } as const;

/** By what may stand there: the bits that are compared, and what makes a digit above nine show in them. */
const COMPARED = [0x00, 0xff, 0xf0];
const ABOVE_NINE = [0, 0, 6];
const ZERO = 0x30;
const WORD_BYTES = 4;
/** Of each word what is the same, what makes a digit above nine show, and the bits that are compared. */
const STRIDE = 3;

/**
 * A stretch of lines whose columns stand where they stood in one line, compared four bytes at a time: what parts columns
 * is the same, digits are digits, and all else is for others to look at.
 */
export class LineShape {
  readonly #words: Int32Array;

  /** `stretch` of the line, and what may stand at each of its places. */
  constructor(stretch: Uint8Array, may: Uint8Array) {
    const parts = [
      stretch.map((byte, i) => (may[i] === Place.digit ? ZERO : byte)),
      may.map((kind) => ABOVE_NINE[kind]),
      may.map((kind) => COMPARED[kind]),
    ].map(wordsOf);
    this.#words = interleaved(parts);
  }

  /** Whether the stretch at `at` has it; three bytes behind its end may be looked at, and do not count. */
  fits(view: DataView, at: number): boolean {
    const words = this.#words;
    const { length } = words;
    let differs = 0;
    for (let w = 0, p = at; w < length; w = (w + STRIDE) | 0, p = (p + WORD_BYTES) | 0) {
      const bits = view.getInt32(p, true) ^ words[w];
      differs |= ((bits + words[w + 1]) | 0 | bits) & words[w + 2];
    }
    return differs === 0;
  }
}

/** Little-endian, the last one filled up with zeros. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / WORD_BYTES) * WORD_BYTES);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  return Int32Array.from({ length: padded.length / WORD_BYTES }, (_, n) => view.getInt32(n * WORD_BYTES, true));
}

function interleaved(parts: readonly Int32Array[]): Int32Array {
  const words = new Int32Array(parts[0].length * STRIDE);
  for (const [n, part] of parts.entries()) for (const [w, word] of part.entries()) words[w * STRIDE + n] = word;
  return words;
}
