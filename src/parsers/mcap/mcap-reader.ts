import { decodeText } from '../decode-text.ts';
import { nanosecondsToUs, plausibleUs } from '../epoch-time.ts';
import type { Serialization } from '../ros/field-cursor.ts';
import { MAX_MESSAGE_BYTES, type MessageGlance, type RecordReader } from '../ros/recording-layout.ts';
import type { RosMessage } from '../ros/ros-message.ts';
import { Topics } from '../ros/topics.ts';
import type { SourceTable } from '../source-table.ts';
import { Opcode } from './opcodes.ts';

const CONTENT_AT = 9;
/** Channel u16, sequence u32, time of recording u64, time of publishing u64. */
const MESSAGE_HEADER_BYTES = 22;
const LOG_TIME_AT = CONTENT_AT + 6;
const MAX_NAME_BYTES = 256;
/** Of a definition: its names stand at the beginning, the text of a schema behind them. */
const MAX_KNOWN_BYTES = 600;

const SERIALIZATIONS = new Map<string, Serialization>([
  ['cdr', 'cdr'],
  ['ros1', 'ros1'],
]);

/** Reads records of MCAP: schemas name the types of messages, channels the topics. */
export class McapReader implements RecordReader {
  readonly glance: MessageGlance = {
    headerBytes: CONTENT_AT + MESSAGE_HEADER_BYTES,
    bytesAt: messageBytesAt,
    channelAt: (view, at) => this.#topics.find(view.getUint16(at + CONTENT_AT, true)),
    timeUsAt: recordedUs,
  };
  readonly #types = new Map<number, string>();
  /** Schemas and channels as they stood last: most recorders repeat them in every chunk. */
  readonly #knownSchemas = new Map<number, Uint8Array>();
  readonly #knownChannels = new Map<number, Uint8Array>();
  readonly #topics: Topics;

  constructor(sources: SourceTable) {
    this.#topics = new Topics(sources);
  }

  isLikely(view: DataView, at: number, end: number): boolean {
    const opcode = view.getUint8(at);
    if (opcode !== Opcode.message)
      return opcode >= Opcode.header && opcode <= Opcode.dataEnd && opcode !== Opcode.chunk;
    return (
      end - at >= CONTENT_AT + MESSAGE_HEADER_BYTES &&
      this.#topics.find(view.getUint16(at + CONTENT_AT, true)) !== undefined
    );
  }

  read(view: DataView, { at, end }: { at: number; end: number }, message: RosMessage): boolean | undefined {
    switch (view.getUint8(at)) {
      case Opcode.message:
        return this.#readMessage(view, { at, end }, message) || undefined;
      case Opcode.chunk:
        return undefined;
      case Opcode.schema:
      case Opcode.channel:
        return this.#isKnown(view, at, end) ? false : this.#readDefinition(view, at, end);
      default:
        return false;
    }
  }

  #readDefinition(view: DataView, at: number, end: number): false | undefined {
    const isSchema = view.getUint8(at) === Opcode.schema;
    return isSchema ? this.#readSchema(view, at + CONTENT_AT, end) : this.#readChannel(view, at + CONTENT_AT, end);
  }

  /** Remembers the definition where it is a new one. */
  #isKnown(view: DataView, at: number, end: number): boolean {
    if (at + CONTENT_AT + 2 > end) return false;
    const isSchema = view.getUint8(at) === Opcode.schema;
    const known = isSchema ? this.#knownSchemas : this.#knownChannels;
    const id = view.getUint16(at + CONTENT_AT, true);
    const before = known.get(id);
    const length = Math.min(end - at, MAX_KNOWN_BYTES);
    if (before?.length === length && isSame(before, view, at)) return true;
    // A channel says the number of its schema: another one makes it another channel.
    if (isSchema) this.#knownChannels.clear();
    known.set(id, new Uint8Array(view.buffer, view.byteOffset + at, length).slice());
    return false;
  }

  #readMessage(view: DataView, { at, end }: { at: number; end: number }, message: RosMessage): boolean {
    const from = at + CONTENT_AT + MESSAGE_HEADER_BYTES;
    const channel = from <= end ? this.#topics.find(view.getUint16(at + CONTENT_AT, true)) : undefined;
    if (!channel) return false;
    message.channel = channel;
    message.timeUs = recordedUs(view, at);
    message.from = from;
    message.to = end;
    return true;
  }

  /** Id u16, name, … */
  #readSchema(view: DataView, at: number, end: number): false | undefined {
    if (at + 2 > end) return undefined;
    const name = textAt(view, at + 2, end);
    if (name === undefined) return undefined;
    this.#types.set(view.getUint16(at, true), name);
    return false;
  }

  /** Id u16, schema u16, topic, encoding of its messages, … */
  #readChannel(view: DataView, at: number, end: number): false | undefined {
    if (at + 4 > end) return undefined;
    const topic = textAt(view, at + 4, end);
    const encodingAt = at + 8 + (at + 8 <= end ? view.getUint32(at + 4, true) : 0);
    const encoding = textAt(view, encodingAt, end);
    if (topic === undefined || encoding === undefined) return undefined;
    const type = this.#types.get(view.getUint16(at + 2, true)) ?? '';
    this.#topics.add(view.getUint16(at, true), topic, { type, serialization: SERIALIZATIONS.get(encoding) });
    return false;
  }
}

function messageBytesAt(view: DataView, at: number, end: number): number {
  if (at + CONTENT_AT > end || view.getUint8(at) !== Opcode.message || view.getUint32(at + 5, true) !== 0) return 0;
  const length = view.getUint32(at + 1, true);
  return length <= MAX_MESSAGE_BYTES ? CONTENT_AT + length : 0;
}

const recordedUs = (view: DataView, at: number): number =>
  plausibleUs(nanosecondsToUs(view.getUint32(at + LOG_TIME_AT + 4, true), view.getUint32(at + LOG_TIME_AT, true)));

function isSame(known: Uint8Array, view: DataView, at: number): boolean {
  for (let n = 0; n < known.length; n++) if (known[n] !== view.getUint8(at + n)) return false;
  return true;
}

/** A string behind its length u32; undefined where it does not fit. */
function textAt(view: DataView, at: number, end: number): string | undefined {
  const length = at + 4 <= end ? view.getUint32(at, true) : end;
  if (at + 4 + length > end) return undefined;
  return decodeText(new Uint8Array(view.buffer, view.byteOffset + at + 4, Math.min(length, MAX_NAME_BYTES)), false);
}
