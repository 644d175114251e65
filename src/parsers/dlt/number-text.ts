/** Six significant digits as C's `%g` writes them, which is what dlt-convert and dlt-viewer show. */
export function floatText(value: number): string {
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
