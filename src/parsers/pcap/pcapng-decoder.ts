import { MAX_BUS_LENGTH } from '../frames/frame-sources.ts';
import type { Decoder } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import { CapturedPacket, type CaptureInterface } from '../packets/captured-packet.ts';
import { PacketReader } from '../packets/packet-reader.ts';
import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { CaptureClock } from './capture-clock.ts';
import { MAX_PACKET_BYTES } from './pcap-header.ts';
import {
  BLOCK_FRAME_BYTES,
  BLOCK_HEADER_BYTES,
  BlockType,
  byteOrderOf,
  eachOption,
  isKnownType,
} from './pcapng-blocks.ts';

/** What stands between packets and is passed over may be longer than one; beyond this it is damage. */
const LONG_TYPES = new Set<number>([
  BlockType.nameResolution,
  BlockType.journalExport,
  BlockType.decryptionSecrets,
  BlockType.custom,
  BlockType.customNotCopied,
]);
const MAX_LONG_BYTES = 16 << 20;
const MAX_INTERFACES = 4096;
/** Interface, time in two words, captured length, length on the wire. */
const PACKET_FIELDS_BYTES = 20;
const PACKET_TYPES = new Set<number>([BlockType.enhancedPacket, BlockType.packet, BlockType.simplePacket]);
/** `if_tsresol` where an interface says nothing: ten to the power of minus six. */
const MICROSECONDS = 6;
const Option = { name: 2, resolution: 9, offset: 14, packetFlags: 2 } as const;
const DIRECTION_MASK = 3;
const OUTBOUND = 2;
const NEEDS_MORE = -1;
const NOT_SOUND = -2;

interface PcapngInterface extends CaptureInterface {
  clock: CaptureClock;
}

/** The pcapng layout: sections of blocks, each of which says its length twice. */
export class PcapngDecoder implements Decoder {
  readonly #packets: PacketReader;
  readonly #packet = new CapturedPacket();
  readonly #gap = new OpenGap();
  #isLittleEndian = true;
  #interfaces: PcapngInterface[] = [];
  /** Bytes left of a block that is passed over. */
  #skip = 0;
  #isSeeking = false;
  #end = 0;
  #isLast = false;

  constructor(sources: SourceTable) {
    this.#packets = new PacketReader(sources);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#packet.see(window.bytes);
    this.#end = window.end;
    this.#isLast = window.isLast;
    let p = this.#packets.isOpen ? this.#packets.drain(window, at, out) : at;
    while (p < window.end && !out.isFull && !this.#packets.isOpen) {
      const next = this.#skip > 0 ? this.#pass(out, p) : this.#step(out, p);
      if (next === p) break;
      p = next;
    }
    if (window.isLast && p === window.end) this.#gap.close(out, p);
    return p;
  }

  #pass(out: RecordBatch, at: number): number {
    const bytes = Math.min(this.#skip, this.#end - at);
    out.pass(NonRecord.structure, bytes, 0);
    this.#skip -= bytes;
    return at + bytes;
  }

  /** Moves on by one block or over damage; stays when more bytes are needed. */
  #step(out: RecordBatch, at: number): number {
    if (this.#isSeeking) return this.#seek(out, at);
    const end = this.#blockEnd(at);
    if (end === NOT_SOUND) return this.#seek(out, at);
    if (end === NEEDS_MORE) return this.#isLast ? this.#loseTail(out, at) : at;
    // What waits for a lost segment ends with the last packet.
    if (end === this.#end && !this.#isLast) return at;
    this.#gap.close(out, at);
    return this.#take(out, at, end);
  }

  /** Goes on to the next whole block of a known type. */
  #seek(out: RecordBatch, at: number): number {
    this.#gap.open(out, at, 'garbage');
    for (let p = this.#isSeeking ? at : at + 1; p < this.#end; p++) {
      const end = this.#packetBlockEnd(p);
      if (end === NOT_SOUND || (end !== NEEDS_MORE && !isKnownType(this.#typeAt(p)))) continue;
      this.#isSeeking = end === NEEDS_MORE;
      if (!this.#isSeeking) return p === at ? this.#step(out, p) : p;
      if (!this.#isLast) return p;
    }
    return this.#end;
  }

  /** The block promises more than the file has: it was cut, or its length is damaged and others follow. */
  #loseTail(out: RecordBatch, at: number): number {
    for (let p = at + 4; p + BLOCK_FRAME_BYTES <= this.#end; p++) {
      if (this.#packetBlockEnd(p) < 0 || !isKnownType(this.#typeAt(p))) continue;
      this.#gap.open(out, at, 'garbage');
      return p;
    }
    this.#gap.open(out, at, 'cut-off-file');
    return this.#end;
  }

  /** Where the block at `at` ends; a long one that holds no packet may end beyond the window. */
  #blockEnd(at: number): number {
    const { view } = this.#packet;
    if (at + BLOCK_FRAME_BYTES > this.#end) return NEEDS_MORE;
    const order = byteOrderOf(view, at);
    const isLittleEndian = order ? order === 'little' : this.#isLittleEndian;
    const length = view.getUint32(at + 4, isLittleEndian);
    if (length < BLOCK_FRAME_BYTES || length % 4 !== 0) return NOT_SOUND;
    if (length > MAX_PACKET_BYTES) return this.#isLongBlock(at, length) ? at + length : NOT_SOUND;
    if (at + length > this.#end) return NEEDS_MORE;
    return view.getUint32(at + length - 4, isLittleEndian) === length ? at + length : NOT_SOUND;
  }

  /** Of what is looked for behind damage: whose length stands at its end, too, within reach. */
  #packetBlockEnd(at: number): number {
    const end = this.#blockEnd(at);
    return end - at > MAX_PACKET_BYTES ? NOT_SOUND : end;
  }

  #isLongBlock(at: number, length: number): boolean {
    return length <= MAX_LONG_BYTES && LONG_TYPES.has(this.#typeAt(at));
  }

  #typeAt(at: number): number {
    return this.#packet.view.getUint32(at, this.#isLittleEndian);
  }

  #take(out: RecordBatch, at: number, end: number): number {
    const order = byteOrderOf(this.#packet.view, at);
    if (order) this.#isLittleEndian = order === 'little';
    const type = this.#typeAt(at);
    if (PACKET_TYPES.has(type)) return this.#takePacket(out, at, end);
    if (type === BlockType.sectionHeader) this.#interfaces = [];
    else if (type === BlockType.interfaceDescription) this.#addInterface(at + BLOCK_HEADER_BYTES, end - 4);
    const bytes = Math.min(end, this.#end) - at;
    out.pass(type === BlockType.sectionHeader ? NonRecord.header : NonRecord.structure, bytes);
    this.#skip = end - at - bytes;
    return at + bytes;
  }

  #takePacket(out: RecordBatch, at: number, end: number): number {
    const packet = this.#packet;
    const body = at + BLOCK_HEADER_BYTES;
    const isSimple = this.#typeAt(at) === BlockType.simplePacket;
    const from = this.#interfaces[isSimple ? 0 : this.#readInterfaceId(body, end)];
    packet.start = at;
    packet.end = end;
    packet.isSent = false;
    packet.isLast = this.#isLast && end === this.#end;
    if (from && (isSimple ? this.#readSimple(body, end - 4) : this.#readEnhanced(body, end - 4, from.clock)))
      return this.#packets.take(packet, from, out);
    out.addGap(at, end - at, 'invalid-length');
    return end;
  }

  #readInterfaceId(body: number, end: number): number {
    if (body + PACKET_FIELDS_BYTES + 4 > end) return -1;
    const { view } = this.#packet;
    // The obsolete packet block counts drops in the other half of the word.
    const isObsolete = this.#typeAt(body - BLOCK_HEADER_BYTES) === BlockType.packet;
    return isObsolete ? view.getUint16(body, this.#isLittleEndian) : view.getUint32(body, this.#isLittleEndian);
  }

  #readEnhanced(body: number, bodyEnd: number, clock: CaptureClock): boolean {
    const packet = this.#packet;
    const { view } = packet;
    const captured = view.getUint32(body + 12, this.#isLittleEndian);
    packet.timeUs = clock.timeUs(
      view.getUint32(body + 4, this.#isLittleEndian),
      view.getUint32(body + 8, this.#isLittleEndian),
    );
    packet.from = body + PACKET_FIELDS_BYTES;
    packet.to = packet.from + captured;
    packet.missing = Math.max(0, view.getUint32(body + 16, this.#isLittleEndian) - captured);
    if (packet.to > bodyEnd) return false;
    const at = packet.from + ((captured + 3) & ~3);
    eachOption({ view, at, end: bodyEnd, isLittleEndian: this.#isLittleEndian }, (code, place, length) => {
      if (code === Option.packetFlags && length === 4)
        packet.isSent = (view.getUint32(place, this.#isLittleEndian) & DIRECTION_MASK) === OUTBOUND;
    });
    return true;
  }

  /** Captured up to the block's end, on the first interface, without a time. */
  #readSimple(body: number, bodyEnd: number): boolean {
    const packet = this.#packet;
    if (body + 4 > bodyEnd) return false;
    const onWire = packet.view.getUint32(body, this.#isLittleEndian);
    packet.timeUs = Number.NaN;
    packet.from = body + 4;
    packet.to = Math.min(bodyEnd, packet.from + onWire);
    packet.missing = onWire - (packet.to - packet.from);
    return true;
  }

  #addInterface(body: number, end: number): void {
    if (body + 8 > end || this.#interfaces.length >= MAX_INTERFACES) return;
    const { view, bytes } = this.#packet;
    const isLittleEndian = this.#isLittleEndian;
    let name = new Uint8Array(0);
    let resolution = MICROSECONDS;
    let offset = 0;
    eachOption({ view, at: body + 8, end, isLittleEndian }, (code, at, length) => {
      if (code === Option.name) name = bytes.slice(at, at + Math.min(length, MAX_BUS_LENGTH));
      else if (code === Option.resolution && length === 1) resolution = view.getUint8(at);
      else if (code === Option.offset && length === 8) offset = Number(view.getBigInt64(at, isLittleEndian));
    });
    const linkType = view.getUint16(body, isLittleEndian);
    this.#interfaces.push({ linkType, name: printable(name), clock: new CaptureClock(resolution, offset) });
  }
}

/** Names go into the report: what is no printable ASCII shows as `-`. */
const printable = (name: Uint8Array): Uint8Array => name.map((byte) => (byte < 0x21 || byte > 0x7e ? 0x2d : byte));
