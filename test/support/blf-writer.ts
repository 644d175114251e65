import { deflateSync } from 'node:zlib';

/** One object before its header: type and content, and what the header says beside them. */
export interface BlfObjectSpec {
  type: number;
  content: Uint8Array;
  /** Since the start of the measurement. */
  timeNs?: number;
  /** Header version; 2 has a header of 40 bytes. */
  version?: number;
  /** Bytes behind the object; `size % 4` by default, as most types have it. */
  padding?: number;
}

export interface BlfFileOptions {
  /** Bytes of objects per container, which need not end with one. */
  containerBytes?: number;
  method?: number;
  startMs?: number | null;
}

const BASE_HEADER_BYTES = 16;
const FILE_HEADER_BYTES = 144;
const NANOSECONDS = 2;

/** Writes fields one after the other, little-endian: `u16(1)`, `u8(0x80)` … */
export class Fields {
  readonly #bytes: number[] = [];

  u8(...values: number[]): this {
    this.#bytes.push(...values);
    return this;
  }

  u16(value: number): this {
    return this.u8(value & 0xff, (value >>> 8) & 0xff);
  }

  u32(value: number): this {
    return this.u16(value & 0xffff).u16(value >>> 16);
  }

  u64(value: number): this {
    return this.u32(value % 2 ** 32).u32(Math.floor(value / 2 ** 32));
  }

  zeros(count: number): this {
    return this.u8(...new Array<number>(count).fill(0));
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export function blfObject({ type, content, timeNs = 0, version = 1, padding }: BlfObjectSpec): Uint8Array {
  const headerBytes = version === 2 ? 40 : 32;
  const size = headerBytes + content.length;
  const header = new Fields()
    .u8(0x4c, 0x4f, 0x42, 0x4a)
    .u16(headerBytes)
    .u16(version)
    .u32(size)
    .u32(type)
    .u32(NANOSECONDS)
    .u32(0)
    .u64(timeNs)
    .zeros(headerBytes - 32);
  return concat(header.bytes(), content, new Uint8Array(padding ?? size % 4));
}

/** A file of the objects, in containers. */
export function blfFile(objects: readonly Uint8Array[], options: BlfFileOptions = {}): Uint8Array {
  const { containerBytes = 1 << 17, method = 2, startMs = Date.UTC(2026, 2, 3, 14, 15, 7, 250) } = options;
  const inner = concat(...objects);
  const containers: Uint8Array[] = [];
  for (let at = 0; at < inner.length; at += containerBytes)
    containers.push(blfContainer(inner.subarray(at, at + containerBytes), method));
  return concat(blfHeader(startMs), ...containers);
}

export function blfContainer(data: Uint8Array, method = 2, told = data.length): Uint8Array {
  const packed = method === 2 ? new Uint8Array(deflateSync(data)) : data;
  const size = BASE_HEADER_BYTES + 16 + packed.length;
  const header = new Fields()
    .u8(0x4c, 0x4f, 0x42, 0x4a)
    .u16(BASE_HEADER_BYTES)
    .u16(1)
    .u32(size)
    .u32(10)
    .u16(method)
    .zeros(6)
    .u32(told)
    .u32(0);
  return concat(header.bytes(), packed, new Uint8Array(size % 4));
}

export function blfHeader(startMs: number | null): Uint8Array {
  const fields = new Fields().u8(0x4c, 0x4f, 0x47, 0x47).u32(FILE_HEADER_BYTES).zeros(32);
  systemTime(fields, startMs);
  systemTime(fields, null);
  return concat(fields.bytes(), new Uint8Array(FILE_HEADER_BYTES - 72));
}

function systemTime(fields: Fields, ms: number | null): void {
  const date = new Date(ms ?? 0);
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDay(), date.getUTCDate()];
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds()];
  for (const value of [...day, ...clock]) fields.u16(ms === null ? 0 : value);
}

export const blf = {
  can: (id: number, data: readonly number[], options: { channel?: number; flags?: number; type?: 1 | 86 } = {}) => ({
    type: options.type ?? 1,
    content: new Fields()
      .u16(options.channel ?? 1)
      .u8(options.flags ?? 0, data.length)
      .u32(id)
      .u8(...data)
      .zeros(8 - data.length + (options.type === 86 ? 8 : 0))
      .bytes(),
  }),
  fd: (id: number, data: readonly number[], fdFlags = 1) => ({
    type: 100,
    content: new Fields()
      .u16(1)
      .u8(0, 9)
      .u32(id)
      .u32(0)
      .u8(0, fdFlags, data.length)
      .zeros(5)
      .u8(...data)
      .zeros(64 - data.length)
      .u32(0)
      .bytes(),
  }),
  fd64: (
    id: number,
    data: readonly number[],
    options: { flags?: number; valid?: number; extension?: number } = {},
  ) => ({
    type: 101,
    content: new Fields()
      .u8(2, 9, options.valid ?? data.length, 0)
      .u32(id)
      .u32(0)
      .u32(options.flags ?? 0x1000)
      .zeros(18)
      .u8(1, options.extension ?? 0)
      .u32(0)
      .u8(...data)
      .bytes(),
  }),
  error: (type: 2 | 73 | 104) => ({
    type,
    content: new Fields()
      .u16(3)
      .zeros(type === 104 ? 46 : 30)
      .bytes(),
  }),
  lin: (id: number, data: readonly number[]) => ({
    type: 11,
    content: new Fields()
      .u16(1)
      .u8(id, data.length, ...data)
      .zeros(8 - data.length + 6)
      .u8(0)
      .zeros(5)
      .bytes(),
  }),
  lin2: (id: number, data: readonly number[]) => ({
    type: 57,
    content: new Fields()
      .zeros(12)
      .u16(2)
      .zeros(23)
      .u8(id, data.length)
      .zeros(73)
      .u8(...data)
      .zeros(8 - data.length + 2)
      .u8(1)
      .zeros(9)
      .bytes(),
  }),
  ethernet: (payload: readonly number[], tpid = 0) => ({
    type: 71,
    content: new Fields()
      .u8(2, 0, 0, 0, 0, 1)
      .u16(1)
      .u8(2, 0, 0, 0, 0, 2)
      .u16(0)
      .u16(0x0800)
      .u16(tpid)
      .u16(5)
      .u16(payload.length)
      .zeros(8)
      .u8(...payload)
      .bytes(),
  }),
  ethernetEx: (frame: readonly number[], type: 120 | 121 | 122 | 123 = 120) => ({
    type,
    content: new Fields()
      .u16(30)
      .u16(0)
      .u16(1)
      .zeros(14)
      .u16(1)
      .u16(frame.length)
      .zeros(8)
      .u8(...frame)
      .bytes(),
  }),
  ethernetRxError: (frame: readonly number[]) => ({
    type: 102,
    content: new Fields()
      .u16(16)
      .u16(1)
      .zeros(8)
      .u16(frame.length)
      .zeros(4)
      .u8(...frame)
      .bytes(),
  }),
  statistic: () => ({
    type: 4,
    content: new Fields().u16(1).u16(1240).u32(120).u32(30).u32(1).u32(0).u32(2).u32(0).u32(0).bytes(),
  }),
  text: (text: string) => ({
    type: 65,
    content: new Fields()
      .u32(0)
      .u32(0)
      .u32(text.length)
      .u32(0)
      .u8(...Buffer.from(text, 'latin1'))
      .bytes(),
  }),
};

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
