import { decodeText } from '../decode-text.ts';
import { openRecord } from '../packets/carried-message.ts';
import { setText } from '../packets/text-record.ts';
import { Flag, Kind, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import {
  type Channel,
  ChannelType,
  DataType,
  hasInvalidationBit,
  isAlwaysInvalid,
  isNumber,
  isText,
} from './channel.ts';
import { NumberField, placeField } from './number-field.ts';
import type { GroupClock, RawRecord, RecordGroup, VariableValue } from './record-group.ts';
import type { ChannelGroup } from './recording.ts';

/** More of a text tells a reader nothing. */
const MAX_TEXT_BYTES = 4096;

interface NumberChannel {
  field: NumberField;
  convert: (raw: number) => number;
  series: number;
  /** Bit of the record that says the value is none; -1 without. */
  invalidationBit: number;
}

/** A group of measured values: each record is a sample of all its channels, or a message where a channel holds text. */
export class SampleGroup implements RecordGroup {
  readonly recordBytes: number;
  readonly variable: VariableValue | undefined;
  readonly clock: GroupClock;
  readonly #numbers: NumberChannel[];
  readonly #text: Channel | undefined;
  readonly #source: number;
  readonly #dataBytes: number;
  readonly #flags: number;

  constructor(group: ChannelGroup, how: { clock: GroupClock; sources: SourceTable; isTimeInferred: boolean }) {
    this.recordBytes = group.dataBytes + group.invalidationBytes;
    this.clock = how.clock;
    this.#dataBytes = group.dataBytes;
    this.#flags = how.isTimeInferred ? Flag.timeInferred : 0;
    this.#source = how.sources.intern(group.source, group.name, '');
    const channels = leavesOf(group.channels).filter((channel) => !isAlwaysInvalid(channel));
    this.#numbers = channels.filter(isSample).map((channel) => numberChannel(channel, how.sources));
    // A number that does not fit into its record is damage of the metadata.
    this.#numbers = this.#numbers.filter(({ field }) => field.end <= group.dataBytes);
    this.#text = channels.find((channel) => isText(channel) && fits(channel, group));
    if (this.#text?.type === ChannelType.variable)
      this.variable = { link: this.#text.data, offset: placeField(this.#text) };
  }

  append(record: RawRecord, out: RecordBatch): void {
    const { start, end, timeUs } = record;
    const i = openRecord(out, { start, end, timeUs });
    out.source[i] = this.#source;
    out.flags[i] = this.#flags;
    if (this.#text) setText(out, i, this.#textOf(record, this.#text));
    else {
      out.kind[i] = Kind.sample;
      out.flags[i] |= Flag.nonVerbose;
      out.bodyStart[i] = out.bodyEnd[i] = record.at;
    }
    for (const number of this.#numbers) this.#addNumber(record, i, { number, out });
  }

  #addNumber({ view, bytes, at }: RawRecord, i: number, to: { number: NumberChannel; out: RecordBatch }): void {
    const { field, convert, series, invalidationBit } = to.number;
    const bit = invalidationBit & 7;
    if (invalidationBit >= 0 && (bytes[at + this.#dataBytes + (invalidationBit >> 3)] >> bit) & 1) return;
    const value = convert(field.read(view, at));
    if (Number.isFinite(value)) to.out.samples.add(i, series, value);
  }

  #textOf({ bytes, at, valueBytes, valueAt, valueEnd }: RawRecord, channel: Channel): string {
    if (this.variable) return textIn(valueBytes.subarray(valueAt, valueEnd), channel);
    const from = at + channel.byteOffset;
    return textIn(bytes.subarray(from, from + (channel.bitCount >> 3)), channel);
  }
}

/** Channels without parts of their own. */
function leavesOf(channels: readonly Channel[]): Channel[] {
  return channels.flatMap((channel) => (channel.parts.length > 0 ? leavesOf(channel.parts) : [channel]));
}

function isSample(channel: Channel): boolean {
  const isPlain = channel.type === ChannelType.fixed || channel.type === ChannelType.sync;
  return isPlain && isNumber(channel) && channel.bitCount > 0 && channel.bitCount <= 64;
}

const fits = ({ type, byteOffset, bitCount }: Channel, { dataBytes }: ChannelGroup): boolean =>
  type === ChannelType.variable ? byteOffset + 8 <= dataBytes : byteOffset + (bitCount >> 3) <= dataBytes;

function numberChannel(channel: Channel, sources: SourceTable): NumberChannel {
  return {
    field: new NumberField(channel),
    convert: channel.conversion.convert,
    series: sources.internSeries(channel.name, channel.unit),
    invalidationBit: hasInvalidationBit(channel) ? channel.invalidationBit : -1,
  };
}

function textIn(bytes: Uint8Array, { dataType }: Channel): string {
  const cut = bytes.subarray(0, MAX_TEXT_BYTES);
  if (dataType === DataType.utf16Little || dataType === DataType.utf16Big) {
    const text = new TextDecoder(dataType === DataType.utf16Little ? 'utf-16le' : 'utf-16be').decode(cut);
    return text.split('\0', 1)[0];
  }
  const end = cut.indexOf(0);
  return decodeText(end < 0 ? cut : cut.subarray(0, end), dataType === DataType.latin1);
}
