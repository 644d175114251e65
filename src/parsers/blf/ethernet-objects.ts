import type { BusFrame } from '../frames/bus-frame.ts';
import type { FrameSources } from '../frames/frame-sources.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { BlfObject } from './object-layout.ts';
import { ObjectType } from './object-types.ts';

const ADDRESS_BYTES = 6;
/** Destination, source and EtherType. */
const ETHERNET_HEADER_BYTES = 14;
const ETHER_TYPE_AT = 12;
const VLAN_TAG_BYTES = 4;
const VLAN_TYPES = new Set([0x8100, 0x88a8, 0x9100]);

/** ETHERNET_FRAME: source, channel u16, destination, dir u16, type u16, tpid u16, tci u16, length u16, 8 reserved, payload */
const FRAME_PAYLOAD_AT = 32;
/** ETHERNET_FRAME_EX: length of the structure u16, flags, channel, hardware channel u16, 12, dir u16, length u16 */
const EX_HEADER_BYTES = 24;
/** ETHERNET_RX_ERROR: length of the structure u16, channel, dir, hardware channel u16, crc u32, length u16 */
const RX_ERROR_HEADER_BYTES = 14;

/** Ethernet frames, as they are on the wire; senders are named by EtherType. */
export class EthernetObjects {
  readonly #sources: FrameSources;

  constructor(sources: FrameSources) {
    this.#sources = sources;
  }

  /** The header lies in fields, so the frame is put together anew. */
  readFrame(view: DataView, { dataAt, end }: BlfObject, frame: BusFrame, out: RecordBatch): boolean {
    if (dataAt + FRAME_PAYLOAD_AT > end) return false;
    const length = view.getUint16(dataAt + 22, true);
    const payloadAt = dataAt + FRAME_PAYLOAD_AT;
    if (payloadAt + length > end) return false;
    const tpid = view.getUint16(dataAt + 18, true);
    const headerBytes = ETHERNET_HEADER_BYTES + (tpid === 0 ? 0 : VLAN_TAG_BYTES);
    const at = out.reserveScratch(headerBytes + length);
    writeHeader(view, { dataAt, tpid }, new DataView(out.scratch.buffer, out.scratch.byteOffset + at));
    for (let i = 0; i < length; i++) out.scratch[at + headerBytes + i] = view.getUint8(payloadAt + i);
    frame.flags |= Flag.bodyInScratch;
    frame.bodyStart = at;
    frame.bodyEnd = at + headerBytes + length;
    if (view.getUint16(dataAt + 14, true) !== 0) frame.flags |= Flag.transmitted;
    frame.id = view.getUint16(dataAt + 16, true);
    this.#setSource(view.getUint16(dataAt + 6, true), frame);
    return true;
  }

  readFrameEx(view: DataView, object: BlfObject, frame: BusFrame): boolean {
    const { type, dataAt, end } = object;
    if (dataAt + EX_HEADER_BYTES > end) return false;
    if (type === ObjectType.ethernetErrorEx || type === ObjectType.ethernetErrorForwarded)
      frame.flags |= Flag.errorFrame;
    if (view.getUint16(dataAt + 20, true) !== 0) frame.flags |= Flag.transmitted;
    if (!setBody(view, object, view.getUint16(dataAt + 22, true), frame)) return false;
    this.#setSource(view.getUint16(dataAt + 4, true), frame);
    return true;
  }

  readRxError(view: DataView, object: BlfObject, frame: BusFrame): boolean {
    const { dataAt, end } = object;
    if (dataAt + RX_ERROR_HEADER_BYTES > end) return false;
    frame.flags |= Flag.errorFrame;
    if (view.getUint16(dataAt + 4, true) !== 0) frame.flags |= Flag.transmitted;
    if (!setBody(view, object, view.getUint16(dataAt + 12, true), frame)) return false;
    this.#setSource(view.getUint16(dataAt + 2, true), frame);
    return true;
  }

  #setSource(channel: number, frame: BusFrame): void {
    const bus = this.#sources.channel(Network.ethernet, channel);
    if (frame.flags & Flag.errorFrame) frame.source = this.#sources.errorSourceOf(bus);
    else frame.source = this.#sources.sourceOf(bus, frame.id, false);
  }
}

/** The whole frame lies behind the structure, whose length stands before it. */
function setBody(view: DataView, { dataAt, end }: BlfObject, length: number, frame: BusFrame): boolean {
  const frameAt = dataAt + 2 + view.getUint16(dataAt, true);
  if (frameAt + length > end) return false;
  frame.bodyStart = frameAt;
  frame.bodyEnd = frameAt + length;
  frame.id = etherTypeOf(view, frameAt, frameAt + length);
  return true;
}

/** Behind VLAN tags; 0 when the frame ends before it. */
function etherTypeOf(view: DataView, at: number, end: number): number {
  let p = at + ETHER_TYPE_AT;
  while (p + VLAN_TAG_BYTES + 2 <= end && VLAN_TYPES.has(view.getUint16(p))) p += VLAN_TAG_BYTES;
  return p + 2 <= end ? view.getUint16(p) : 0;
}

function writeHeader(view: DataView, { dataAt, tpid }: { dataAt: number; tpid: number }, to: DataView): void {
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    to.setUint8(i, view.getUint8(dataAt + 8 + i));
    to.setUint8(ADDRESS_BYTES + i, view.getUint8(dataAt + i));
  }
  let at = 2 * ADDRESS_BYTES;
  if (tpid !== 0) {
    to.setUint16(at, tpid);
    to.setUint16(at + 2, view.getUint16(dataAt + 20, true));
    at += VLAN_TAG_BYTES;
  }
  to.setUint16(at, view.getUint16(dataAt + 16, true));
}
