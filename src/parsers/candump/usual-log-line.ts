import { MAX_BUS_LENGTH } from '../frames/frame-sources.ts';
import { HEX_PAIR, HEX_VALUE } from '../frames/hex-digits.ts';
import type { CandumpFrame } from './candump-frame.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;
/** `(1696758378.547717) ` */
const TIME_LENGTH = 20;

/**
 * The line that makes up nearly all of a recording, read several bytes at a time: `(1696758378.547717) can0 0F7#01FD` with
 * ten digits of seconds, six of fraction and a classic data frame. All else is left to `readLogLine`. Measured 2.3 times
 * as fast as that one.
 */
export class UsualLogLine {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** The ten digits of the last seconds, as three words, and their value in microseconds. */
  #words = [0, 0, 0];
  #secondsUs = 0;

  /** Place of the line feed, or -1 when the line is another. A whole line of this layout must lie within `bytes`. */
  read(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
    if (bytes !== this.#bytes) this.#see(bytes);
    if (!this.#readTime(at, frame)) return -1;
    const busStart = at + TIME_LENGTH;
    let p = busStart;
    while (bytes[p] > SPACE) p++;
    if (p === busStart || p - busStart > MAX_BUS_LENGTH || bytes[p] !== SPACE) return -1;
    frame.busStart = busStart;
    frame.busEnd = p;
    p = this.#readId(bytes, p + 1, frame);
    return p < 0 ? -1 : this.#readData(bytes, p, frame);
  }

  #see(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #readTime(at: number, frame: CandumpFrame): boolean {
    const view = this.#view;
    // `(`, `.` and `) ` in their places.
    if (view.getUint8(at) !== 0x28 || view.getUint8(at + 11) !== 0x2e || view.getUint16(at + 18, true) !== 0x2029)
      return false;
    if (!this.#readSeconds(at + 1)) return false;
    const high = fourDigits(view.getUint32(at + 12, true));
    const low = twoDigits(view.getUint16(at + 16, true));
    if (high < 0 || low < 0) return false;
    frame.time.kind = 'absolute';
    frame.time.us = this.#secondsUs + (high * 100 + low);
    return true;
  }

  /** Ten digits, mostly those of the line before. */
  #readSeconds(p: number): boolean {
    const view = this.#view;
    const words = this.#words;
    const first = view.getInt32(p, true);
    const second = view.getInt32(p + 4, true);
    const third = view.getUint16(p + 8, true);
    if (first === words[0] && second === words[1] && third === words[2]) return true;
    const [a, b, c] = [fourDigits(first), fourDigits(second), twoDigits(third)];
    // Below 1 000 million seconds lies what counts from zero: the general reader tells.
    if (a < 1000 || b < 0 || c < 0) return false;
    this.#words = [first, second, third];
    this.#secondsUs = (a * 1e6 + b * 100 + c) * 1e6;
    return true;
  }

  #readId(bytes: Uint8Array, p: number, frame: CandumpFrame): number {
    const view = this.#view;
    if (bytes[p + 3] === HASH) {
      const id = (HEX_VALUE[bytes[p]] << 8) | HEX_PAIR[view.getUint16(p + 1, true)];
      if (id > 0xfff) return -1;
      frame.setId(id, 3);
      return p + 4;
    }
    if (bytes[p + 8] !== HASH) return -1;
    const high = (HEX_PAIR[view.getUint16(p, true)] << 8) | HEX_PAIR[view.getUint16(p + 2, true)];
    const low = (HEX_PAIR[view.getUint16(p + 4, true)] << 8) | HEX_PAIR[view.getUint16(p + 6, true)];
    if (high > 0xffff || low > 0xffff) return -1;
    frame.setId(((high << 16) | low) >>> 0, 8);
    return p + 9;
  }

  /** Up to eight pairs of digits and the line ending. */
  #readData(bytes: Uint8Array, start: number, frame: CandumpFrame): number {
    const view = this.#view;
    const data = frame.body;
    let to = frame.bodyStart;
    let p = start;
    const last = start + 16;
    for (; p < last; p += 2) {
      const value = HEX_PAIR[view.getUint16(p, true)];
      if (value > 0xff) break;
      data[to++] = value;
    }
    frame.bodyEnd = to;
    frame.end = p;
    if (bytes[p] === LF) return p;
    return bytes[p] === CR && bytes[p + 1] === LF ? p + 1 : -1;
  }
}

/** Four ASCII digits of a little-endian word as a number, or -1: all four are checked and summed at once. */
function fourDigits(word: number): number {
  const digits = word ^ 0x30303030;
  if (((digits + 0x06060606) | digits) & 0xf0f0f0f0) return -1;
  const pairs = Math.imul(digits, 10) + (digits >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}

function twoDigits(word: number): number {
  const digits = word ^ 0x3030;
  if (((digits + 0x0606) | digits) & 0xf0f0) return -1;
  return (digits & 0xff) * 10 + (digits >>> 8);
}
