import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { type CapturedPacket, type CaptureInterface, LinkType } from './captured-packet.ts';
import type { CarriedMessage } from './carried-message.ts';
import { CarriedProtocols } from './carried-protocols.ts';
import { FragmentStore } from './ip/fragment-store.ts';
import { Hosts } from './ip/hosts.ts';
import { IpHeader, IpProtocol } from './ip/ip-header.ts';
import { TcpStreams } from './ip/tcp-streams.ts';
import { LinPacketReader } from './lin-packet.ts';
import { EtherType, LinkHeader } from './link-header.ts';
import { MessageList } from './message-list.ts';
import type { Payload } from './payload.ts';
import { type CanPlace, SocketCanReader } from './socket-can.ts';

const UDP_HEADER_BYTES = 8;

/**
 * Makes records of what captured packets carry: CAN and LIN frames, DoIP, SOME/IP and DLT messages in UDP and TCP, put
 * together where they come in parts. A message is cited where its last part lies. What a packet has besides is passed.
 *
 * One packet may hold more messages than a batch takes: then `isOpen` stays true and `drain` goes on with the next batch.
 */
export class PacketReader {
  readonly can: SocketCanReader;
  readonly #place: CanPlace = { at: 0, isFd: false, bus: 0 };
  readonly #lin: LinPacketReader;
  readonly #link = new LinkHeader();
  readonly #ip = new IpHeader();
  readonly #fragments = new FragmentStore();
  readonly #hosts = new Hosts();
  readonly #protocols: CarriedProtocols;
  readonly #tcp: TcpStreams;
  readonly #found = new MessageList();
  /** What a packet is that gave no record. */
  #kind: number = NonRecord.linkPacket;
  #timeUs = Number.NaN;
  /** Of the packet that is being drained. */
  #nextMessage = 0;
  /** The window's, and a view of them. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #packetBytes = 0;
  #usedBytes = 0;
  #hasStrays = false;

  constructor(sources: SourceTable) {
    this.can = new SocketCanReader(sources);
    this.#lin = new LinPacketReader(sources);
    this.#protocols = new CarriedProtocols(sources);
    this.#tcp = new TcpStreams(this.#protocols, this.#hosts);
  }

  get isOpen(): boolean {
    return this.#packetBytes > 0;
  }

  /** Reads one packet into `out`, which must not be full; returns the place behind what was used of it. */
  take(packet: CapturedPacket, from: CaptureInterface, out: RecordBatch): number {
    if (this.#appendFrame(packet, from, out)) return packet.end;
    this.#found.clear(packet);
    this.#kind = NonRecord.linkPacket;
    this.#readLink(packet);
    if (packet.isLast) this.#tcp.finish(this.#found);
    const bytes = packet.end - packet.start;
    if (this.#found.messages.length === 0) {
      out.pass(this.#found.hasFragments ? NonRecord.fragment : this.#kind, bytes);
      return packet.end;
    }
    this.#timeUs = packet.timeUs;
    this.#nextMessage = 0;
    this.#packetBytes = bytes;
    this.#usedBytes = 0;
    const { messages } = this.#found;
    // Each record has a byte of its own at least; only a datagram of thousands of empty messages in fragments has more.
    messages.length = Math.min(messages.length, bytes);
    this.#hasStrays = messages.some(({ endsAt }) => endsAt === 0);
    return this.drain(out.window, packet.start, out);
  }

  /** Adds the messages of the packet under way from `at` on, where the last call ended. */
  drain(window: Window, at: number, out: RecordBatch): number {
    const { messages } = this.#found;
    const origin = at - this.#usedBytes;
    while (this.#nextMessage < messages.length && !out.isFull) {
      const message = messages[this.#nextMessage++];
      const end = this.#endOf(message);
      const place = { start: origin + this.#usedBytes, end: origin + end, timeUs: this.#timeUs };
      if (message.isInWindow) this.#placeMessage(message, window.bytes, origin);
      if (message.protocol.append(message, place, out)) this.#usedBytes = end;
    }
    if (this.#nextMessage === messages.length) this.#close(out);
    return origin + this.#usedBytes;
  }

  /** In the window as it lies now; a message is placed once, right before it is read. */
  #placeMessage(message: CarriedMessage, bytes: Uint8Array, origin: number): void {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    message.bytes = bytes;
    message.view = this.#view;
    message.from += origin;
    message.to += origin;
  }

  #close(out: RecordBatch): void {
    out.pass(this.#kind, this.#packetBytes - this.#usedBytes);
    this.#usedBytes = this.#packetBytes;
    this.#packetBytes = 0;
  }

  /**
   * A record ends where its message does, the packet's last one with the packet. What waited for an earlier part lies
   * elsewhere: it is given one byte, so that each record has a place of its own.
   */
  #endOf({ endsAt }: CarriedMessage): number {
    if (this.#nextMessage === this.#found.messages.length) return this.#packetBytes;
    return this.#hasStrays || endsAt <= this.#usedBytes ? this.#usedBytes + 1 : endsAt;
  }

  #appendFrame(packet: CapturedPacket, { linkType, name }: CaptureInterface, out: RecordBatch): boolean {
    if (linkType === LinkType.socketCan) {
      return this.can.append(packet, this.#placeOf(packet.from, false, this.can.busOf(name, -1)), out);
    }
    if (linkType === LinkType.lin) return this.#lin.append(packet, out);
    this.#link.read(packet, linkType);
    const { etherType, at, channel } = this.#link;
    if (etherType !== EtherType.can && etherType !== EtherType.canFd) return false;
    const place = this.#placeOf(at, etherType === EtherType.canFd, this.can.busOf(name, channel));
    return this.can.append(packet, place, out);
  }

  #placeOf(at: number, isFd: boolean, bus: number): CanPlace {
    this.#place.at = at;
    this.#place.isFd = isFd;
    this.#place.bus = bus;
    return this.#place;
  }

  #readLink(packet: CapturedPacket): void {
    const { etherType, at } = this.#link;
    if (etherType !== EtherType.ipv4 && etherType !== EtherType.ipv6) return;
    const { bytes, view, to, missing } = packet;
    if (!this.#ip.read({ bytes, view, at, end: to, missing, isInWindow: true })) return;
    this.#kind = NonRecord.ipPacket;
    if (!this.#ip.isFragment) this.#readTransport(this.#ip.payload);
    else {
      this.#found.hasFragments = true;
      const whole = this.#fragments.add(this.#ip);
      if (whole) this.#readTransport(whole);
    }
  }

  #readTransport(payload: Payload): void {
    if (this.#ip.protocol === IpProtocol.tcp) {
      this.#kind = NonRecord.tcpPacket;
      this.#tcp.add(this.#ip, payload, this.#found);
    } else if (this.#ip.protocol === IpProtocol.udp) {
      this.#kind = NonRecord.udpPacket;
      this.#readDatagram(payload);
    }
  }

  #readDatagram(udp: Payload): void {
    const { view, at } = udp;
    if (at + UDP_HEADER_BYTES > udp.end) return;
    const ports = { source: view.getUint16(at), destination: view.getUint16(at + 2) };
    const payload = limited(udp, view.getUint16(at + 4));
    const protocol = this.#protocols.ofDatagram(payload, ports);
    if (!protocol) return;
    const host = this.#hosts.senderOf(this.#ip);
    const receiver = this.#hosts.receiverOf(this.#ip);
    for (let from = payload.at; from < payload.end; ) {
      const length = protocol.lengthAt(view, from, payload.end);
      if (length <= 0) return;
      const to = Math.min(from + length, payload.end);
      const isCut = to < from + length;
      const endsAt = payload.isInWindow ? to : 0;
      this.#found.add({ ...payload, protocol, host, receiver, from, to, isCut, endsAt });
      from = to;
    }
  }
}

/** The payload of a datagram whose header says that it has `length` bytes in all. */
function limited(udp: Payload, length: number): Payload {
  const sent = udp.end - udp.at + udp.missing;
  const own = length >= UDP_HEADER_BYTES && length <= sent ? length : sent;
  const end = Math.min(udp.end, udp.at + own);
  return { ...udp, at: udp.at + UDP_HEADER_BYTES, end, missing: udp.at + own - end };
}
