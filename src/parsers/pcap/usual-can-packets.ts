import { closeFrameRun, MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import { FD_FORMAT, HEADER_BYTES, type SocketCanReader } from '../packets/socket-can.ts';
import { BATCH_CAPACITY, Flag, type RecordBatch } from '../record-batch.ts';
import { MAX_PACKET_BYTES, MAX_SECONDS_APART, PACKET_HEADER_BYTES, type PcapHeader } from './pcap-header.ts';

const EXTENDED = 0x80000000;
const EXTENDED_IDS = 0x1fffffff;
const STANDARD_IDS = 0x7ff;

/** In the window: where the first packet begins, and where what was read of the capture ends. */
interface Run {
  at: number;
  end: number;
  /** Of the packet before. */
  lastSeconds: number;
}

/**
 * The packets that make up nearly all of a capture of a CAN bus: classic data frames, one behind the other. Reads a run of
 * them in one loop, straight into the columns, each as `PcapDecoder` would; whatever is not plain is left to that one.
 * Measured twice as fast.
 */
export class UsualCanPackets {
  readonly #can: SocketCanReader;
  /** Of the last packet of the run. */
  lastSeconds = Number.NaN;

  constructor(can: SocketCanReader) {
    this.#can = can;
  }

  /** From a likely packet on, as long as a likely one follows; returns where the run ends: a likely packet is there. */
  read(view: DataView, { at, end, lastSeconds }: Run, header: PcapHeader, out: RecordBatch): number {
    const { isLittleEndian, unitsPerUs } = header;
    const { start, end: ends, bodyStart, bodyEnd, flags, id: ids, source, timeUs } = out;
    const bus = this.#can.busOf(header.name, -1);
    const first = out.count;
    let i = first;
    let p = at;
    let last = lastSeconds;
    for (; i < BATCH_CAPACITY; i++) {
      const seconds = view.getUint32(p, isLittleEndian);
      const next = p + PACKET_HEADER_BYTES + view.getUint32(p + 8, isLittleEndian);
      if (Math.abs(seconds - last) >= MAX_SECONDS_APART || next + PACKET_HEADER_BYTES > end) break;
      if (!isLikelyAt(view, next, header) || Math.abs(view.getUint32(next, isLittleEndian) - last) >= MAX_SECONDS_APART)
        break;
      const body = p + PACKET_HEADER_BYTES + HEADER_BYTES;
      const length = view.getUint8(body - 4);
      if (length > MAX_CLASSIC_BYTES || body + length > next || view.getUint8(body - 3) & FD_FORMAT) break;
      const id = this.#can.readId(view, p + PACKET_HEADER_BYTES);
      // Neither remote nor an error, which have flags of their own.
      const isExtended = id >= EXTENDED;
      const plainId = isExtended ? id - EXTENDED : id;
      if (plainId > (isExtended ? EXTENDED_IDS : STANDARD_IDS)) break;
      const fraction = view.getUint32(p + 4, isLittleEndian);
      start[i] = p;
      ends[i] = next;
      bodyStart[i] = body;
      bodyEnd[i] = body + length;
      flags[i] = isExtended ? Flag.extendedId : 0;
      ids[i] = plainId;
      source[i] = this.#can.senderOf(bus, plainId, isExtended);
      timeUs[i] = seconds * 1e6 + (unitsPerUs === 1 ? fraction : Math.floor(fraction / unitsPerUs));
      last = seconds;
      p = next;
    }
    this.lastSeconds = last;
    out.count = i;
    closeFrameRun(out, first, out.uptimeUs);
    return p;
  }
}

/** As `PcapDecoder` says it of any packet, apart from its time. */
function isLikelyAt(view: DataView, at: number, { isLittleEndian, unitsPerUs }: PcapHeader): boolean {
  const captured = view.getUint32(at + 8, isLittleEndian);
  const onWire = view.getUint32(at + 12, isLittleEndian);
  const isSound =
    captured > 0 && captured <= MAX_PACKET_BYTES && view.getUint32(at + 4, isLittleEndian) < unitsPerUs * 1e6;
  return isSound && (onWire >= captured || onWire === 0) && onWire <= MAX_PACKET_BYTES;
}
