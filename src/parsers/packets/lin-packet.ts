import { appendFrame, BusFrame } from '../frames/bus-frame.ts';
import { FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import type { CapturedPacket } from './captured-packet.ts';

/**
 * Revision u8, three bytes reserved, then length, type and checksum type in one byte, protected id, checksum, errors, data
 * (tcpdump.org LINKTYPE_LIN).
 */
const HEADER_BYTES = 8;
const FRAME_TYPE = 0;
const ID_MASK = 0x3f;
const ERROR_MASK = 0x3f;

export class LinPacketReader {
  readonly #sources: FrameSources;
  readonly #frame = new BusFrame();

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
  }

  /** False when the packet is no frame: an event of the bus (sleep, wake-up), or too short. */
  append(packet: CapturedPacket, out: RecordBatch): boolean {
    const { bytes, from, to } = packet;
    if (from + HEADER_BYTES > to || ((bytes[from + 4] >> 2) & 3) !== FRAME_TYPE) return false;
    const frame = this.#frame;
    frame.bodyStart = from + HEADER_BYTES;
    frame.clear();
    frame.timeUs = packet.timeUs;
    frame.id = bytes[from + 5] & ID_MASK;
    if (bytes[from + 7] & ERROR_MASK) frame.flags = Flag.errorFrame;
    frame.bodyEnd = Math.min(to, frame.bodyStart + (bytes[from + 4] >> 4));
    frame.source = this.#sources.sourceOf(this.#sources.channel(Network.lin, NO_CHANNEL), frame.id, false);
    appendFrame(out, packet.start, packet.end, frame);
    return true;
  }
}
