import { dayUs, SECOND_US } from '../lines/civil-time.ts';

const DAY_US = 86_400 * SECOND_US;
const HALF_DAY_US = DAY_US / 2;
/** Days before months, as the machine's region never changes. */
const START = /^\*\*\*START DATE AND TIME (\d{1,2}):(\d{1,2}):(\d{4}) (\d{1,2}):(\d{1,2}):(\d{1,2}):(\d{1,3})\*\*\*$/;
const MODE = /^\*\*\*(ABSOLUTE|RELATIVE|SYSTEM) MODE\*\*\*$/;

/**
 * When the frames of a session happened: times are those of the day (`SYSTEM MODE`), since the start of the session
 * (`ABSOLUTE`), or since the frame before (`RELATIVE`). The zone is not written: local time is taken for UTC.
 */
export class BusmasterClock {
  base: 10 | 16 = 16;
  /** Of the frame that was settled last: since the start, or since its midnight where times are those of the day. */
  offsetUs = 0;
  /** NaN while no date was found. */
  #startUs = Number.NaN;
  #mode = 'SYSTEM';
  /** Of the start, since its midnight. */
  #startOfDayUs = 0;

  /** Takes a line of the header. */
  readHeading(line: string): void {
    const start = START.exec(line);
    if (start) this.#start(start.slice(1).map(Number));
    else if (line === '***DEC***') this.base = 10;
    else if (line === '***HEX***') this.base = 16;
    else this.#setMode(MODE.exec(line)?.[1] ?? this.#mode);
  }

  /** Frames come in order. */
  settle(writtenUs: number): void {
    if (this.#mode === 'RELATIVE') this.offsetUs += writtenUs;
    else if (this.#mode === 'ABSOLUTE') this.offsetUs = writtenUs;
    else this.offsetUs = this.#ofDay(writtenUs);
  }

  /** Microseconds since 1970, or NaN. */
  get timeUs(): number {
    const isOfDay = this.#mode === 'SYSTEM';
    return this.#startUs - (isOfDay ? this.#startOfDayUs : 0) + this.offsetUs;
  }

  /** Midnight passes where the clock goes back by more than half a day. */
  #ofDay(writtenUs: number): number {
    const days = Math.floor(this.offsetUs / DAY_US) * DAY_US;
    return this.offsetUs - (days + writtenUs) > HALF_DAY_US ? days + DAY_US + writtenUs : days + writtenUs;
  }

  #start([day, month, year, hour, minute, second, ms]: number[]): void {
    this.#startOfDayUs = ((hour * 60 + minute) * 60 + second) * SECOND_US + ms * 1_000;
    this.#startUs = dayUs(year, month, day) + this.#startOfDayUs;
    this.#begin();
  }

  #setMode(mode: string): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#begin();
  }

  /** A session may begin before midnight, and its first frame come after it. */
  #begin(): void {
    this.offsetUs = this.#mode === 'SYSTEM' ? this.#startOfDayUs : 0;
  }
}
