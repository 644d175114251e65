import { type Channel, ChannelType, DataType, isFloat } from './channel.ts';

const Kind = { constant: 0, word: 1, long: 2, shifted: 3, bigEndian: 4, float32: 5, float64: 6, float16: 7 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];

/**
 * Reads the raw number of one channel out of records. It may look at eight bytes from the place of the number on: buffers
 * have so many behind their last record.
 */
export class NumberField {
  readonly #kind: Kind;
  readonly #byte: number;
  readonly #shift: number;
  readonly #bits: number;
  readonly #mask: number;
  /** Of the bits above the first 32. */
  readonly #highMask: number;
  readonly #isSigned: boolean;
  readonly #isLittle: boolean;
  readonly #constant: number;

  /** `constant` is what a virtual channel always has. */
  constructor(channel: Pick<Channel, 'type' | 'dataType' | 'byteOffset' | 'bitOffset' | 'bitCount'>, constant = 0) {
    const { dataType, byteOffset, bitOffset, bitCount } = channel;
    this.#kind = kindOf(channel);
    this.#byte = byteOffset + (this.#kind === Kind.bigEndian ? 0 : bitOffset >> 3);
    this.#shift = this.#kind === Kind.bigEndian ? bitOffset : bitOffset & 7;
    this.#bits = Math.min(bitCount, 64);
    this.#mask = bitCount >= 32 ? 0xffffffff : 2 ** bitCount - 1;
    this.#highMask = bitCount >= 64 ? 0xffffffff : 2 ** Math.max(0, bitCount - 32) - 1;
    this.#isSigned = dataType === DataType.signedLittle || dataType === DataType.signedBig;
    this.#isLittle = dataType % 2 === 0;
    this.#constant = constant;
  }

  /** What a channel without a place in the record always has; undefined for any other. */
  get constant(): number | undefined {
    return this.#kind === Kind.constant ? this.#constant : undefined;
  }

  /** How many raw numbers its bits can hold: a power of two; infinite for a float and for a constant, which may be any. */
  get values(): number {
    return this.#kind === Kind.constant || this.#kind >= Kind.float32 ? Number.POSITIVE_INFINITY : 2 ** this.#bits;
  }

  /** Where an unsigned number lies that 32 bits at `byte` hold; undefined for any other. */
  get word(): { byte: number; shift: number; mask: number } | undefined {
    const isPlain = this.#kind === Kind.word && !this.#isSigned;
    return isPlain ? { byte: this.#byte, shift: this.#shift, mask: this.#mask } : undefined;
  }

  /** Where a little-endian number of eight bytes lies, or an unsigned one of 33 bits and more; undefined for any other. */
  get long(): { byte: number; isFloat: boolean; highMask: number } | undefined {
    const isFloat = this.#kind === Kind.float64 && this.#isLittle;
    const isInteger = this.#kind === Kind.long && !this.#isSigned;
    return isFloat || isInteger ? { byte: this.#byte, isFloat, highMask: this.#highMask } : undefined;
  }

  /** Raw number of the record that begins at `at`. */
  read(view: DataView, at: number): number {
    const place = at + this.#byte;
    if (this.#kind === Kind.word) {
      const value = ((view.getUint32(place, true) >>> this.#shift) & this.#mask) >>> 0;
      return this.#isSigned ? this.#signed(value) : value;
    }
    if (this.#kind === Kind.long) {
      const high = (view.getUint32(place + 4, true) & this.#highMask) >>> 0;
      const top = this.#isSigned && high > this.#highMask / 2 ? high - this.#highMask - 1 : high;
      return top * 2 ** 32 + view.getUint32(place, true);
    }
    return this.#kind === Kind.float64 ? view.getFloat64(place, this.#isLittle) : this.#readRare(view, place);
  }

  /** Bytes of the record that the number reaches to. */
  get end(): number {
    if (this.#kind === Kind.constant) return 0;
    return this.#byte + Math.ceil((this.#shift + this.#bits) / 8);
  }

  #readRare(view: DataView, place: number): number {
    switch (this.#kind) {
      case Kind.constant:
        return this.#constant;
      case Kind.float32:
        return view.getFloat32(place, this.#isLittle);
      case Kind.float16:
        return halfFloat(view.getUint16(place, this.#isLittle));
      case Kind.shifted: {
        const bits = BigInt(this.#bits);
        return this.#signed(Number((view.getBigUint64(place, true) >> BigInt(this.#shift)) & ((1n << bits) - 1n)));
      }
      default:
        return this.#signed(this.#bigEndian(view, place));
    }
  }

  #bigEndian(view: DataView, place: number): number {
    const bytes = Math.ceil((this.#shift + this.#bits) / 8);
    let value = 0n;
    for (let i = 0; i < Math.min(bytes, 8); i++) value = (value << 8n) | BigInt(view.getUint8(place + i));
    return Number((value >> BigInt(this.#shift)) & ((1n << BigInt(this.#bits)) - 1n));
  }

  #signed(value: number): number {
    return this.#isSigned && value >= 2 ** (this.#bits - 1) ? value - 2 ** this.#bits : value;
  }
}

/** Reads where a value of variable length stands: a number of eight bytes in the place of the value. */
export const placeField = ({ byteOffset }: Channel): NumberField =>
  new NumberField({
    type: ChannelType.fixed,
    dataType: DataType.unsignedLittle,
    byteOffset,
    bitOffset: 0,
    bitCount: 64,
  });

function kindOf({
  type,
  dataType,
  bitOffset,
  bitCount,
}: Pick<Channel, 'type' | 'dataType' | 'bitOffset' | 'bitCount'>): Kind {
  if (type === ChannelType.virtual || type === ChannelType.virtualMaster || bitCount === 0) return Kind.constant;
  if (isFloat({ dataType })) return bitCount >= 64 ? Kind.float64 : bitCount >= 32 ? Kind.float32 : Kind.float16;
  if (dataType === DataType.unsignedBig || dataType === DataType.signedBig) return Kind.bigEndian;
  if ((bitOffset & 7) + bitCount <= 32) return Kind.word;
  return (bitOffset & 7) === 0 ? Kind.long : Kind.shifted;
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
