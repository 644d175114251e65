import { appendFrame, BusFrame, MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import type { CapturedPacket } from './captured-packet.ts';

/** Id with flags u32, length u8, FD flags u8, two bytes more, data (linux/can.h; tcpdump.org LINKTYPE_CAN_SOCKETCAN). */
export const HEADER_BYTES = 8;
const EXTENDED = 0x80000000;
const REMOTE = 0x40000000;
const ERROR = 0x20000000;
const ID_MASK = 0x1fffffff;
const MAX_STANDARD_ID = 0x7ff;
/** Error classes of linux/can/error.h end at 0x200. */
const MAX_ERROR_CLASS = 0x3ff;
/** CANFD_FDF of linux/can.h. */
export const FD_FORMAT = 0x04;

/** Where a CAN frame lies in a packet. */
export interface CanPlace {
  at: number;
  isFd: boolean;
  /** Index of `FrameSources`. */
  bus: number;
}

/** SocketCAN frames: the id is big-endian, but some writers leave it in the order of their host; what is plausible decides. */
export class SocketCanReader {
  readonly #sources: FrameSources;
  readonly #frame = new BusFrame();
  #isLittleEndian = false;

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
  }

  /** The bus of a named interface, or of a numbered one; the nameless `CAN` without either. */
  busOf(name: Uint8Array, channel: number): number {
    if (channel >= 0) return this.#sources.channel(Network.can, Math.min(channel, 0xffff));
    return name.length > 0
      ? this.#sources.busNamed(name, 0, name.length)
      : this.#sources.channel(Network.can, NO_CHANNEL);
  }

  /** Of a frame that tells of no error. */
  senderOf(bus: number, id: number, isExtended: boolean): number {
    return this.#sources.sourceOf(bus, id, isExtended);
  }

  /** False when the packet is too short for a frame. */
  append(packet: CapturedPacket, place: CanPlace, out: RecordBatch): boolean {
    const { view, bytes, to } = packet;
    const { at } = place;
    if (at + HEADER_BYTES > to) return false;
    const id = this.readId(view, at);
    const length = bytes[at + 4];
    const isFd = place.isFd || (bytes[at + 5] & FD_FORMAT) !== 0 || length > MAX_CLASSIC_BYTES;
    const frame = this.#frame;
    frame.bodyStart = at + HEADER_BYTES;
    frame.clear();
    frame.timeUs = packet.timeUs;
    frame.flags = flagsOf(id, isFd && length <= MAX_FD_BYTES) | (packet.isSent ? Flag.transmitted : 0);
    frame.id = id & ID_MASK;
    const isExtended = (frame.flags & Flag.extendedId) !== 0;
    frame.source = this.#sources.sourceOf(place.bus, (id & (ERROR | ID_MASK)) >>> 0, isExtended);
    if (!(id & REMOTE)) frame.bodyEnd = Math.min(to, frame.bodyStart + Math.min(length, MAX_FD_BYTES));
    if (frame.bodyEnd < frame.bodyStart + length && !(id & REMOTE)) frame.flags |= Flag.malformed;
    appendFrame(out, packet.start, packet.end, frame);
    return true;
  }

  /** With its flags. */
  readId(view: DataView, at: number): number {
    const id = view.getUint32(at);
    const swapped = view.getUint32(at, true);
    const isPlain = isPlausible(id);
    // Both or neither: as the last one that was clear.
    if (isPlain !== isPlausible(swapped)) this.#isLittleEndian = !isPlain;
    return this.#isLittleEndian ? swapped : id;
  }
}

function isPlausible(id: number): boolean {
  if (id & ERROR) return (id & ID_MASK) <= MAX_ERROR_CLASS && !(id & EXTENDED);
  return (id & EXTENDED) !== 0 || (id & ID_MASK) <= MAX_STANDARD_ID;
}

function flagsOf(id: number, isFd: boolean): number {
  // As candump writes them, error classes have eight digits.
  if (id & ERROR) return Flag.errorFrame | Flag.extendedId;
  const flags = (id & EXTENDED ? Flag.extendedId : 0) | (isFd ? Flag.fd : 0);
  return id & REMOTE ? flags | Flag.remote : flags;
}
