/** Ticks in the low word of a time. */
const WORD = 2 ** 32;
/** 2 ** 33 s is the year 2242. */
const MAX_PLAUSIBLE_US = 2 ** 33 * 1e6;

/** How an interface of pcapng counts time: `if_tsresol` and `if_tsoffset`. */
export class CaptureClock {
  readonly #ticksPerSecond: number;
  readonly #offsetUs: number;

  /** `resolution`: a negative power of ten, or of two with the high bit set. */
  constructor(resolution: number, offsetSeconds: number) {
    const exponent = resolution & 0x7f;
    this.#ticksPerSecond = resolution & 0x80 ? 2 ** exponent : 10 ** exponent;
    this.#offsetUs = offsetSeconds * 1e6;
  }

  /** Microseconds since 1970; NaN where a damaged interface gives a time that no clock shows. */
  timeUs(high: number, low: number): number {
    const timeUs = this.#sinceStartUs(high, low) + this.#offsetUs;
    return timeUs >= 0 && timeUs < MAX_PLAUSIBLE_US ? timeUs : Number.NaN;
  }

  #sinceStartUs(high: number, low: number): number {
    const ticks = this.#ticksPerSecond;
    if (ticks === 1e6) return high * WORD + low;
    // Nanoseconds since 1970 need 61 bits: divided in two parts, so that nothing is rounded.
    if (ticks === 1e9) return high * 4_294_967 + Math.floor((high * 296 + low) / 1000);
    return Math.floor((high * WORD + low) * (1e6 / ticks));
  }
}
