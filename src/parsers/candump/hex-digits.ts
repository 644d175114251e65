/** Value of a hexadecimal digit by its ASCII code; 0xFF for every other byte. */
export const HEX_VALUE: Uint8Array = new Uint8Array(256).fill(0xff);
for (let value = 0; value < 16; value++) {
  HEX_VALUE[value.toString(16).charCodeAt(0)] = value;
  HEX_VALUE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}
