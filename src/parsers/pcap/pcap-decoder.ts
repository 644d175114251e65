import type { Decoder } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import { CapturedPacket, LinkType } from '../packets/captured-packet.ts';
import { PacketReader } from '../packets/packet-reader.ts';
import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import {
  FILE_HEADER_BYTES,
  findMagic,
  MAX_PACKET_BYTES,
  MAX_SECONDS_APART,
  PACKET_HEADER_BYTES,
  type PcapHeader,
  readFileHeader,
} from './pcap-header.ts';
import { UsualCanPackets } from './usual-can-packets.ts';

const NEEDS_MORE = -1;
const NOT_SOUND = -2;
/** How far behind a header that may be none a likely one is looked for: some packets of the usual size. */
const MISALIGNED_BYTES = 4096;
/** A file of which so many packets look odd is by an odd writer. */
const MAX_DOUBTS = 256;

/** The pcap layout. A header that cannot be one begins damage, which ends where two sound ones follow each other. */
export class PcapDecoder implements Decoder {
  readonly #packets: PacketReader;
  readonly #packet = new CapturedPacket();
  readonly #usual: UsualCanPackets;
  readonly #gap = new OpenGap();
  #header: PcapHeader | undefined;
  #isSeeking = false;
  #doubts = 0;
  /** A packet in the window that was looked at when the one before it was taken, and where it ends. */
  #knownAt = -1;
  #knownEnd = 0;
  #lastSeconds = Number.NaN;
  #end = 0;
  #isLast = false;

  constructor(sources: SourceTable) {
    this.#packets = new PacketReader(sources);
    this.#usual = new UsualCanPackets(this.#packets.can);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#packet.see(window.bytes);
    this.#end = window.end;
    this.#knownAt = -1;
    this.#isLast = window.isLast;
    let p = this.#packets.isOpen ? this.#packets.drain(window, at, out) : at;
    if (!this.#header) p = this.#readFileHeader(out, p);
    const header = this.#header;
    while (header && p < window.end && !out.isFull && !this.#packets.isOpen) {
      const next = this.#step(out, p, header);
      if (next === p) break;
      p = next === this.#knownAt ? this.#readUsual(out, next, header) : next;
    }
    if (window.isLast && p === window.end) this.#gap.close(out, p);
    return p;
  }

  #readFileHeader(out: RecordBatch, at: number): number {
    const magic = findMagic(this.#packet.bytes.subarray(at, this.#end));
    if (magic && at + FILE_HEADER_BYTES <= this.#end) {
      this.#header = readFileHeader(this.#packet.view, at, magic);
      out.pass(NonRecord.header, FILE_HEADER_BYTES);
      return at + FILE_HEADER_BYTES;
    }
    if (!this.#isLast) return at;
    out.addGap(at, this.#end - at, magic ? 'cut-off-file' : 'garbage');
    return this.#end;
  }

  /** From a known packet on; what it ends at is known, too. */
  #readUsual(out: RecordBatch, at: number, header: PcapHeader): number {
    if (header.linkType !== LinkType.socketCan || this.#packets.isOpen) return at;
    const { view } = this.#packet;
    const p = this.#usual.read(view, { at, end: this.#end, lastSeconds: this.#lastSeconds }, header, out);
    this.#lastSeconds = this.#usual.lastSeconds;
    this.#knownAt = p;
    this.#knownEnd = p + PACKET_HEADER_BYTES + view.getUint32(p + 8, header.isLittleEndian);
    return p;
  }

  /** Moves on by one packet or over damage; stays when more bytes are needed. */
  #step(out: RecordBatch, at: number, header: PcapHeader): number {
    if (this.#isSeeking) return this.#seek(out, at, header);
    const isKnown = at === this.#knownAt;
    const end = isKnown ? this.#knownEnd : this.#packetEnd(at, header);
    if (end === NOT_SOUND) return this.#seek(out, at, header);
    if (end === NEEDS_MORE || end > this.#end) return this.#isLast ? this.#loseTail(out, at, header) : at;
    const hasFollower = end + PACKET_HEADER_BYTES <= this.#end;
    if (!hasFollower && !this.#isLast) return at;
    const isLikely = isKnown
      ? this.#isNear(at, header, this.#lastSeconds)
      : this.#isLikelyAt(at, header, this.#lastSeconds);
    if (!isLikely && this.#doubts < MAX_DOUBTS) return this.#doubt(out, at, header);
    if (hasFollower && !this.#know(end, header)) {
      const inner = this.#findInside(at + 1, end, header);
      if (inner > 0) return this.#cut(out, at, inner);
    }
    this.#gap.close(out, at);
    return this.#take(out, at, header);
  }

  /** Whether a packet is likely to begin where the one under way ends. */
  #know(at: number, header: PcapHeader): boolean {
    const isLikely = this.#isLikelyAt(at, header, this.#lastSeconds);
    this.#knownAt = isLikely ? at : -1;
    this.#knownEnd = at + PACKET_HEADER_BYTES + this.#packet.view.getUint32(at + 8, header.isLittleEndian);
    return isLikely;
  }

  /** A clock that was set, or damage: likely packets of before lie near, or nothing of the new time follows. */
  #doubt(out: RecordBatch, at: number, header: PcapHeader): number {
    const end = this.#packetEnd(at, header);
    if (end + MISALIGNED_BYTES > this.#end && !this.#isLast) return at;
    const inner = this.#findInside(at + 1, Math.min(this.#end, end + MISALIGNED_BYTES), header);
    if (inner > 0) return this.#cut(out, at, inner);
    this.#doubts++;
    const seconds = this.#packet.view.getUint32(at, header.isLittleEndian);
    if (end !== this.#end && !this.#isLikelyAt(end, header, seconds)) return this.#seek(out, at, header);
    this.#gap.close(out, at);
    return this.#take(out, at, header);
  }

  #take(out: RecordBatch, at: number, header: PcapHeader): number {
    const { view } = this.#packet;
    const { isLittleEndian, unitsPerUs } = header;
    const packet = this.#packet;
    this.#lastSeconds = view.getUint32(at, isLittleEndian);
    const captured = view.getUint32(at + 8, isLittleEndian);
    const fraction = view.getUint32(at + 4, isLittleEndian);
    packet.timeUs = this.#lastSeconds * 1e6 + (unitsPerUs === 1 ? fraction : Math.floor(fraction / unitsPerUs));
    packet.start = at;
    packet.from = at + PACKET_HEADER_BYTES;
    packet.to = packet.from + captured;
    packet.end = packet.to;
    packet.missing = Math.max(0, view.getUint32(at + 12, isLittleEndian) - captured);
    packet.isSent = false;
    packet.isLast = this.#isLast && packet.end === this.#end;
    return this.#packets.take(packet, header, out);
  }

  /** Where the packet whose header would stand at `at` ends, possibly beyond the window. */
  #packetEnd(at: number, { isLittleEndian, unitsPerUs }: PcapHeader): number {
    if (at + PACKET_HEADER_BYTES > this.#end) return NEEDS_MORE;
    const { view } = this.#packet;
    const captured = view.getUint32(at + 8, isLittleEndian);
    if (captured > MAX_PACKET_BYTES || this.#isZero(at) || view.getUint32(at + 4, isLittleEndian) >= unitsPerUs * 1e6)
      return NOT_SOUND;
    return at + PACKET_HEADER_BYTES + captured;
  }

  /** Room that a file system gave and nobody wrote to. */
  #isZero(at: number): boolean {
    const { view } = this.#packet;
    for (let i = 0; i < PACKET_HEADER_BYTES; i += 4) if (view.getUint32(at + i) !== 0) return false;
    return true;
  }

  /** A header of no odd length and of a time near `nearSeconds` (NaN: any); true of one that is not all there, too. */
  #isLikelyAt(at: number, header: PcapHeader, nearSeconds: number): boolean {
    if (this.#packetEnd(at, header) < 0) return at + PACKET_HEADER_BYTES > this.#end;
    const { view } = this.#packet;
    const captured = view.getUint32(at + 8, header.isLittleEndian);
    const onWire = view.getUint32(at + 12, header.isLittleEndian);
    // Some writers leave the length on the wire at 0.
    if (captured === 0 || (onWire < captured && onWire > 0) || onWire > MAX_PACKET_BYTES) return false;
    return this.#isNear(at, header, nearSeconds);
  }

  #isNear(at: number, { isLittleEndian }: PcapHeader, nearSeconds: number): boolean {
    const seconds = this.#packet.view.getUint32(at, isLittleEndian);
    return !(Math.abs(seconds - nearSeconds) >= MAX_SECONDS_APART);
  }

  /** As `#packetEnd`, of a likely packet of about the time of the last one. */
  #likelyEnd(at: number, header: PcapHeader): number {
    const end = this.#packetEnd(at, header);
    return end >= 0 && !this.#isLikelyAt(at, header, this.#lastSeconds) ? NOT_SOUND : end;
  }

  /** The packet promises more than it has: another one begins inside. */
  #cut(out: RecordBatch, at: number, inner: number): number {
    this.#gap.close(out, at);
    this.#gap.open(out, at, 'truncated-record');
    this.#gap.close(out, inner);
    return inner;
  }

  /** Goes on to the first likely packet that another one, or the end of the file, follows. */
  #seek(out: RecordBatch, at: number, header: PcapHeader): number {
    this.#gap.open(out, at, 'garbage');
    for (let p = this.#isSeeking ? at : at + 1; p < this.#end; p++) {
      const end = this.#likelyEnd(p, header);
      if (end === NOT_SOUND) continue;
      this.#isSeeking = true;
      const isWhole = end !== NEEDS_MORE && end + PACKET_HEADER_BYTES <= this.#end;
      if (!isWhole && !this.#isLast) return p;
      if (end !== this.#end && (!isWhole || this.#likelyEnd(end, header) === NOT_SOUND)) continue;
      this.#isSeeking = false;
      return p === at ? this.#step(out, p, header) : p;
    }
    return this.#end;
  }

  /** A likely packet that lies in `[from, end)` with another one, or `end`, behind it; 0 without. */
  #findInside(from: number, end: number, header: PcapHeader): number {
    for (let at = from; at + PACKET_HEADER_BYTES <= end; at++) {
      const stop = this.#likelyEnd(at, header);
      if (stop < 0 || stop > end) continue;
      if (stop === end || this.#likelyEnd(stop, header) !== NOT_SOUND) return at;
    }
    return 0;
  }

  #loseTail(out: RecordBatch, at: number, header: PcapHeader): number {
    const inner = this.#findInside(at + 1, this.#end, header);
    if (inner > 0) return this.#cut(out, at, inner);
    this.#gap.open(out, at, 'cut-off-file');
    return this.#end;
  }
}
