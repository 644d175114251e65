import { appendFrame, BusFrame, FD_LENGTHS, MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import { type FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { BusKind } from './bus-kinds.ts';
import { type Channel, ChannelType, isFloat, isNumber } from './channel.ts';
import { NumberField, placeField } from './number-field.ts';
import { PlainFrames } from './plain-frames.ts';
import type { GroupClock, RawRecord, RecordGroup, VariableValue } from './record-group.ts';
import type { ChannelGroup } from './recording.ts';

/** CAN ids have 29 bits; some writers keep the flag of extended ids above them. */
const CAN_ID_MASK = 0x1fffffff;
const EXTENDED_BIT = 0x80000000;
const MAX_STANDARD_ID = 0x7ff;
/** `Dir`: 0 received, 1 transmitted. */
const TRANSMITTED = 1;
/** Lengths are read through a table, by the low bits of their number. */
const MAX_LENGTHS = 2048;

/** A group of bus events: each record is a frame. */
export class BusGroup implements RecordGroup {
  readonly recordBytes: number;
  readonly variable: VariableValue | undefined;
  readonly clock: GroupClock;
  readonly #kind: BusKind;
  readonly #sources: FrameSources;
  readonly #frame = new BusFrame();
  readonly #id: NumberField;
  readonly #isExtended: NumberField | undefined;
  readonly #isFd: NumberField | undefined;
  readonly #direction: NumberField;
  readonly #busChannel: NumberField;
  readonly #length: NumberField;
  readonly #lengths: Uint16Array;
  readonly #dataAt: number;
  readonly #maxBytes: number;
  readonly #flags: number;

  constructor(group: ChannelGroup, event: { kind: BusKind; parts: Map<string, Channel> }, how: BusGroupSettings) {
    const { parts, kind } = event;
    const field = (name: string) => partField(parts.get(name), group.dataBytes);
    const data = parts.get('DataBytes');
    this.recordBytes = group.dataBytes + group.invalidationBytes;
    this.clock = how.clock;
    this.#sources = how.sources;
    this.#kind = kind;
    this.#flags = kind.flags | (how.isTimeInferred ? Flag.timeInferred : 0);
    this.#id = field(kind.id) ?? constantField(0);
    this.#isExtended = field('IDE');
    this.#isFd = field('EDL');
    this.#direction = field('Dir') ?? constantField(0);
    this.#busChannel = field('BusChannel') ?? constantField(channelIn(group));
    const counted = ['DataLength', 'ReceivedDataByteCount'].find((name) => field(name) !== undefined);
    this.#length = field(counted ?? 'DLC') ?? constantField(0);
    this.#lengths = lengthsOf(parts.get(counted ?? ''), data, this.#length.values);
    this.variable =
      data?.type === ChannelType.variable && data.byteOffset + 8 <= group.dataBytes
        ? { link: data.data, offset: placeField(data) }
        : undefined;
    // Data that begins behind the record is damage of the metadata: then there is none.
    this.#dataAt = Math.min(data?.byteOffset ?? 0, group.dataBytes);
    this.#maxBytes = data && !this.variable ? Math.min(data.bitCount >>> 3, group.dataBytes - this.#dataAt) : 0;
  }

  /** What speeds up the records of this group, where all of them are of one bus, kind and direction; else undefined. */
  plainFrames(): PlainFrames | undefined {
    const bus = this.#busChannel.constant;
    const [direction, isExtended, isFd] = [
      this.#direction.constant,
      this.#isExtended?.constant,
      this.#isFd?.constant ?? 0,
    ];
    const isPlain = this.#kind.network === Network.can && (this.#flags & (Flag.errorFrame | Flag.remote)) === 0;
    if (!isPlain || this.variable || bus === undefined || direction === undefined || isExtended === undefined)
      return undefined;
    if (this.#isFd !== undefined && this.#isFd.constant === undefined) return undefined;
    const flags =
      this.#flags |
      (direction === TRANSMITTED ? Flag.transmitted : 0) |
      (isExtended !== 0 ? Flag.extendedId : 0) |
      (isFd !== 0 ? Flag.fd : 0);
    return PlainFrames.of({
      recordBytes: this.recordBytes,
      clock: this.clock,
      id: this.#id,
      length: this.#length,
      lengths: this.#lengths,
      dataAt: this.#dataAt,
      maxBytes: this.#maxBytes,
      flags,
      sourceOf: (id) => this.#sources.sourceOf(this.#sources.channel(Network.can, bus), id, isExtended !== 0),
    });
  }

  append(record: RawRecord, out: RecordBatch): void {
    const { view, at } = record;
    const frame = this.#frame;
    frame.bodyStart = at + this.#dataAt;
    frame.clear();
    frame.timeUs = record.timeUs;
    frame.flags = this.#flags;
    if (this.#direction.read(view, at) === TRANSMITTED) frame.flags |= Flag.transmitted;
    this.#setSource(view, at);
    if (this.variable) this.#setVariable(record, out);
    else if (!(frame.flags & Flag.remote)) {
      const length = this.#lengths[this.#length.read(view, at) & (this.#lengths.length - 1)];
      frame.bodyEnd = frame.bodyStart + Math.min(length, this.#maxBytes);
    }
    appendFrame(out, record.start, record.end, frame);
  }

  #setSource(view: DataView, at: number): void {
    const frame = this.#frame;
    const id = this.#id.read(view, at);
    const bus = this.#sources.channel(this.#kind.network, this.#busChannel.read(view, at));
    let isExtended = false;
    if (this.#kind.network === Network.can) {
      isExtended = this.#isExtended
        ? this.#isExtended.read(view, at) !== 0
        : (id & EXTENDED_BIT) !== 0 || id > MAX_STANDARD_ID;
      if (isExtended) frame.flags |= Flag.extendedId;
      if (this.#isFd !== undefined && this.#isFd.read(view, at) !== 0) frame.flags |= Flag.fd;
      frame.id = id & CAN_ID_MASK;
    } else frame.id = id;
    const isError = (frame.flags & Flag.errorFrame) !== 0;
    frame.source = isError ? this.#sources.errorSourceOf(bus) : this.#sources.sourceOf(bus, frame.id, isExtended);
  }

  #setVariable({ valueBytes, valueAt, valueEnd }: RawRecord, out: RecordBatch): void {
    const frame = this.#frame;
    if (valueBytes === out.window.bytes) {
      frame.bodyStart = valueAt;
      frame.bodyEnd = valueEnd;
      return;
    }
    const at = out.reserveScratch(valueEnd - valueAt);
    out.scratch.set(valueBytes.subarray(valueAt, valueEnd), at);
    frame.flags |= Flag.bodyInScratch;
    frame.bodyStart = at;
    frame.bodyEnd = at + valueEnd - valueAt;
  }
}

interface BusGroupSettings {
  clock: GroupClock;
  sources: FrameSources;
  isTimeInferred: boolean;
}

/** A part of the event as it stands in the record; of virtual parts what their conversion always gives. */
function partField(channel: Channel | undefined, dataBytes: number): NumberField | undefined {
  if (channel === undefined || (isFloat(channel) && !isNumber(channel))) return undefined;
  const field = new NumberField(channel, channel.conversion.convert(0));
  return field.end <= dataBytes ? field : undefined;
}

const constantField = (value: number): NumberField =>
  new NumberField({ type: ChannelType.virtual, dataType: 0, byteOffset: 0, bitOffset: 0, bitCount: 0 }, value);

/** `CAN2_Rx` or a source `CAN2`: the number of the bus; `NO_CHANNEL` without one. */
function channelIn({ name, source }: ChannelGroup): number {
  const digits = /^[A-Za-z]+(\d{1,3})\b/.exec(source)?.[1] ?? /^[A-Za-z]+(\d{1,3})_/.exec(name)?.[1];
  return digits === undefined ? NO_CHANNEL : Number(digits);
}

/**
 * Length by its raw number, which has so many `values`: as it stands, through the channel's conversion, or a data length code.
 * A code of four bits in thirty groups makes 500 conversions; a table as long for each took a third of a small file's time.
 */
function lengthsOf(length: Channel | undefined, data: Channel | undefined, values: number): Uint16Array {
  const isClassic = data !== undefined && data.type !== ChannelType.variable && data.bitCount <= 8 * MAX_CLASSIC_BYTES;
  const ofCode = (code: number) => (isClassic ? Math.min(code, MAX_CLASSIC_BYTES) : (FD_LENGTHS[code] ?? code));
  return Uint16Array.from({ length: Math.min(values, MAX_LENGTHS) }, (_, raw) => {
    const bytes = length ? length.conversion.convert(raw) : ofCode(raw);
    return Number.isFinite(bytes) ? Math.max(0, Math.min(bytes, 0xffff)) : 0;
  });
}
