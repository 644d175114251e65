import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { LineFrame } from '../frames/frame-line-decoder.ts';
import { HEX_VALUE } from '../frames/hex-digits.ts';
import { numberIn } from '../frames/number-text.ts';
import { SPACE, TAB } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';

/** A line as CARBUS Analyzer writes it. */
export class CarbusFrame extends LineFrame {
  /** Since the start. */
  writtenUs = 0;
  channel = 0;
}

/** `001`; more digits are of 29 bits. */
const SHORT_DIGITS = 3;
const MOST_COLUMNS = 6;
/** Behind the comma. */
const MOST_PLACES = 6;

/**
 * `26,678369⇥1⇥80000004⇥001⇥8⇥00 01 …⇥00000000⇥ascii⇥comment`: time, channel, flags, id, length and bytes, which may be
 * padded; what comes then says nothing of the frame. A frame of CAN FD is known by its length, a remote one by the bytes
 * that it does not have: what the flags mean is not published. False when the line is no frame.
 */
export class CarbusLine {
  /** Microseconds of one unit behind the comma: version 3 counts them, version 2 milliseconds. */
  unitUs = 1;
  /** Where the columns begin, and the end of the last one that counts. */
  readonly #starts = new Int32Array(MOST_COLUMNS + 1);

  read(bytes: Uint8Array, at: number, end: number, frame: CarbusFrame): boolean {
    if (!this.#findColumns(bytes, at, end)) return false;
    frame.channel = this.#number(bytes, 1, 10);
    const id = this.#number(bytes, 3, 16);
    const count = this.#number(bytes, 4, 10);
    if (!this.#readTime(bytes, frame) || frame.channel < 0 || this.#number(bytes, 2, 16) < 0) return false;
    if (!(id >= 0 && id <= 0x1fffffff && count >= 0 && count <= MAX_FD_BYTES)) return false;
    frame.id = id;
    if (this.#endOf(3) - this.#starts[3] > SHORT_DIGITS || id > 0x7ff) frame.flags |= Flag.extendedId;
    if (count > MAX_CLASSIC_BYTES) frame.flags |= Flag.fd;
    return this.#readData(bytes, count, frame);
  }

  #findColumns(bytes: Uint8Array, at: number, end: number): boolean {
    const starts = this.#starts;
    let p = at;
    for (let column = 0; column < MOST_COLUMNS; column++) {
      if (p > end) return false;
      starts[column] = p;
      while (p < end && bytes[p] !== TAB) p++;
      p++;
    }
    starts[MOST_COLUMNS] = p;
    return true;
  }

  #endOf = (column: number): number => this.#starts[column + 1] - 1;

  #number(bytes: Uint8Array, column: number, base: 10 | 16): number {
    return numberIn(bytes, this.#starts[column], this.#endOf(column), base);
  }

  /** `26,678369`: the digits behind the comma are a number of units, with zeros before it or without. */
  #readTime(bytes: Uint8Array, frame: CarbusFrame): boolean {
    const [start] = this.#starts;
    const end = this.#endOf(0);
    let comma = start;
    while (comma < end && bytes[comma] !== COMMA) comma++;
    const seconds = numberIn(bytes, start, comma, 10);
    const units = numberIn(bytes, comma + 1, end, 10);
    frame.writtenUs = seconds * 1e6 + units * this.unitUs;
    return seconds >= 0 && units >= 0 && units * this.unitUs < 1e6 && end - comma <= MOST_PLACES + 1;
  }

  #readData(bytes: Uint8Array, count: number, frame: CarbusFrame): boolean {
    const { body } = frame;
    const end = this.#endOf(5);
    let to = frame.bodyStart;
    let p = skipSpaces(bytes, this.#starts[5], end);
    if (p === end && count > 0 && count <= MAX_CLASSIC_BYTES) {
      frame.flags |= Flag.remote;
      return true;
    }
    for (const last = to + count; to < last; p = skipSpaces(bytes, p + 2, end)) {
      const high = HEX_VALUE[bytes[p]];
      const low = HEX_VALUE[bytes[p + 1]];
      if (p + 2 > end || high > 15 || low > 15) return false;
      body[to++] = (high << 4) | low;
    }
    frame.bodyEnd = to;
    return p >= end;
  }
}

const COMMA = 0x2c;

function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && bytes[p] === SPACE) p++;
  return p;
}
