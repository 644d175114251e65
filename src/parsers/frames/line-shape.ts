/** What may stand at one place of a line. */
export const Place = { any: 0, same: 1, digit: 2 } as const;

/** By what may stand there: the bits that are compared, and what makes a digit above nine show in them. */
const COMPARED = [0x00, 0xff, 0xf0];
const ABOVE_NINE = [0, 0, 6];
const ZERO = 0x30;
const WORD = 4;
const STRIDE = 4;

/**
 * A stretch of lines whose columns stand where they stood in one line, compared four bytes at a time: what parts columns
 * is the same, digits are digits, and all else is for others to look at.
 */
export class LineShape {
  /** Of each word its place, what is the same, what makes a digit above nine show, and the bits that are compared. */
  readonly #words: Int32Array;

  /** `stretch` of the line, at least four bytes or none, and what may stand at each of its places. */
  constructor(stretch: Uint8Array, may: Uint8Array) {
    const pattern = viewOf(stretch.map((byte, i) => (may[i] === Place.digit ? ZERO : byte)));
    const aboveNine = viewOf(may.map((kind) => ABOVE_NINE[kind]));
    const compared = viewOf(may.map((kind) => COMPARED[kind]));
    const places = wordsOf(may.length).filter((at) => compared.getInt32(at, true) !== 0);
    this.#words = Int32Array.from(
      places.flatMap((at) => [at, ...[pattern, aboveNine, compared].map((view) => view.getInt32(at, true))]),
    );
  }

  /** Whether the stretch at `at` has it; all of its bytes must be there. */
  fits(view: DataView, at: number): boolean {
    const words = this.#words;
    for (let w = 0; w < words.length; w += STRIDE) {
      const differs = view.getInt32(at + words[w], true) ^ words[w + 1];
      if (((differs + words[w + 2]) | differs) & words[w + 3]) return false;
    }
    return true;
  }
}

/** Places of the words that cover so many bytes: the last may lie over the one before. */
function wordsOf(length: number): number[] {
  const places = Array.from({ length: Math.floor(length / WORD) }, (_, word) => word * WORD);
  return length % WORD === 0 ? places : [...places, length - WORD];
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
