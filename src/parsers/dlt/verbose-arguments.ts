import type { TextSink } from '../text-sink.ts';
import type { MessageFrame } from './message-frame.ts';
import { binaryText, floatText } from './number-text.ts';

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
  #at = 0;
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
    this.#at = payload;
    // A writer that declares none but sends a payload lies: read all there is.
    this.#pending = declaredArguments > 0 ? declaredArguments : Number.MAX_SAFE_INTEGER;
    this.#isFirst = true;
    while (this.#pending > 0 && this.#at < end) {
      this.#pending--;
      if (!this.#writeNext()) return false;
    }
    return declaredArguments > 0 ? this.#at === end && this.#pending === 0 : payload === end;
  }

  #writeNext(): boolean {
    if (!this.#has(4)) return false;
    const type = this.#unsigned(4);
    if (type & TypeInfo.stru) return this.#enterStruct(type);
    if (!this.#isFirst) this.#text.space();
    this.#isFirst = false;
    if (type & (TypeInfo.strg | TypeInfo.trai)) return this.#writeString(type);
    if (type & NUMBER) return this.#skipNames(type) && this.#writeNumber(type);
    if (type & TypeInfo.rawd) return this.#writeRaw(type);
    return false;
  }

  #writeString(type: number): boolean {
    const length = this.#sizedValue(type);
    if (length < 0) return false;
    const end = Math.min(this.#at + length, this.#frame.end);
    this.#text.text(this.#frame.view, this.#at, end);
    return this.#skip(length);
  }

  #writeRaw(type: number): boolean {
    const length = this.#sizedValue(type);
    if (length < 0) return false;
    const to = Math.min(this.#at + length, this.#frame.end);
    this.#text.hexDump(this.#frame.bytes, { from: this.#at, to }, APOSTROPHE);
    return this.#skip(length);
  }

  /** The members follow as ordinary arguments, so no depth is kept: nesting costs no stack. */
  #enterStruct(type: number): boolean {
    const members = this.#sizedValue(type);
    if (members < 0) return false;
    if (this.#pending < Number.MAX_SAFE_INTEGER) this.#pending += members;
    return true;
  }

  /** Length (or member count) of a value that announces it, behind its name if it has one; -1 when cut off. */
  #sizedValue(type: number): number {
    if (!this.#has(2)) return -1;
    const length = this.#unsigned(2);
    if (!(type & TypeInfo.vari)) return length;
    if (!this.#has(2)) return -1;
    return this.#skip(this.#unsigned(2)) ? length : -1;
  }

  /** Name, and unit except for a BOOL: neither reference tool shows them. */
  #skipNames(type: number): boolean {
    if (!(type & TypeInfo.vari)) return true;
    const withUnit = !(type & TypeInfo.bool);
    if (!this.#has(withUnit ? 4 : 2)) return false;
    const name = this.#unsigned(2);
    return this.#skip(withUnit ? name + this.#unsigned(2) : name);
  }

  #writeNumber(type: number): boolean {
    const size = type & TypeInfo.bool ? 1 : SIZES[type & LENGTH_MASK];
    if (!size) return false;
    if (type & TypeInfo.fixp) return this.#writeFixedPoint(type, size);
    if (!this.#has(size)) return false;
    if (type & TypeInfo.floa) this.#writeFloat(size);
    else this.#writeInteger(type, size);
    return this.#skip(size);
  }

  #writeFloat(size: number): void {
    const { view, isLittleEndian } = this.#frame;
    if (size === 4) this.#text.ascii(floatText(view.getFloat32(this.#at, isLittleEndian)));
    else if (size === 8) this.#text.ascii(floatText(view.getFloat64(this.#at, isLittleEndian)));
    else this.#text.ascii('?');
  }

  #writeInteger(type: number, size: number): void {
    const coding = type & TypeInfo.uint ? type & CODING_MASK : 0;
    if (size === 16) this.#text.hexDump(this.#frame.bytes, { from: this.#at, to: this.#at + 16 });
    else if (coding === HEX_CODING) this.#writeHex(size);
    else if (size === 8) this.#writeLong((type & TypeInfo.sint) !== 0);
    else if (coding === BINARY_CODING && size <= 2) this.#text.ascii(binaryText(this.#small(false, size), size));
    else this.#text.integer(this.#small((type & TypeInfo.sint) !== 0, size));
  }

  /** `0x00000abc`: all digits of the value's width. */
  #writeHex(size: number): void {
    const { view, isLittleEndian } = this.#frame;
    this.#text.ascii('0x');
    if (size < 8) this.#text.hex(this.#small(false, size), size * 2);
    else {
      this.#text.hex(view.getUint32(this.#at + (isLittleEndian ? 4 : 0), isLittleEndian), 8);
      this.#text.hex(view.getUint32(this.#at + (isLittleEndian ? 0 : 4), isLittleEndian), 8);
    }
  }

  /** Most 64-bit values fit into 32, and then need no big integer. */
  #writeLong(isSigned: boolean): void {
    const { view, isLittleEndian } = this.#frame;
    const high = view.getInt32(this.#at + (isLittleEndian ? 4 : 0), isLittleEndian);
    if (high === 0) this.#text.integer(view.getUint32(this.#at + (isLittleEndian ? 0 : 4), isLittleEndian));
    else this.#text.ascii(this.#big(isSigned, 8).toString());
  }

  /** Quantization (float 32) and offset (32 bit, or as wide as the value) stand before the value. */
  #writeFixedPoint(type: number, size: number): boolean {
    const offsetSize = Math.max(4, size);
    if (size === 16 || !this.#has(4 + offsetSize + size)) return false;
    const quantization = this.#frame.view.getFloat32(this.#at, this.#frame.isLittleEndian);
    this.#at += 4;
    const offset = Number(this.#big(true, offsetSize));
    this.#at += offsetSize;
    const value = Number(this.#big((type & TypeInfo.sint) !== 0, size));
    this.#text.ascii(floatText(value * quantization + offset));
    return this.#skip(size);
  }

  #small(isSigned: boolean, size: number): number {
    const { view, isLittleEndian } = this.#frame;
    if (size === 1) return isSigned ? view.getInt8(this.#at) : view.getUint8(this.#at);
    if (size === 2)
      return isSigned ? view.getInt16(this.#at, isLittleEndian) : view.getUint16(this.#at, isLittleEndian);
    return isSigned ? view.getInt32(this.#at, isLittleEndian) : view.getUint32(this.#at, isLittleEndian);
  }

  #big(isSigned: boolean, size: number): bigint {
    if (size < 8) return BigInt(this.#small(isSigned, size));
    const { view, isLittleEndian } = this.#frame;
    return isSigned ? view.getBigInt64(this.#at, isLittleEndian) : view.getBigUint64(this.#at, isLittleEndian);
  }

  #unsigned(size: 2 | 4): number {
    const { view, isLittleEndian } = this.#frame;
    const at = this.#at;
    this.#at += size;
    return size === 4 ? view.getUint32(at, isLittleEndian) : view.getUint16(at, isLittleEndian);
  }

  #has(size: number): boolean {
    return this.#at + size <= this.#frame.end;
  }

  /** False when the payload ends before. */
  #skip(size: number): boolean {
    this.#at = Math.min(this.#at + size, this.#frame.end + 1);
    return this.#at <= this.#frame.end;
  }
}
