import { CLASS, HEX_LETTER, isDigit, isHexByte, isWordByte, PUNCTUATION } from './byte-classes.ts';

/** A number directly behind such a word is an error code, not a measurement: it stays in the template. */
const CODE_WORDS = ['err', 'exit', 'failed', 'http', 'nrc', 'rc', 'ret', 'response', 'result', 'returned', 'signal'];
/** These count as the end of a longer word too: `error_code`, `lastError`, `returnCode`. */
const CODE_ENDINGS = ['code', 'errno', 'error', 'status'];
const ERROR_CODE_NAME = 'errorcode::';

/** `error 12345678` is an address or a counter; codes of 4 digits exist (Omaha's 2000 + HTTP status). */
export const MAX_CODE_DIGITS = 4;
/** 16 bits: DTCs, NRCs and sensor codes; what is longer is an address or a size. */
export const MAX_CODE_HEX_DIGITS = 4;

interface Ending {
  bytes: Uint8Array;
  isWholeWord: boolean;
}

const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const ENDINGS: Ending[] = [
  ...CODE_WORDS.map((word) => ({ bytes: toBytes(word), isWholeWord: true })),
  ...CODE_ENDINGS.map((word) => ({ bytes: toBytes(word), isWholeWord: false })),
];
/** Endings by their last two letters, most places empty: asked for every short number. */
const BY_LAST_LETTERS: (Ending[] | undefined)[] = new Array(1024).fill(undefined);
for (const ending of ENDINGS) {
  const [last, veryLast] = ending.bytes.subarray(-2);
  const place = lastLetters(last, veryLast);
  BY_LAST_LETTERS[place] = [...(BY_LAST_LETTERS[place] ?? []), ending];
}
const MAY_END = Uint8Array.from(BY_LAST_LETTERS, (endings) => (endings ? 1 : 0));
const NAME_START = toBytes(ERROR_CODE_NAME);

/** `code=5`, `error: -5`, `kX (12)`: no more than this between word and number. */
const MAX_CODE_GAP = 3;
const OPEN_PARENTHESIS = 0x28;

/** The number at `start` may be an error code: is it behind a word that says so? The line begins at `floor`. */
export function isBehindCodeWord(bytes: Uint8Array, floor: number, start: number): boolean {
  const lowest = Math.max(floor, start - MAX_CODE_GAP);
  let end = start;
  while (end > lowest && isCodeGap(bytes[end - 1])) end--;
  if (end - floor < 2) return false;
  const endings = BY_LAST_LETTERS[lastLetters(bytes[end - 2], bytes[end - 1])];
  if (endings?.some((ending) => endsWith(bytes, { start: floor, end }, ending))) return true;
  return end < start && bytes[start - 1] === OPEN_PARENTHESIS && isErrorCodeName(bytes, floor, end);
}

/** By the last two bytes of the word: wrong for most words, so that most are not looked at. A gap may be one. */
export function mayEndCodeWord(last: number, veryLast: number): boolean {
  return MAY_END[lastLetters(last, veryLast)] !== 0 || isCodeGap(veryLast);
}

/** Five bits of each of a word's last two letters: 0 to 1023, capitals as small letters. */
function lastLetters(last: number, veryLast: number): number {
  return ((last & 31) << 5) | (veryLast & 31);
}

export const isCodeGap = (byte: number): boolean =>
  byte === 0x20 || byte === 0x3d || byte === OPEN_PARENTHESIS || byte === 0x3a || byte === 0x23;

function endsWith(bytes: Uint8Array, word: { start: number; end: number }, ending: Ending): boolean {
  const from = word.end - ending.bytes.length;
  if (from < word.start || !matchesLower(bytes, from, ending.bytes)) return false;
  return !ending.isWholeWord || from === word.start || !isWordByte(bytes[from - 1]);
}

/** `ErrorCode::kDownloadTransferError (9)`: the number repeats the name. */
function isErrorCodeName(bytes: Uint8Array, floor: number, end: number): boolean {
  let start = end;
  while (start > floor && CLASS[bytes[start - 1]] > PUNCTUATION) start--;
  return end - start > NAME_START.length && matchesLower(bytes, start, NAME_START);
}

function matchesLower(bytes: Uint8Array, at: number, lower: Uint8Array): boolean {
  for (let i = 0; i < lower.length; i++) {
    if (bytes[at + i] !== lower[i] && (bytes[at + i] | 0x20) !== lower[i]) return false;
  }
  return true;
}

/**
 * Length of the DTC at `start` (SAE J2012: P/C/B/U, digit 0-3, three hex digits, `-XX` failure type), 0 when there is
 * none or the word goes on.
 */
export function dtcLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || !isDtcStart(bytes, start)) return 0;
  const hasFailureType =
    end - start >= 8 && bytes[start + 5] === 0x2d && isUpperHex(bytes[start + 6]) && isUpperHex(bytes[start + 7]);
  const length = hasFailureType ? 8 : 5;
  return start + length < end && isWordByte(bytes[start + length]) ? 0 : length;
}

function isDtcStart(bytes: Uint8Array, at: number): boolean {
  if (!isDtcLetter(bytes[at])) return false;
  const isSystemDigit = bytes[at + 1] >= 0x30 && bytes[at + 1] <= 0x33;
  return isSystemDigit && isUpperHex(bytes[at + 2]) && isUpperHex(bytes[at + 3]) && isUpperHex(bytes[at + 4]);
}

/** Powertrain, chassis, body, network. */
export const isDtcLetter = (byte: number): boolean => byte === 0x50 || byte === 0x43 || byte === 0x42 || byte === 0x55;

const isUpperHex = (byte: number): boolean => isDigit(byte) || ((CLASS[byte] & HEX_LETTER) !== 0 && byte < 0x60);

/** `0x` and hex digits to the end of the word: how many, or 0. */
export function hexDigitsAfter0x(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 3 || bytes[start] !== 0x30 || (bytes[start + 1] | 0x20) !== 0x78) return 0;
  for (let i = start + 2; i < end; i++) if (!isHexByte(bytes[i])) return 0;
  return end - start - 2;
}

export const isCodeHex = (digits: number): boolean => digits > 0 && digits <= MAX_CODE_HEX_DIGITS;
