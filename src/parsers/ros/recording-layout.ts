import type { PieceMethod } from '../codecs.ts';
import type { SourceTable } from '../source-table.ts';
import type { RosChannel, RosMessage } from './ros-message.ts';

/** More bytes are needed to tell. */
export const NEEDS_MORE = 0;
export const NO_RECORD = -1;

/** Longer records are read up to here: no line of a log and no diagnosis is longer, images and point clouds are. */
export const LONG_RECORD_BYTES = 192 * 1024;
/** Of a message or an index; only attachments, which are passed over, are longer. */
export const MAX_MESSAGE_BYTES = 2 ** 26;

/** Records inside of a record, packed or not: the stream goes on in them. */
export interface Chunk {
  /** Undefined where they are not packed. */
  method: PieceMethod | undefined;
  /** Counted from the start of the record. */
  dataAt: number;
  unpackedBytes: number;
}

/** How a recording of messages is laid out: records one behind the other, some of which hold further ones. */
export interface RecordingLayout {
  readonly magic: Uint8Array;
  /** Length of the record at `at`, itself included, which may reach beyond `end`; `NEEDS_MORE` or `NO_RECORD`. */
  recordBytesAt(view: DataView, at: number, end: number): number;
  /** What is at `at` when it is a chunk whose fields agree; `end` is where bytes end, not the chunk. */
  chunkAt(view: DataView, at: number, end: number): Chunk | undefined;
  createReader(sources: SourceTable): RecordReader;
}

/** How messages look, for those who meet many of them. The functions need no `this`. */
export interface MessageGlance {
  /** Of the record, before the data of the message. */
  readonly headerBytes: number;
  /** Length of the record at `at` where it is a message, which may reach beyond `end`; 0 for all else. */
  bytesAt(view: DataView, at: number, end: number): number;
  /** Of a message whose header is there; undefined where nothing names its topic. */
  channelAt(view: DataView, at: number): RosChannel | undefined;
  /** When it was recorded: microseconds since 1970, or NaN. */
  timeUsAt(view: DataView, at: number): number;
}

export interface RecordReader {
  /** Undefined where nothing is gained by reading messages in runs. */
  readonly glance?: MessageGlance;
  /** Is the record likely to be one, where what stands before it was damaged? Only of records that have begun. */
  isLikely(view: DataView, at: number, end: number): boolean;
  /**
   * Reads the record that begins at `at` and has bytes up to `end`, and remembers what it says of topics. True for a message,
   * whose channel, time and data are then in `message`; undefined for one that is damaged.
   */
  read(view: DataView, place: { at: number; end: number }, message: RosMessage): boolean | undefined;
}
