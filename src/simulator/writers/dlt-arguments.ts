/** Arguments of a verbose DLT message, as AUTOSAR PRS_LogAndTraceProtocol describes their type info. */
export type DltArgument = (
  | { type: 'bool'; value: boolean }
  | { type: 'sint' | 'uint'; bits: 8 | 16 | 32 | 64 | 128; value: number | bigint; coding?: 'hex' | 'bin' }
  | { type: 'fixed'; bits: 8 | 16 | 32 | 64; value: number | bigint; quantization: number; offset: number }
  | { type: 'float'; bits: 32 | 64; value: number }
  | { type: 'string'; value: string | Uint8Array; coding?: 'ascii' | 'utf8' }
  | { type: 'raw'; value: Uint8Array }
  | { type: 'trace-info'; value: string }
  | { type: 'struct'; members: DltArgument[] }
) & { name?: string; unit?: string };

const TYPE = {
  bool: 0x10,
  sint: 0x20,
  uint: 0x40,
  fixed: 0x1000 | 0x20,
  float: 0x80,
  string: 0x200,
  raw: 0x400,
  'trace-info': 0x2000,
  struct: 0x4000,
} as const;
const NAMED = 0x800;
const CODING = { ascii: 0, utf8: 1 << 15, hex: 2 << 15, bin: 3 << 15 } as const;
const encoder = new TextEncoder();

/** Type info, optional name and unit, then the value: in the message's byte order throughout. */
export function encodeArgument(argument: DltArgument, bigEndian: boolean): Uint8Array {
  const out = new ByteList(bigEndian);
  out.unsigned(typeInfo(argument), 4);
  writeValue(out, argument);
  return out.bytes();
}

function typeInfo(argument: DltArgument): number {
  const length = 'bits' in argument ? Math.log2(argument.bits) - 2 : argument.type === 'bool' ? 1 : 0;
  const coding = 'coding' in argument && argument.coding ? CODING[argument.coding] : 0;
  return (TYPE[argument.type] | length | coding | (argument.name === undefined ? 0 : NAMED)) >>> 0;
}

function writeValue(out: ByteList, argument: DltArgument): void {
  switch (argument.type) {
    case 'string':
    case 'trace-info':
      writeSized(out, argument, terminated(argument.value));
      break;
    case 'raw':
      writeSized(out, argument, argument.value);
      break;
    case 'struct':
      writeStruct(out, argument);
      break;
    default:
      writeNames(out, argument, argument.type !== 'bool');
      writeNumber(out, argument);
  }
}

type Numeric = Extract<DltArgument, { type: 'bool' | 'sint' | 'uint' | 'fixed' | 'float' }>;

function writeNumber(out: ByteList, argument: Numeric): void {
  if (argument.type === 'bool') out.unsigned(argument.value ? 1 : 0, 1);
  else if (argument.type === 'float') out.float(argument.value, argument.bits);
  else {
    if (argument.type === 'fixed') writeScale(out, argument);
    out.signed(BigInt(argument.value), argument.bits / 8);
  }
}

/** The offset is as wide as the value, at least 32 bits. */
function writeScale(out: ByteList, argument: Extract<DltArgument, { type: 'fixed' }>): void {
  out.float(argument.quantization, 32);
  out.signed(BigInt(argument.offset), argument.bits === 64 ? 8 : 4);
}

function writeSized(out: ByteList, argument: DltArgument, value: Uint8Array): void {
  out.unsigned(value.length, 2);
  writeNames(out, argument, false);
  out.raw(value);
}

function writeStruct(out: ByteList, argument: Extract<DltArgument, { type: 'struct' }>): void {
  out.unsigned(argument.members.length, 2);
  writeNames(out, argument, false);
  for (const member of argument.members) out.raw(encodeArgument(member, out.bigEndian));
}

function writeNames(out: ByteList, argument: DltArgument, withUnit: boolean): void {
  if (argument.name === undefined) return;
  const name = terminated(argument.name);
  const unit = terminated(argument.unit ?? '');
  out.unsigned(name.length, 2);
  if (withUnit) out.unsigned(unit.length, 2);
  out.raw(name);
  if (withUnit) out.raw(unit);
}

function terminated(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const out = new Uint8Array(bytes.length + 1);
  out.set(bytes);
  return out;
}

/** Bytes of one argument under construction. */
class ByteList {
  readonly bigEndian: boolean;
  readonly #bytes: number[] = [];

  constructor(bigEndian: boolean) {
    this.bigEndian = bigEndian;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  raw(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  unsigned(value: number, size: number): void {
    for (let i = 0; i < size; i++) this.#bytes.push((value >>> (8 * (this.bigEndian ? size - 1 - i : i))) & 0xff);
  }

  signed(value: bigint, size: number): void {
    const low = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    this.#bytes.push(...(this.bigEndian ? low.reverse() : low));
  }

  float(value: number, bits: 32 | 64): void {
    const view = new DataView(new ArrayBuffer(bits / 8));
    if (bits === 32) view.setFloat32(0, value, !this.bigEndian);
    else view.setFloat64(0, value, !this.bigEndian);
    this.raw(new Uint8Array(view.buffer));
  }
}
