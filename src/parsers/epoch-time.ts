/** Values of the low word of a number of 64 bits. */
export const WORD = 2 ** 32;
/** 2 ** 33 s is the year 2242: a time beyond it is damage. */
const MAX_PLAUSIBLE_US = 2 ** 33 * 1e6;

/** False of microseconds that no clock shows. */
export const isPlausible = (timeUs: number): boolean => timeUs >= 0 && timeUs < MAX_PLAUSIBLE_US;

/** Microseconds since 1970; NaN where no clock shows them. */
export const plausibleUs = (timeUs: number): number => (isPlausible(timeUs) ? timeUs : Number.NaN);

/** Nanoseconds since 1970 need 61 bits: divided in two parts, so that nothing is rounded. */
export const nanosecondsToUs = (high: number, low: number): number =>
  high * 4_294_967 + Math.floor((high * 296 + low) / 1000);
