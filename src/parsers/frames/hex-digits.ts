/** Value of a hexadecimal digit by its ASCII code; 0xFF for every other byte. */
export const HEX_VALUE: Uint8Array = new Uint8Array(256).fill(0xff);

/** Value of two hexadecimal digits read as one little-endian u16; 0xFFFF for every other pair. */
export const HEX_PAIR: Uint16Array = new Uint16Array(65_536).fill(0xffff);

const DIGITS = '0123456789ABCDEFabcdef';
for (const digit of DIGITS) HEX_VALUE[digit.charCodeAt(0)] = Number.parseInt(digit, 16);
for (const high of DIGITS) {
  for (const low of DIGITS) {
    HEX_PAIR[(low.charCodeAt(0) << 8) | high.charCodeAt(0)] = Number.parseInt(high + low, 16);
  }
}
