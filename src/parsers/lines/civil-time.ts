export const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Start of a day of the proleptic Gregorian calendar in microseconds since 1970 UTC; NaN when there is no such day. */
export function dayUs(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= DAYS_IN_MONTH[month - 1])) return Number.NaN;
  if (month === 2 && day === 29 && !isLeap(year)) return Number.NaN;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  const inYear = DAYS_BEFORE_MONTH[month - 1] + day - 1 + (month > 2 && isLeap(year) ? 1 : 0);
  return ((year - 1970) * 365 + leapDays + inYear) * DAY_US;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The year that `timeUs` lies in. */
function yearOf(timeUs: number): number {
  return new Date(Math.floor(timeUs / 1000)).getUTCFullYear();
}

/** Between 1970 and 2200: any other number is not a time. */
export function isPlausibleTimeUs(timeUs: number): boolean {
  return timeUs >= 0 && timeUs < 230 * 365.25 * DAY_US;
}

/** 29 February may have to go back this far: 1896 to 1904 has none. */
const MAX_YEARS_BACK = 8;

/**
 * Gives dates without a year one: the year nearest to the last full date the stream showed, or, as long as it showed
 * none, the latest year that does not lie after the reference time (upload; a day is granted for zones and clocks).
 */
export class YearlessDates {
  /** How often the anchor moved. */
  moves = 0;
  readonly #referenceUs: number;
  #anchorUs = Number.NaN;
  #key = -1;
  #dayUs = Number.NaN;

  constructor(referenceTimeUs: number) {
    this.#referenceUs = referenceTimeUs > 0 ? referenceTimeUs : 0;
  }

  /** The stream showed a full date. */
  anchor(timeUs: number): void {
    if (Math.abs(timeUs - this.#anchorUs) < DAY_US) return;
    this.#anchorUs = timeUs;
    this.#key = -1;
    this.moves++;
  }

  /** Start of the day in microseconds since 1970; NaN when no year has it. */
  dayUs(month: number, day: number): number {
    const key = month * 100 + day;
    if (key !== this.#key) {
      this.#key = key;
      this.#dayUs = Number.isNaN(this.#anchorUs) ? this.#latest(month, day) : this.#nearest(month, day);
    }
    return this.#dayUs;
  }

  #latest(month: number, day: number): number {
    const newest = Math.max(yearOf(this.#referenceUs + DAY_US), 1970);
    for (let year = newest; year >= newest - MAX_YEARS_BACK; year--) {
      const start = dayUs(year, month, day);
      if (start >= 0 && (start <= this.#referenceUs + DAY_US || year === 1970)) return start;
    }
    return Number.NaN;
  }

  #nearest(month: number, day: number): number {
    const middle = yearOf(this.#anchorUs);
    let best = Number.NaN;
    for (let year = middle - 4; year <= middle + 4; year++) {
      const start = dayUs(year, month, day);
      const isNearer = !(Math.abs(start - this.#anchorUs) >= Math.abs(best - this.#anchorUs));
      if (!Number.isNaN(start) && isNearer) best = start;
    }
    return best;
  }
}
