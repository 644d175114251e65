import { decodeText } from '../decode-text.ts';
import { plausibleUs } from '../epoch-time.ts';
import type { RecordReader } from '../ros/recording-layout.ts';
import type { RosMessage } from '../ros/ros-message.ts';
import { Topics } from '../ros/topics.ts';
import type { SourceTable } from '../source-table.ts';
import { fieldIn, findField, Op, opAt } from './header-fields.ts';

const MAX_NAME_BYTES = 256;
/** More than any recording has. */
const MAX_CONNECTIONS = 65_536;

/** Reads records of bags: connections name topics and types of their messages. */
export class BagReader implements RecordReader {
  readonly #topics: Topics;

  constructor(sources: SourceTable) {
    this.#topics = new Topics(sources);
  }

  isLikely(view: DataView, at: number): boolean {
    const op = opAt(view, at);
    if (op !== Op.message) return op !== undefined && op !== Op.chunk;
    return this.#topics.find(u32Field(view, at, 'conn')) !== undefined;
  }

  read(view: DataView, { at, end }: { at: number; end: number }, message: RosMessage): boolean | undefined {
    const op = opAt(view, at);
    if (op === Op.message) return this.#readMessage(view, { at, end }, message) || undefined;
    if (op === Op.connection) return this.#readConnection(view, at, end);
    return op === Op.chunk ? undefined : false;
  }

  #readMessage(view: DataView, { at, end }: { at: number; end: number }, message: RosMessage): boolean {
    const channel = this.#topics.find(u32Field(view, at, 'conn'));
    const time = findField(view, at, 'time');
    if (!channel || time?.byteLength !== 8) return false;
    message.channel = channel;
    message.timeUs = plausibleUs(time.getUint32(0, true) * 1e6 + Math.floor(time.getUint32(4, true) / 1000));
    message.from = at + view.getUint32(at, true) + 8;
    message.to = end;
    return true;
  }

  /** Number and topic in its header, the type among the fields that are its data. */
  #readConnection(view: DataView, at: number, end: number): false | undefined {
    const connection = u32Field(view, at, 'conn');
    const topic = findField(view, at, 'topic');
    const type = fieldIn(view, { from: at + view.getUint32(at, true) + 8, to: end }, 'type');
    if (connection < 0 || connection >= MAX_CONNECTIONS || !topic || !type) return undefined;
    this.#topics.add(connection, textOf(topic), { type: textOf(type), serialization: 'ros1' });
    return false;
  }
}

/** -1 without. */
function u32Field(view: DataView, at: number, name: string): number {
  const field = findField(view, at, name);
  return field?.byteLength === 4 ? field.getUint32(0, true) : -1;
}

const textOf = ({ buffer, byteOffset, byteLength }: DataView): string =>
  decodeText(new Uint8Array(buffer, byteOffset, Math.min(byteLength, MAX_NAME_BYTES)), false);
