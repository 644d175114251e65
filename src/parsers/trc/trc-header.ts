import { asciiBytes, skipSpaces, startsWith } from '../lines/ascii.ts';
import { dayUs, SECOND_US } from '../lines/civil-time.ts';
import { LAYOUTS, layoutOf, type TrcLayout } from './trc-layout.ts';

/** Days from 1899-12-30, where PEAK counts from, to 1970. */
const DAYS_BEFORE_1970 = 25_569;
const DAY_US = 86_400 * SECOND_US;
/** The year 2099: a larger number counts something else (LIN traces of version 1.0). */
const MAX_DAYS = 73_000;

/** `18.12.2021 14:28:07.062.0` of PEAK's own tools; writers of other origin put an ISO date. */
const GERMAN_DATE = /(\d\d)\.(\d\d)\.(\d{4}) +(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?/;
const ISO_DATE = /(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})(\d{0,3}))?/;

const DOLLAR = 0x24;
const START_TIME = asciiBytes('Start time:');
const latin1 = new TextDecoder('latin1');

/** What the lines that begin with `;` say. */
export class TrcHeader {
  /** Undefined as long as no line told the version: the frames then do. */
  layout: TrcLayout | undefined;
  /** NaN when no line told it. Local time, taken for UTC. */
  startUs = Number.NaN;
  #hasExactStart = false;

  /** A line that begins with `;`; false when it is but a comment. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    const textAt = skipSpaces(bytes, at + 1, end);
    const isStart = startsWith(bytes, textAt, START_TIME);
    if (bytes[textAt] !== DOLLAR && !isStart) return false;
    const line = latin1.decode(bytes.subarray(at, end));
    if (isStart) this.#setStart(startOfDate(line), false);
    else if (line.startsWith(';$FILEVERSION=')) this.layout = LAYOUTS[valueIn(line)] ?? this.layout;
    else if (line.startsWith(';$COLUMNS=')) this.layout = layoutOf(valueIn(line)) ?? this.layout;
    else if (line.startsWith(';$STARTTIME=')) this.#setStart(startOfDays(Number(valueIn(line))), true);
    return true;
  }

  /** The number has microseconds; the date beside it may be of any locale. */
  #setStart(us: number, isExact: boolean): void {
    if (Number.isNaN(us) || (this.#hasExactStart && !isExact)) return;
    this.startUs = us;
    this.#hasExactStart = isExact;
  }
}

const valueIn = (line: string): string =>
  line
    .slice(line.indexOf('=') + 1)
    .trimEnd()
    .replace(/;$/, '');

function startOfDays(days: number): number {
  if (!(days > DAYS_BEFORE_1970 && days < MAX_DAYS)) return Number.NaN;
  return Math.round((days - DAYS_BEFORE_1970) * DAY_US);
}

function startOfDate(text: string): number {
  const german = GERMAN_DATE.exec(text);
  const iso = ISO_DATE.exec(text);
  if (german) return timeOf([german[3], german[2], german[1], ...german.slice(4)]);
  return iso ? timeOf(iso.slice(1)) : Number.NaN;
}

function timeOf([year, month, day, hour, minute, second, millis = '', micros = '']: string[]): number {
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const fraction = Number(millis.padEnd(3, '0')) * 1000 + Number(micros.padEnd(3, '0'));
  return dayUs(Number(year), Number(month), Number(day)) + clock * SECOND_US + fraction;
}
