import { dayUs, SECOND_US } from '../lines/civil-time.ts';

/**
 * Names of months in the languages of the field, by the letters that every code page writes alike: `Mär` is `M\xe4r` in the
 * code page of most loggers and two other bytes in UTF-8.
 */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'janv', 'ene', 'gen'],
  ['feb', 'fev', 'fv', 'fvr'],
  ['mar', 'mr', 'mrz', 'mars'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aot', 'ago'],
  ['sep', 'sept', 'set'],
  ['oct', 'okt', 'ott', 'out'],
  ['nov'],
  ['dec', 'dez', 'dc', 'dic'],
];

/** `14:15:07.250 pm`; German writes `nachm.` for it. */
const CLOCK = '(\\d{1,2}):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?:\\s+([apvn])\\.?(?:m|orm|achm)\\.?)?';
/** `Sam Sep 30 15:06:13.191 2017`, `Tue May 27 04:09:35.000 pm 2014`; the weekday is of any language. */
const WORDS = new RegExp(`^\\S+\\s+(\\S+)\\s+(\\d{1,2})\\s+${CLOCK}(?:\\s+[A-Z]{2,5})?\\s+(\\d{4})\\s*$`, 'i');
/** `2026-03-03 14:15:07`, `3.3.2026 14:15:07`; days and months between slashes stand in either order, and are not guessed. */
const ISO = new RegExp(`^(?:\\S+\\s+)?(\\d{4})-(\\d\\d)-(\\d\\d)[T\\s]\\s*${CLOCK}$`, 'i');
const DOTTED = new RegExp(`^(?:\\S+\\s+)?(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})\\s+${CLOCK}$`, 'i');

/** Microseconds since 1970 of a date as ASC files write it, local time taken for UTC; NaN when it is none. */
export function readAscDate(written: string): number {
  const text = written.trim();
  const words = WORDS.exec(text);
  if (words) return dayUs(Number(words[8]), monthOf(words[1]), Number(words[2])) + clockUs(words.slice(3, 8));
  const iso = ISO.exec(text);
  if (iso) return dayUs(Number(iso[1]), Number(iso[2]), Number(iso[3])) + clockUs(iso.slice(4));
  const dotted = DOTTED.exec(text);
  if (dotted) return dayUs(Number(dotted[3]), Number(dotted[2]), Number(dotted[1])) + clockUs(dotted.slice(4));
  return Number.NaN;
}

function monthOf(name: string): number {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return MONTHS.findIndex((names) => names.includes(letters)) + 1;
}

function clockUs([hour, minute, second, fraction = '', half]: (string | undefined)[]): number {
  const seconds = (hourOfDay(Number(hour), half) * 60 + Number(minute)) * 60 + Number(second);
  return seconds * SECOND_US + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** `a`, `v` before noon, `p`, `n` behind it; `12 am` is midnight. A 24-hour clock beside `pm` stays what it is. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (/[pn]/i.test(half) ? 12 : 0);
}
