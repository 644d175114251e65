/** Longer than any cyclic offer waits. */
const MAX_QUIET_US = 5_000_000;

/** Time for which a capture heard anything at all: while it was stopped, nobody was missed. */
export class HeardClock {
  /** Microseconds since the first record. */
  heardUs = 0;
  #lastUs = Number.NaN;

  advance(timeUs: number): void {
    const passedUs = timeUs - this.#lastUs;
    if (passedUs > 0) this.heardUs += Math.min(passedUs, MAX_QUIET_US);
    if (!(passedUs < 0)) this.#lastUs = Number.isNaN(timeUs) ? this.#lastUs : timeUs;
  }
}
