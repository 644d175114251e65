import type { RecordBatch } from './record-batch.ts';
import { endOfString, isUtf8, mayEndPlainText } from './text-encoding.ts';

/** More of a binary value than this tells a reader nothing; dlt-viewer stops at 256. */
const MAX_HEX_BYTES = 1024;
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Both digits of each byte, the first one lowest. */
const DIGIT_PAIRS = Uint16Array.from(
  { length: 256 },
  (_, byte) => HEX_DIGITS[byte >> 4] | (HEX_DIGITS[byte & 15] << 8),
);
const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const SPACE = 0x20;

/** Writes the text of one record into the batch's scratch. The caller names an upper bound first, so writes check nothing. */
export class TextSink {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #start = 0;
  #at = 0;
  wasCut = false;

  begin(out: RecordBatch, maxBytes: number): void {
    this.#start = out.reserveScratch(maxBytes);
    this.#at = this.#start;
    if (this.#bytes !== out.scratch) this.#view = new DataView(out.scratch.buffer);
    this.#bytes = out.scratch;
    this.wasCut = false;
  }

  /** Makes the text the body of record `i` and gives back the room it did not need. */
  finish(out: RecordBatch, i: number): void {
    out.bodyStart[i] = this.#start;
    out.bodyEnd[i] = this.#at;
    out.scratchUsed = this.#at;
  }

  space(): void {
    this.#bytes[this.#at++] = SPACE;
  }

  ascii(text: string): void {
    const bytes = this.#bytes;
    const from = this.#at;
    for (let i = 0; i < text.length; i++) bytes[from + i] = text.charCodeAt(i);
    this.#at = from + text.length;
  }

  /** A whole number of 32 bits, signed or not. */
  integer(value: number): void {
    if (value < 0) this.#bytes[this.#at++] = MINUS;
    const digits = value < 0 ? -value : value;
    let size = 1;
    for (let limit = 10; digits >= limit; limit *= 10) size++;
    this.#at += size;
    this.#digits(digits, size);
  }

  /** `value` with a point before the last `decimals` of its digits: 32 bits, and nine decimals at most. */
  decimal(value: number, decimals: number): void {
    if (value < 0) this.#bytes[this.#at++] = MINUS;
    const digits = value < 0 ? -value : value;
    const scale = 10 ** decimals;
    const behind = digits % scale;
    this.integer((digits - behind) / scale);
    if (decimals === 0) return;
    this.#bytes[this.#at++] = POINT;
    this.#at += decimals;
    this.#digits(behind, decimals);
  }

  /** Writes the last `size` digits before the place. */
  #digits(value: number, size: number): void {
    let rest = value;
    for (let at = this.#at - 1; at >= this.#at - size; at--) {
      const tenth = (rest / 10) >>> 0;
      this.#bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
  }

  /** The low `digits` hex digits of a 32-bit word. */
  hex(word: number, digits: number): void {
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      this.#bytes[this.#at++] = HEX_DIGITS[(word >>> shift) & 15];
    }
  }

  /** Text in UTF-8 up to its NUL; latin-1 is transcoded. Four bytes at a time: strings are most of what arguments hold. */
  text(source: DataView, from: number, to: number): void {
    const view = this.#view;
    let at = this.#at;
    let i = from;
    for (; i + 4 <= to; i += 4, at += 4) {
      const word = source.getInt32(i, true);
      if (mayEndPlainText(word)) break;
      view.setInt32(at, word, true);
    }
    for (; i < to; i++) {
      const byte = source.getUint8(i);
      if (byte === 0 || byte > 0x7f) break;
      view.setUint8(at++, byte);
    }
    this.#at = at;
    if (i < to && source.getUint8(i) > 0x7f) this.#beyondAscii(bytesOf(source), i, to);
  }

  /** `01 02 ab`, with the given byte between. */
  hexDump(bytes: Uint8Array, range: { from: number; to: number }, between = SPACE): void {
    const to = Math.min(range.to, range.from + MAX_HEX_BYTES);
    if (to < range.to) this.wasCut = true;
    if (range.from >= to) return;
    // Through locals, two bytes at a time: half the records of a real DLT trace are dumps, and a field per digit cost a quarter
    // of its reading.
    const view = this.#view;
    let at = this.#at;
    view.setUint16(at, DIGIT_PAIRS[bytes[range.from]], true);
    at += 2;
    let i = range.from + 1;
    for (; i + 1 < to; i += 2, at += 6) {
      const next = DIGIT_PAIRS[bytes[i + 1]];
      view.setInt32(at, between | (DIGIT_PAIRS[bytes[i]] << 8) | (between << 24), true);
      view.setUint16(at + 4, next, true);
    }
    if (i < to) {
      view.setUint8(at, between);
      view.setUint16(at + 1, DIGIT_PAIRS[bytes[i]], true);
      at += 3;
    }
    this.#at = at;
  }

  /** What was written so far is ASCII, so only the rest depends on the encoding. */
  #beyondAscii(source: Uint8Array, from: number, limit: number): void {
    const to = endOfString(source, from, limit);
    if (!isUtf8(source, from, to)) this.#latin1(source, from, to);
    else for (let i = from; i < to; i++) this.#bytes[this.#at++] = source[i];
  }

  #latin1(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const code = bytes[i];
      if (code > 0x7f) this.#bytes[this.#at++] = 0xc0 | (code >> 6);
      this.#bytes[this.#at++] = code > 0x7f ? 0x80 | (code & 0x3f) : code;
    }
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
