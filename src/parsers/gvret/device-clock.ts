/** The devices count microseconds in 32 bits: every 71 minutes the counter begins anew. */
const TURN_US = 2 ** 32;
const HALF_TURN_US = 2 ** 31;

/** Time since a device's counter began, its turns added up. */
export class DeviceClock {
  #lastUs = 0;
  #turnsUs = 0;

  next(writtenUs: number): number {
    if (this.#lastUs < TURN_US && this.#lastUs - writtenUs > HALF_TURN_US) this.#turnsUs += TURN_US;
    this.#lastUs = writtenUs;
    return this.#turnsUs + writtenUs;
  }
}
