import type { LevelName } from '#src/parsers/record-batch.ts';
import { isDigit } from '../templates/byte-classes.ts';
import { holdsNumberedCode } from './codes.ts';
import { type FailureReading, type NoFailure, readFailure } from './read-failure.ts';

/** Shapes of lines whose reading is kept: a log has some hundreds of templates, each with numbers of either length. */
const MAX_SHAPES = 4_096;
/** What expressions tell apart: up to three digits, more; of the number that ends a line, up to five. */
const SHORT = 3;
const LONG = 4;
const TOO_LONG = 6;
/** The one place that counts two digits: rails fall to `9 V`, not to `400 V`. */
const VOLTS = /\d ?v(?:olts?)?(?!\w)/i;
/** Behind all UTF-16 code units; expressions tell `255` and `0xff` apart, too. */
const NUMBERS = 0x10000;
const HEX_NUMBERS = 0x20000;
const ZERO = 0x30;
const SMALL_X = 0x78;

/** What of a reading does not change with the numbers of a line; its codes and its clause do. */
type FailureByWords = Pick<FailureReading, 'weight' | 'role'> | NoFailure;

/**
 * Reads lines as `readFailure` does, but those that differ only in numbers once: it was a tenth of the way from a DLT log with
 * many codes to its evidence. A number that a standard gives a meaning is read whenever it comes.
 */
export class FailureMemo {
  readonly #byShape = new Map<number, FailureByWords>();

  read(text: string, level: LevelName): FailureByWords {
    if (holdsNumberedCode(text) || VOLTS.test(text)) return readFailure(text, level);
    const shape = shapeOf(text, level);
    const known = this.#byShape.get(shape);
    if (known) return known;
    const reading = readFailure(text, level);
    if (this.#byShape.size < MAX_SHAPES) this.#byShape.set(shape, reading);
    return reading;
  }
}

/** 53 bits of hash over level and text, in which numbers are alike but for their length; a zero is what it is. */
function shapeOf(text: string, level: LevelName): number {
  let a = Math.imul(level.length, 0x811c9dc5) ^ level.charCodeAt(0);
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; ) {
    const end = numberEnd(text, i);
    const most = end === text.length ? TOO_LONG : LONG;
    const isHex = text.charCodeAt(i + 1) === SMALL_X;
    const digits = Math.min(Math.max(isHex ? end - i - 2 : end - i, SHORT), most);
    const unit = end > i ? digits + (isHex ? HEX_NUMBERS : NUMBERS) : text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
    i = Math.max(end, i + 1);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

/** Behind the decimal or `0x…` number that begins at `at`; `at` where none does, or it is zero. */
function numberEnd(text: string, at: number): number {
  const isHex = text.charCodeAt(at) === ZERO && text.charCodeAt(at + 1) === SMALL_X;
  let end = isHex ? at + 2 : at;
  while (text.charCodeAt(end) === ZERO) end++;
  const zeros = end;
  while (isHex ? isHexDigit(text.charCodeAt(end)) : isDigit(text.charCodeAt(end))) end++;
  return end > zeros ? end : at;
}

const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
