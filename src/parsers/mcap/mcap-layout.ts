import type { PieceMethod } from '../codecs.ts';
import { type Chunk, MAX_MESSAGE_BYTES, NEEDS_MORE, NO_RECORD, type RecordingLayout } from '../ros/recording-layout.ts';
import { McapReader } from './mcap-reader.ts';
import { Opcode } from './opcodes.ts';

/** Opcode, then the length of the content u64. */
const RECORD_HEADER_BYTES = 9;
/** Behind it in a chunk: times u64, u64, size unpacked u64, CRC u32, name of the compression, size packed u64. */
const UNPACKED_AT = RECORD_HEADER_BYTES + 16;
const COMPRESSION_AT = RECORD_HEADER_BYTES + 28;
const METHODS: readonly [name: string, method: PieceMethod | undefined][] = [
  ['', undefined],
  ['zstd', 'zstd'],
  ['lz4', 'lz4'],
  ['bz2', 'bzip2'],
];

/** https://mcap.dev/spec: magic, records of opcode, length and content, and the magic again. */
export const mcapLayout: RecordingLayout = {
  magic: Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a),
  recordBytesAt,
  chunkAt,
  createReader: (sources) => new McapReader(sources),
};

function recordBytesAt(view: DataView, at: number, end: number): number {
  if (at + RECORD_HEADER_BYTES > end) return NEEDS_MORE;
  const opcode = view.getUint8(at);
  const length = u64(view, at + 1);
  const isLong = length > MAX_MESSAGE_BYTES;
  if (opcode === 0 || (isLong && opcode !== Opcode.attachment && opcode !== Opcode.chunk)) return NO_RECORD;
  return length > MAX_ATTACHMENT_BYTES ? NO_RECORD : RECORD_HEADER_BYTES + length;
}

/** More than any disk of a vehicle. */
const MAX_ATTACHMENT_BYTES = 2 ** 42;

/** The sizes of its parts must add up to that of the record. */
function chunkAt(view: DataView, at: number, end: number): Chunk | undefined {
  if (at + COMPRESSION_AT + 4 > end || view.getUint8(at) !== Opcode.chunk) return undefined;
  const nameBytes = view.getUint32(at + COMPRESSION_AT, true);
  const found = METHODS.find(([name]) => name.length === nameBytes && isText(view, at + COMPRESSION_AT + 4, end, name));
  const sizeAt = COMPRESSION_AT + 4 + nameBytes;
  if (!found || at + sizeAt + 8 > end) return undefined;
  const dataAt = sizeAt + 8;
  const packedBytes = u64(view, at + sizeAt);
  if (dataAt + packedBytes !== RECORD_HEADER_BYTES + u64(view, at + 1)) return undefined;
  return { method: found[1], dataAt, unpackedBytes: u64(view, at + UNPACKED_AT) };
}

function isText(view: DataView, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let n = 0; n < text.length; n++) if (view.getUint8(at + n) !== text.charCodeAt(n)) return false;
  return true;
}

/** Beyond 2^53 it is no length of anything: the nearest double says that as well. */
const u64 = (view: DataView, at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
