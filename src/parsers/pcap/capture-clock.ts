import { nanosecondsToUs, plausibleUs, WORD } from '../epoch-time.ts';

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
    return plausibleUs(this.#sinceStartUs(high, low) + this.#offsetUs);
  }

  #sinceStartUs(high: number, low: number): number {
    const ticks = this.#ticksPerSecond;
    if (ticks === 1e6) return high * WORD + low;
    if (ticks === 1e9) return nanosecondsToUs(high, low);
    return Math.floor((high * WORD + low) * (1e6 / ticks));
  }
}
