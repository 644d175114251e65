import { readAscDate } from './asc-date.ts';

/** Lines that say nothing of an event. */
const LAYOUT = /^(end\s+triggerblock|(no\s+)?internal\s+events\s+logged)/i;

/**
 * When the events of a recording happened. Times count from the start of the measurement or, with `timestamps relative`,
 * from the event before. The start is the date of the header, or that of the trigger block; without either it is unknown.
 */
export class AscClock {
  base: 10 | 16 = 16;
  /** NaN while no date was found. */
  startUs = Number.NaN;
  offsetUs = 0;
  #isRelative = false;
  /** The date of a trigger block of which no event has come yet. */
  #triggerUs = Number.NaN;

  /** Takes a line of the header; false when it is none. */
  readHeading(line: string): boolean {
    const [word, ...rest] = line.trim().toLowerCase().split(/\s+/);
    if (word === 'date') this.#setStart(readAscDate(rest.join(' ')));
    else if (word === 'base') this.#readBase(rest);
    else if (word === 'begin' && rest[0] === 'triggerblock') this.#beginBlock(rest.slice(1).join(' '));
    else return LAYOUT.test(line);
    return true;
  }

  /** Turns the time written before an event into `offsetUs` since `startUs`. Events come in order. */
  settle(writtenUs: number): void {
    this.offsetUs = this.#isRelative ? this.offsetUs + writtenUs : writtenUs;
    if (Number.isNaN(this.#triggerUs)) return;
    this.#settleTrigger();
    this.#triggerUs = Number.NaN;
  }

  /**
   * Times may go on from the first block or begin anew in each: whichever puts the first event nearer to the date of its
   * block.
   */
  #settleTrigger(): void {
    const goesOn = Math.abs(this.startUs + this.offsetUs - this.#triggerUs) < this.offsetUs;
    if (!goesOn) this.startUs = this.#triggerUs;
  }

  #readBase([base, word, times]: string[]): void {
    this.base = base === 'dec' ? 10 : 16;
    this.#isRelative = word === 'timestamps' && times === 'relative';
  }

  #setStart(us: number): void {
    if (!Number.isNaN(us)) this.startUs = us;
  }

  #beginBlock(date: string): void {
    this.#triggerUs = readAscDate(date);
    if (this.#isRelative && !Number.isNaN(this.#triggerUs)) this.offsetUs = 0;
  }
}
