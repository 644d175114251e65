import type { TextSink } from '../text-sink.ts';
import type { MessageFrame } from './message-frame.ts';
import { binaryText, writeFloat } from './number-text.ts';

/** Type info of an argument (PRS_LogAndTraceProtocol, "Type Info"). */
export const TypeInfo = {
  bool: 0x10,
  sint: 0x20,
  uint: 0x40,
  floa: 0x80,
  strg: 0x200,
  rawd: 0x400,
  vari: 0x800,
  fixp: 0x1000,
  trai: 0x2000,
  stru: 0x4000,
  /** Every bit that says what the value is; the rest is its length and coding. */
  kinds: 0x7ff0,
} as const;

const NUMBER = TypeInfo.bool | TypeInfo.sint | TypeInfo.uint | TypeInfo.floa;
const LENGTH_MASK = 0xf;
const CODING_MASK = 0x38000;
const HEX_CODING = 2 << 15;
const BINARY_CODING = 3 << 15;
const APOSTROPHE = 0x27;

/** The payload ends before. */
const CUT_OFF = -1;

/** Value sizes in bytes by TYLE; 0 = undefined. */
const SIZES = [0, 1, 2, 4, 8, 16] as const;

/**
 * Text per payload byte, at most: 16 bits in binary coding are 6 bytes and show as 22 with the space between; hex dumps
 * stay below 3, floats and integers below 2.
 */
export const MAX_TEXT_PER_PAYLOAD_BYTE = 4;

/**
 * Reads the arguments of one verbose payload in turn and writes them as text joined by one space, as dlt-convert shows
 * them. Deliberate differences: hex and binary values of big-endian messages are the value, not its bytes, and fixed
 * point values are scaled.
 */
export class VerboseArguments {
  readonly #text: TextSink;
  readonly #frame: MessageFrame;
  /** Arguments still expected: NOAR, and the members of structs as they are met. */
  #pending = 0;
  #isFirst = true;

  constructor(frame: MessageFrame, text: TextSink) {
    this.#frame = frame;
    this.#text = text;
  }

  /** True when the arguments are as many as declared and fill the payload. What can be read is written in any case. */
  write(): boolean {
    const { payload, end, declaredArguments } = this.#frame;
    // A writer that declares none but sends a payload lies: read all there is.
    this.#pending = declaredArguments > 0 ? declaredArguments : Number.MAX_SAFE_INTEGER;
    this.#isFirst = true;
    let at = payload;
    while (this.#pending > 0 && at < end) {
      this.#pending--;
      at = this.#writeNext(at);
      if (at === CUT_OFF) return false;
    }
    return declaredArguments > 0 ? at === end && this.#pending === 0 : payload === end;
  }

  /** Like all that follow: returns the place behind what begins at `at`, or `CUT_OFF`. */
  #writeNext(at: number): number {
    const { view, end, isLittleEndian } = this.#frame;
    if (at + 4 > end) return CUT_OFF;
    const type = view.getUint32(at, isLittleEndian);
    if (type & TypeInfo.stru) return this.#enterStruct(type, at + 4);
    if (!this.#isFirst) this.#text.space();
    this.#isFirst = false;
    if (type & (TypeInfo.strg | TypeInfo.trai)) return this.#writeString(type, at + 4);
    if (type & NUMBER) return this.#writeNumber(type, this.#behindNames(type, at + 4));
    if (type & TypeInfo.rawd) return this.#writeRaw(type, at + 4);
    return CUT_OFF;
  }

  #writeString(type: number, at: number): number {
    const from = this.#behindSize(type, at);
    if (from === CUT_OFF) return CUT_OFF;
    const { view, end, isLittleEndian } = this.#frame;
    const to = from + view.getUint16(at, isLittleEndian);
    this.#text.text(view, from, to < end ? to : end);
    return to > end ? CUT_OFF : to;
  }

  #writeRaw(type: number, at: number): number {
    const from = this.#behindSize(type, at);
    if (from === CUT_OFF) return CUT_OFF;
    const { bytes, view, end, isLittleEndian } = this.#frame;
    const to = from + view.getUint16(at, isLittleEndian);
    this.#text.hexDump(bytes, { from, to: to < end ? to : end }, APOSTROPHE);
    return to > end ? CUT_OFF : to;
  }

  /** The members follow as ordinary arguments, so no depth is kept: nesting costs no stack. */
  #enterStruct(type: number, at: number): number {
    const from = this.#behindSize(type, at);
    if (from === CUT_OFF) return CUT_OFF;
    if (this.#pending < Number.MAX_SAFE_INTEGER)
      this.#pending += this.#frame.view.getUint16(at, this.#frame.isLittleEndian);
    return from;
  }

  /** Behind the length (or member count) that a value announces, and its name if it has one. */
  #behindSize(type: number, at: number): number {
    const { view, end, isLittleEndian } = this.#frame;
    if (at + 2 > end) return CUT_OFF;
    if (!(type & TypeInfo.vari)) return at + 2;
    if (at + 4 > end) return CUT_OFF;
    const from = at + 4 + view.getUint16(at + 2, isLittleEndian);
    return from > end ? CUT_OFF : from;
  }

  /** Name, and unit except for a BOOL: neither reference tool shows them. */
  #behindNames(type: number, at: number): number {
    if (!(type & TypeInfo.vari)) return at;
    const { view, end, isLittleEndian } = this.#frame;
    const withUnit = !(type & TypeInfo.bool);
    if (at + (withUnit ? 4 : 2) > end) return CUT_OFF;
    const name = view.getUint16(at, isLittleEndian);
    const from = withUnit ? at + 4 + name + view.getUint16(at + 2, isLittleEndian) : at + 2 + name;
    return from > end ? CUT_OFF : from;
  }

  #writeNumber(type: number, at: number): number {
    const size = type & TypeInfo.bool ? 1 : SIZES[type & LENGTH_MASK];
    if (at === CUT_OFF || !size) return CUT_OFF;
    if (type & TypeInfo.fixp) return this.#writeFixedPoint(type, size, at);
    if (at + size > this.#frame.end) return CUT_OFF;
    if (type & TypeInfo.floa) this.#writeFloat(size, at);
    else this.#writeInteger(type, size, at);
    return at + size;
  }

  #writeFloat(size: number, at: number): void {
    const { view, isLittleEndian } = this.#frame;
    if (size === 4) writeFloat(this.#text, view.getFloat32(at, isLittleEndian));
    else if (size === 8) writeFloat(this.#text, view.getFloat64(at, isLittleEndian));
    else this.#text.ascii('?');
  }

  #writeInteger(type: number, size: number, at: number): void {
    const coding = type & TypeInfo.uint ? type & CODING_MASK : 0;
    const isSigned = (type & TypeInfo.sint) !== 0;
    if (size === 16) this.#text.hexDump(this.#frame.bytes, { from: at, to: at + 16 });
    else if (coding === HEX_CODING) this.#writeHex(size, at);
    else if (size === 8) this.#writeLong(isSigned, at);
    else if (coding === BINARY_CODING && size <= 2) this.#text.ascii(binaryText(this.#small(false, size, at), size));
    else this.#text.integer(this.#small(isSigned, size, at));
  }

  /** `0x00000abc`: all digits of the value's width. */
  #writeHex(size: number, at: number): void {
    const { view, isLittleEndian } = this.#frame;
    this.#text.ascii('0x');
    if (size < 8) this.#text.hex(this.#small(false, size, at), size * 2);
    else {
      this.#text.hex(view.getUint32(at + (isLittleEndian ? 4 : 0), isLittleEndian), 8);
      this.#text.hex(view.getUint32(at + (isLittleEndian ? 0 : 4), isLittleEndian), 8);
    }
  }

  /** Most 64-bit values fit into 32, and then need no big integer. */
  #writeLong(isSigned: boolean, at: number): void {
    const { view, isLittleEndian } = this.#frame;
    const high = view.getInt32(at + (isLittleEndian ? 4 : 0), isLittleEndian);
    if (high === 0) this.#text.integer(view.getUint32(at + (isLittleEndian ? 0 : 4), isLittleEndian));
    else this.#text.ascii(this.#big(isSigned, 8, at).toString());
  }

  /** Quantization (float 32) and offset (32 bit, or as wide as the value) stand before the value. */
  #writeFixedPoint(type: number, size: number, at: number): number {
    const { view, end, isLittleEndian } = this.#frame;
    const offsetSize = Math.max(4, size);
    const valueAt = at + 4 + offsetSize;
    if (size === 16 || valueAt + size > end) return CUT_OFF;
    const quantization = view.getFloat32(at, isLittleEndian);
    const offset = Number(this.#big(true, offsetSize, at + 4));
    const value = Number(this.#big((type & TypeInfo.sint) !== 0, size, valueAt));
    writeFloat(this.#text, value * quantization + offset);
    return valueAt + size;
  }

  #small(isSigned: boolean, size: number, at: number): number {
    const { view, isLittleEndian } = this.#frame;
    if (size === 1) return isSigned ? view.getInt8(at) : view.getUint8(at);
    if (size === 2) return isSigned ? view.getInt16(at, isLittleEndian) : view.getUint16(at, isLittleEndian);
    return isSigned ? view.getInt32(at, isLittleEndian) : view.getUint32(at, isLittleEndian);
  }

  #big(isSigned: boolean, size: number, at: number): bigint {
    if (size < 8) return BigInt(this.#small(isSigned, size, at));
    const { view, isLittleEndian } = this.#frame;
    return isSigned ? view.getBigInt64(at, isLittleEndian) : view.getBigUint64(at, isLittleEndian);
  }
}
