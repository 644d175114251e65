import { zstdCompressSync } from 'node:zlib';
import { type Field, fields } from './mdf4-writer.ts';

/** Writes MCAP recordings and ROS 1 bags record by record, and the messages in them. */

const concat = (...parts: (Uint8Array | readonly number[])[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Builds a message field by field: CDR (little-endian) aligns numbers and ends strings with NUL, ROS 1 does neither. */
export class MessageWriter {
  #bytes: number[] = [];
  readonly #isCdr: boolean;

  constructor(serialization: 'cdr' | 'ros1') {
    this.#isCdr = serialization === 'cdr';
  }

  u8(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      while (this.#isCdr && this.#bytes.length % 4 !== 0) this.#bytes.push(0);
      this.#bytes.push(...fields([value, 4]));
    }
    return this;
  }

  string(value: string): this {
    const bytes = [...text(value), ...(this.#isCdr ? [0] : [])];
    this.u32(bytes.length);
    this.#bytes.push(...bytes);
    return this;
  }

  end(): Uint8Array {
    return concat(this.#isCdr ? [0, 1, 0, 0] : [], this.#bytes);
  }
}

export interface LogSpec {
  seconds?: number;
  level?: number;
  name?: string;
  message: string;
}

export const ros2Log = ({ seconds = 1_700_000_000, level = 20, name = 'planner', message }: LogSpec): Uint8Array =>
  new MessageWriter('cdr')
    .u32(seconds, 250_000_000)
    .u8(level)
    .string(name)
    .string(message)
    .string('planner.cpp')
    .string('plan')
    .u32(42)
    .end();

export const ros1Log = ({ seconds = 1_700_000_000, level = 2, name = '/planner', message }: LogSpec): Uint8Array =>
  new MessageWriter('ros1')
    .u32(7, seconds, 250_000_000)
    .string('')
    .u8(level)
    .string(name)
    .string(message)
    .string('planner.cpp')
    .string('plan')
    .u32(42, 0)
    .end();

export interface StatusSpec {
  level: number;
  name: string;
  message: string;
  hardware?: string;
  values?: Record<string, string>;
}

export function diagnostics(serialization: 'cdr' | 'ros1', ...statuses: StatusSpec[]): Uint8Array {
  const writer = new MessageWriter(serialization);
  if (serialization === 'ros1') writer.u32(9);
  writer.u32(1_700_000_000, 500_000_000).string('base').u32(statuses.length);
  for (const { level, name, message, hardware = '', values = {} } of statuses) {
    const pairs = Object.entries(values);
    writer.u8(level).string(name).string(message).string(hardware).u32(pairs.length);
    for (const [key, value] of pairs) writer.string(key).string(value);
  }
  return writer.end();
}

export const plainText = (serialization: 'cdr' | 'ros1', value: string): Uint8Array =>
  new MessageWriter(serialization).string(value).end();

export interface TopicSpec {
  topic: string;
  type: string;
  encoding?: string;
}

export interface SentMessage {
  topic: number;
  data: Uint8Array;
  /** Microseconds since 1970. */
  timeUs?: number;
}

export const RECORDED_US = 1_700_000_001_000_000;

const mcapText = (value: string): Uint8Array => concat(fields([value.length, 4]), text(value));
export const mcapRecord = (opcode: number, ...content: (Uint8Array | readonly number[])[]): Uint8Array => {
  const bytes = concat(...content);
  return concat([opcode], fields([bytes.length, 8]), bytes);
};

export const MCAP_MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a);

/** A schema and a channel, both numbered `id`. */
export const mcapTopic = (id: number, { topic, type, encoding = 'cdr' }: TopicSpec): Uint8Array =>
  concat(
    mcapRecord(3, fields([id, 2]), mcapText(type), mcapText('ros2msg'), mcapText('string msg')),
    mcapRecord(4, fields([id, 2], [id, 2]), mcapText(topic), mcapText(encoding), fields([0, 4])),
  );

export const mcapMessage = ({ topic, data, timeUs = RECORDED_US }: SentMessage): Uint8Array => {
  const time: Field = [BigInt(timeUs) * 1000n, 8];
  return mcapRecord(5, fields([topic, 2], [0, 4], time, time), data);
};

/** `pack` is how the name says it, whatever the bytes are. */
export function mcapChunk(records: Uint8Array, { compression = '', packed = records, told = records.length } = {}) {
  const times: Field[] = [
    [0, 8],
    [0, 8],
  ];
  return mcapRecord(6, fields(...times, [told, 8], [0, 4]), mcapText(compression), fields([packed.length, 8]), packed);
}

export const zstdChunk = (records: Uint8Array): Uint8Array =>
  mcapChunk(records, { compression: 'zstd', packed: new Uint8Array(zstdCompressSync(records)) });

/** A whole file: header, what is given, end of data, footer. */
export const mcap = (...records: Uint8Array[]): Uint8Array =>
  concat(
    MCAP_MAGIC,
    mcapRecord(1, mcapText('ros2'), mcapText('test')),
    ...records,
    mcapRecord(15, fields([0, 4])),
    mcapRecord(2, fields([0, 8], [0, 8], [0, 4])),
    MCAP_MAGIC,
  );

const bagField = (name: string, value: Uint8Array | readonly number[]): Uint8Array =>
  concat(fields([name.length + 1 + value.length, 4]), text(`${name}=`), value);

export function bagRecord(header: Record<string, Uint8Array | readonly number[]>, data: Uint8Array): Uint8Array {
  const bytes = concat(...Object.entries(header).map(([name, value]) => bagField(name, value)));
  return concat(fields([bytes.length, 4]), bytes, fields([data.length, 4]), data);
}

export const BAG_MAGIC = text('#ROSBAG V2.0\n');

export const bagConnection = (id: number, { topic, type }: TopicSpec): Uint8Array =>
  bagRecord(
    { op: [7], conn: fields([id, 4]), topic: text(topic) },
    concat(bagField('type', text(type)), bagField('md5sum', text('*'))),
  );

export const bagMessage = ({ topic, data, timeUs = RECORDED_US }: SentMessage): Uint8Array =>
  bagRecord(
    {
      op: [2],
      conn: fields([topic, 4]),
      time: fields([Math.floor(timeUs / 1e6), 4], [(timeUs % 1e6) * 1000, 4]),
    },
    data,
  );

export const bagChunk = (records: Uint8Array, compression = 'none', packed = records): Uint8Array =>
  bagRecord({ op: [5], compression: text(compression), size: fields([records.length, 4]) }, packed);

export const bag = (...records: Uint8Array[]): Uint8Array =>
  concat(
    BAG_MAGIC,
    bagRecord(
      { op: [3], index_pos: fields([0, 8]), conn_count: fields([1, 4]), chunk_count: fields([1, 4]) },
      new Uint8Array(40),
    ),
    ...records,
  );

export { concat };
