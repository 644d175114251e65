import { dayUs, SECOND_US } from '../lines/civil-time.ts';

/**
 * English and German names of months by the letters that every code page writes alike: `Mär` is `M\xe4r` in the code page
 * of most loggers and two other bytes in UTF-8.
 */
const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mr: 3,
  mrz: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  sept: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};

/** `Sam Sep 30 15:06:13.191 2017`, `Tue May 27 04:09:35.000 pm 2014`; the weekday is of any language. */
const DATE = /^\S+\s+(\S+)\s+(\d{1,2})\s+(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:\s+([ap])\.?m\.?)?\s+(\d{4})\s*$/i;

/** Microseconds since 1970 of a date as ASC files write it, local time taken for UTC; NaN when it is none. */
export function readAscDate(text: string): number {
  const found = DATE.exec(text.trim());
  if (!found) return Number.NaN;
  const [, monthName, day, hour, minute, second, fraction = '', half, year] = found;
  const month = MONTHS[monthName.toLowerCase().replaceAll(/[^a-z]/g, '')] ?? 0;
  const clock = (hourOfDay(Number(hour), half) * 60 + Number(minute)) * 60 + Number(second);
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
  return dayUs(Number(year), month, Number(day)) + clock * SECOND_US + micros;
}

/** `12 am` is midnight. A 24-hour clock beside `pm` stays what it is. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}
