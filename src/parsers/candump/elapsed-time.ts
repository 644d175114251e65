/**
 * Time since the first frame, from `candump -t z` (elapsed) or `-t d` (difference to the line before). Which of the two
 * is not written: a value below its predecessor that is not the zero of a new recording shows that they are differences.
 */
export class ElapsedTime {
  #us = 0;
  #isDelta = false;

  next(us: number): number {
    if (us < this.#us && us > 0) this.#isDelta = true;
    this.#us = this.#isDelta ? this.#us + us : us;
    return this.#us;
  }
}
