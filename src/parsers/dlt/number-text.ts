import type { TextSink } from '../text-sink.ts';

/** As doubles they are no less than what they stand for: comparing tells the power of ten. */
const POWERS = [1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
const ONE = 4;
/** What is less, or rounds to a seventh digit, has an exponent. */
const LEAST = 1e-4;
const GREATEST = 999_999;
const DIGITS = 6;
/** Scaling to six digits is wrong by 1e6 * 2 ** -53 at most: what is so far from a half is rounded as the exact value is. */
const NEAR_HALF = 1e-6;

/**
 * Six significant digits as C's `%g` writes them, which is what dlt-convert and dlt-viewer show. Those of usual values are
 * counted out: as strings they took half a microsecond each, as long as ten messages without any.
 */
export function writeFloat(text: TextSink, value: number): void {
  const size = value < 0 ? -value : value;
  const isUsual = size >= LEAST && size < GREATEST;
  if (!isUsual || !writeDigits(text, size, value < 0)) text.ascii(floatText(value));
}

/** False, and nothing written, where the last digit is in doubt. */
function writeDigits(text: TextSink, size: number, isNegative: boolean): boolean {
  let decimals = DIGITS - 1 + ONE;
  for (let power = 1; size >= POWERS[power]; power++) decimals--;
  const scaled = size * POWERS[ONE + decimals];
  let digits = Math.floor(scaled);
  const rest = scaled - digits;
  if (Math.abs(rest - 0.5) < NEAR_HALF) return false;
  if (rest > 0.5) digits++;
  while (decimals > 0 && digits % 10 === 0) {
    digits /= 10;
    decimals--;
  }
  text.decimal(isNegative ? -digits : digits, decimals);
  return true;
}

/** The same of any value. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = value.toExponential(5).split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${withoutTrailingZeros(mantissa)}e${exponentText(power)}`;
  return withoutTrailingZeros(value.toFixed(5 - power));
}

function exponentText(power: number): string {
  return (power < 0 ? '-' : '+') + String(Math.abs(power)).padStart(2, '0');
}

function withoutTrailingZeros(digits: string): string {
  if (!digits.includes('.')) return digits;
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, digits[end - 1] === '.' ? end - 1 : end);
}

/** `0b0000 0100 0000 0101`: in groups of four. */
export function binaryText(value: number, sizeBytes: number): string {
  const bits = value.toString(2).padStart(sizeBytes * 8, '0');
  return `0b${(bits.match(/.{4}/g) ?? []).join(' ')}`;
}
