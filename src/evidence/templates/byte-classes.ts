/**
 * What a byte is to the template scanner. Everything above `PUNCTUATION` belongs to a token; the bits of a token's bytes
 * or-ed together tell most of what it can be.
 */
export const SPACE = 0;
export const PUNCTUATION = 1;
export const DIGIT = 2;
/** a-f A-F: letters that are hex digits too. */
export const HEX_LETTER = 4;
/** Other letters, `_`, and every byte of a non-ASCII character. */
export const LETTER = 8;
export const DOT = 16;
export const COLON = 32;
export const DASH = 64;
export const SLASH = 128;
/** `+` and `\`. */
const JOINER = 256;

export const WORD = DIGIT | HEX_LETTER | LETTER;

function classOf(byte: number): number {
  const char = String.fromCharCode(byte);
  if (byte >= 0x80 || /[g-zG-Z_]/.test(char)) return LETTER;
  if (byte <= 0x20) return SPACE;
  if (/[0-9]/.test(char)) return DIGIT;
  if (/[a-fA-F]/.test(char)) return HEX_LETTER;
  return { '.': DOT, ':': COLON, '-': DASH, '/': SLASH, '+': JOINER, '\\': JOINER }[char] ?? PUNCTUATION;
}

export const CLASS = Int32Array.from({ length: 256 }, (_, byte) => classOf(byte));

export const SLASH_BYTE = 0x2f;
export const DASH_BYTE = 0x2d;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
export const isWordByte = (byte: number): boolean => (CLASS[byte] & WORD) !== 0;
export const isHexByte = (byte: number): boolean => (CLASS[byte] & (DIGIT | HEX_LETTER)) !== 0;
