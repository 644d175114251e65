import type { BusFrame } from '../frames/bus-frame.ts';
import type { EventSources } from '../frames/event-sources.ts';
import { NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag, Kind, type RecordBatch } from '../record-batch.ts';
import type { BlfObject } from './object-layout.ts';
import { ObjectType } from './object-types.ts';

const latin1 = new TextDecoder('latin1');
const encoder = new TextEncoder();

/** What an object says in words, and the channel of CAN that it says it of. */
interface Said {
  text: string;
  channel: number;
}

/** Objects whose content is words or a few numbers: kept as text, under the name of their type. */
export class TextObjects {
  readonly #sources: EventSources;

  constructor(sources: EventSources) {
    this.#sources = sources;
  }

  /** Undefined for objects of other types, and for those too short to be what they say. */
  read(view: DataView, object: BlfObject, frame: BusFrame, out: RecordBatch): true | undefined {
    const said = READERS[object.type]?.(new Content(view, object));
    if (said === undefined) return undefined;
    const bytes = encoder.encode(said.text);
    frame.kind = Kind.message;
    frame.flags |= Flag.bodyInScratch;
    frame.bodyStart = out.reserveScratch(bytes.length);
    frame.bodyEnd = frame.bodyStart + bytes.length;
    out.scratch.set(bytes, frame.bodyStart);
    frame.source = this.#sources.sourceOf(said.channel, object.type);
    return true;
  }
}

/** Fields of an object by their place behind its header. */
class Content {
  readonly length: number;
  readonly #view: DataView;
  readonly #dataAt: number;

  constructor(view: DataView, { dataAt, end }: BlfObject) {
    this.length = end - dataAt;
    this.#view = view;
    this.#dataAt = dataAt;
  }

  u8 = (at: number): number => this.#view.getUint8(this.#dataAt + at);
  u16 = (at: number): number => this.#view.getUint16(this.#dataAt + at, true);
  u32 = (at: number): number => this.#view.getUint32(this.#dataAt + at, true);
  i32 = (at: number): number => this.#view.getInt32(this.#dataAt + at, true);
  f64 = (at: number): number => this.#view.getFloat64(this.#dataAt + at, true);

  /** Up to the NUL or as long as told, and never beyond the object. Vector writes the code page of its machine. */
  text(at: number, length: number): string {
    const from = this.#dataAt + at;
    const room = Math.max(0, Math.min(length, this.length - at));
    if (room === 0) return '';
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + from, room);
    const nul = bytes.indexOf(0);
    return latin1.decode(nul < 0 ? bytes : bytes.subarray(0, nul));
  }
}

/** By type; layouts: Technica-Engineering/vector_blf. */
const READERS: Readonly<Record<number, (content: Content) => Said | undefined>> = {
  [ObjectType.canStatistic]: statistic,
  [ObjectType.canDriverError]: driverError,
  [ObjectType.canDriverErrorExt]: driverError,
  // source u32, 4, length u32, 4, text
  [ObjectType.appText]: (content) => textAt(content, { lengths: [8], at: 16 }),
  // type u32, length u32, 8, text
  [ObjectType.eventComment]: (content) => textAt(content, { lengths: [4], at: 16 }),
  // type, foreground, background u32, 4, lengths of group, marker and description u32, 12, texts
  [ObjectType.globalMarker]: (content) => textAt(content, { lengths: [16, 20, 24], at: 40 }),
  [ObjectType.systemVariable]: systemVariable,
};

/** channel u16, load in hundredths of percent u16, 6 times u32 */
function statistic({ length, u16, u32 }: Content): Said | undefined {
  if (length < 28) return undefined;
  const load = (u16(2) / 100).toFixed(2);
  const frames = `D ${u32(4)} R ${u32(12)} XD ${u32(8)} XR ${u32(16)} E ${u32(20)} O ${u32(24)}`;
  return { channel: u16(0), text: `Statistic: ${frames} B ${load}%` };
}

/** channel u16, transmit errors u8, receive errors u8, code u32 */
function driverError({ length, u8, u16, u32 }: Content): Said | undefined {
  if (length < 8) return undefined;
  const code = u32(4).toString(16).padStart(8, '0');
  return { channel: u16(0), text: `Driver error: code 0x${code}, TxErr: ${u8(2)} RxErr: ${u8(3)}` };
}

function textAt(content: Content, layout: { lengths: number[]; at: number }): Said | undefined {
  if (content.length < layout.at) return undefined;
  const texts: string[] = [];
  let { at } = layout;
  for (const place of layout.lengths) {
    texts.push(content.text(at, content.u32(place)));
    at += content.u32(place);
  }
  return { channel: NO_CHANNEL, text: texts.filter((text) => text !== '').join(' ') };
}

/** type u32, 12, lengths of name and data u32, 8, name, data */
function systemVariable(content: Content): Said | undefined {
  if (content.length < 32) return undefined;
  const name = content.text(32, content.u32(16));
  const value = variableValue(content, 32 + content.u32(16));
  return { channel: NO_CHANNEL, text: value === undefined ? name : `${name} = ${value}` };
}

/** Numbers and strings; arrays and structures are only named. */
function variableValue(content: Content, at: number): string | undefined {
  const type = content.u32(0);
  if (type === 1 && at + 8 <= content.length) return String(content.f64(at));
  if (type === 2 && at + 4 <= content.length) return String(content.i32(at));
  if (type === 3) return content.text(at, content.u32(20));
  return undefined;
}
