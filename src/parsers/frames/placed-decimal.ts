const MOST_WHOLE = 8;
/** Bytes before a line that may be looked at; they do not count. */
export const READ_BEFORE = MOST_WHOLE;
/** Places behind the point that are read. */
const MOST_PLACES = 8;

interface DecimalPlaces {
  /** Of the first digit, of the point or what stands where it would, and behind the last digit that counts. */
  start: number;
  point: number;
  end: number;
}

/**
 * A decimal number whose digits stand at known places of a line, times ten to the power of `places`. They are read four at
 * a time: that they are digits is for the line's shape to say.
 */
export class PlacedDecimal {
  readonly #wholeAt: number;
  readonly #fractionAt: number;
  readonly #masks: Int32Array;
  readonly #scale: number;

  private constructor({ start, point, end }: DecimalPlaces, places: number) {
    this.#wholeAt = point - MOST_WHOLE;
    this.#fractionAt = point + 1 + places - MOST_PLACES;
    this.#scale = 10 ** places;
    const isWhole = (place: number) => place >= start && place < point;
    const isFraction = (place: number) => place > point && place < end;
    this.#masks = Int32Array.of(
      maskOf(this.#wholeAt, isWhole),
      maskOf(this.#wholeAt + 4, isWhole),
      maskOf(this.#fractionAt, isFraction),
      maskOf(this.#fractionAt + 4, isFraction),
    );
  }

  /** Undefined where it has more digits before its point, or behind it more than `places`, up to 8. */
  static at(digits: DecimalPlaces, places: number): PlacedDecimal | undefined {
    const isReadable = digits.point - digits.start <= MOST_WHOLE && digits.end - digits.point - 1 <= places;
    return isReadable ? new PlacedDecimal(digits, places) : undefined;
  }

  read(view: DataView, line: number): number {
    const masks = this.#masks;
    const whole = (line + this.#wholeAt) | 0;
    const fraction = (line + this.#fractionAt) | 0;
    const high = fourDigits(view.getInt32(whole, true) & masks[0]);
    const low = fourDigits(view.getInt32((whole + 4) | 0, true) & masks[1]);
    const first = fourDigits(view.getInt32(fraction, true) & masks[2]);
    const last = fourDigits(view.getInt32((fraction + 4) | 0, true) & masks[3]);
    return (high * 10_000 + low) * this.#scale + (first * 10_000 + last);
  }
}

/** The lower halves of the bytes of a word, in which a digit has its value. */
function maskOf(at: number, counts: (place: number) => boolean): number {
  return [0, 1, 2, 3].reduce((mask, byte) => mask | (counts(at + byte) ? 0x0f << (8 * byte) : 0), 0);
}

/** Their values side by side, the first one lowest. */
function fourDigits(values: number): number {
  const pairs = (Math.imul(values, 10) + (values >>> 8)) | 0;
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}
