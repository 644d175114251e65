import type { RecordBatch } from '../record-batch.ts';
import { isUtf8 } from './text-encoding.ts';

/** More of a binary value than this tells a reader nothing; dlt-viewer stops at 256. */
const MAX_HEX_BYTES = 1024;
const DIGITS = '0123456789abcdef';
const SPACE = 0x20;

/** Writes the text of one record into the batch's scratch. The caller names an upper bound first, so writes check nothing. */
export class TextSink {
  #bytes = new Uint8Array(0);
  #start = 0;
  #at = 0;
  wasCut = false;

  begin(out: RecordBatch, maxBytes: number): void {
    this.#start = out.reserveScratch(maxBytes);
    this.#at = this.#start;
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
    for (let i = 0; i < text.length; i++) this.#bytes[this.#at++] = text.charCodeAt(i);
  }

  /** Whole numbers of up to 53 bits. */
  integer(value: number): void {
    if (value >= 0 && value < 10) this.#bytes[this.#at++] = 0x30 + value;
    else if (value >= 0 && value <= 0x7fffffff) this.#digits(value);
    else this.ascii(String(value));
  }

  /** Text in UTF-8; latin-1 is transcoded. */
  text(bytes: Uint8Array, from: number, to: number): void {
    if (!isUtf8(bytes, from, to)) {
      this.#latin1(bytes, from, to);
      return;
    }
    for (let i = from; i < to; i++) this.#bytes[this.#at++] = bytes[i];
  }

  /** `01 02 ab`, with the given byte between. */
  hexDump(bytes: Uint8Array, range: { from: number; to: number }, between = SPACE): void {
    const to = Math.min(range.to, range.from + MAX_HEX_BYTES);
    if (to < range.to) this.wasCut = true;
    for (let i = range.from; i < to; i++) {
      if (i > range.from) this.#bytes[this.#at++] = between;
      this.#bytes[this.#at++] = DIGITS.charCodeAt(bytes[i] >> 4);
      this.#bytes[this.#at++] = DIGITS.charCodeAt(bytes[i] & 15);
    }
  }

  #digits(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) size++;
    this.#at += size;
    for (let rest = value, at = this.#at; size > 0; size--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[--at] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
  }

  #latin1(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const code = bytes[i];
      if (code > 0x7f) this.#bytes[this.#at++] = 0xc0 | (code >> 6);
      this.#bytes[this.#at++] = code > 0x7f ? 0x80 | (code & 0x3f) : code;
    }
  }
}
