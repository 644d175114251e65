import { grownTo } from '../tally/grown.ts';

const UNKNOWN = -1;
const ENOUGH_STEPS = 4096;

/**
 * Gaps in counters 0…255 of several senders. A repeated value is a duplicate, a value slightly behind is a record that
 * was logged late (it was counted as lost before).
 */
export class MessageCounters {
  #last = new Int32Array(64).fill(UNKNOWN);
  /** Boot in which `#last` was seen: counters restart with the ECU. */
  #boot = new Int32Array(64).fill(UNKNOWN);
  /** Steps of exactly one: what tells a counter from noise. */
  inSequence = 0;
  steps = 0;

  /** So few steps by one in so many are no counter: it is not worth following any longer. */
  get isNoise(): boolean {
    return this.steps >= ENOUGH_STEPS && this.inSequence * 8 < this.steps;
  }

  /** Messages missing before this one; negative when one that was missed turns up. */
  next(sender: number, boot: number, counter: number): number {
    if (sender >= this.#last.length) {
      this.#last = grownTo(this.#last, sender, UNKNOWN);
      this.#boot = grownTo(this.#boot, sender, UNKNOWN);
    }
    const last = this.#boot[sender] === boot ? this.#last[sender] : UNKNOWN;
    const ahead = (counter - last) & 0xff;
    const isLate = last !== UNKNOWN && ahead >= 128;
    this.#boot[sender] = boot;
    if (!isLate) this.#last[sender] = counter;
    if (last === UNKNOWN || ahead === 0) return 0;
    this.steps++;
    if (ahead === 1) this.inSequence++;
    return isLate ? -1 : ahead - 1;
  }
}
