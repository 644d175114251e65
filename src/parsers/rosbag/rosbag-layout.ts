import type { PieceMethod } from '../codecs.ts';
import { asciiBytes } from '../lines/ascii.ts';
import { type Chunk, MAX_MESSAGE_BYTES, NEEDS_MORE, NO_RECORD, type RecordingLayout } from '../ros/recording-layout.ts';
import { BagReader } from './bag-reader.ts';
import { findField, Op, opAt } from './header-fields.ts';

/** Connections, indexes and messages have some dozens of bytes of header; topics may be long. */
const MAX_HEADER_BYTES = 4096;
/** The shortest header has one field: length u32, `op=`, one byte. */
const MIN_HEADER_BYTES = 8;
const METHODS = new Map<string, PieceMethod | undefined>([
  ['none', undefined],
  ['bz2', 'bzip2'],
  ['lz4', 'lz4'],
]);

/** ROS 1 bags, version 2.0 (http://wiki.ros.org/Bags/Format/2.0): length and header, length and data, again and again. */
export const rosbagLayout: RecordingLayout = {
  magic: asciiBytes('#ROSBAG V2.0\n'),
  recordBytesAt,
  chunkAt,
  createReader: (sources) => new BagReader(sources),
};

function recordBytesAt(view: DataView, at: number, end: number): number {
  if (at + 4 > end) return NEEDS_MORE;
  const headerBytes = view.getUint32(at, true);
  if (headerBytes < MIN_HEADER_BYTES || headerBytes > MAX_HEADER_BYTES) return NO_RECORD;
  const dataAt = at + 4 + headerBytes;
  if (dataAt + 4 > end) return NEEDS_MORE;
  const dataBytes = view.getUint32(dataAt, true);
  if (dataBytes > MAX_MESSAGE_BYTES || opAt(view, at) === undefined) return NO_RECORD;
  return headerBytes + 8 + dataBytes;
}

function chunkAt(view: DataView, at: number, end: number): Chunk | undefined {
  const length = recordBytesAt(view, at, end);
  if (length <= 0 || opAt(view, at) !== Op.chunk) return undefined;
  const compression = findField(view, at, 'compression');
  const size = findField(view, at, 'size');
  if (!compression || size?.byteLength !== 4) return undefined;
  const name = new TextDecoder('latin1').decode(compression);
  if (!METHODS.has(name)) return undefined;
  return {
    method: METHODS.get(name),
    dataAt: view.getUint32(at, true) + 8,
    unpackedBytes: size.getUint32(0, true),
  };
}
