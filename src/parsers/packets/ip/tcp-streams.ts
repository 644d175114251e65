import type { CarriedProtocols } from '../carried-protocols.ts';
import type { MessageList } from '../message-list.ts';
import type { Payload } from '../payload.ts';
import type { Hosts } from './hosts.ts';
import type { IpHeader } from './ip-header.ts';
import { TcpStream } from './tcp-stream.ts';

const HEADER_BYTES = 20;
const SYN = 0x02;
const ACK = 0x10;
const PORTS = 0x10000;
/** Directions followed at a time, beyond any vehicle's; the one that was silent longest makes room. At most 64 MiB. */
const MAX_STREAMS = 512;

/** Every direction of every TCP connection of a capture. */
export class TcpStreams {
  readonly #protocols: CarriedProtocols;
  readonly #hosts: Hosts;
  readonly #streams = new Map<string, TcpStream>();
  #uses = 0;

  constructor(protocols: CarriedProtocols, hosts: Hosts) {
    this.#protocols = protocols;
    this.#hosts = hosts;
  }

  add(ip: IpHeader, segment: Payload, found: MessageList): void {
    const { view, bytes, at, end } = segment;
    if (at + HEADER_BYTES > end) return;
    const headerBytes = (bytes[at + 12] >> 4) * 4;
    if (headerBytes < HEADER_BYTES || at + headerBytes > end) return;
    const flags = bytes[at + 13];
    const sequence = view.getUint32(at + 4);
    const stream = this.#streamOf(ip, { source: view.getUint16(at), destination: view.getUint16(at + 2) });
    if (flags & SYN) stream.open(sequence);
    const payload = { ...segment, at: at + headerBytes };
    stream.add({ sequence: flags & SYN ? (sequence + 1) >>> 0 : sequence, payload }, found);
    if (flags & ACK) this.#opposite(ip, view, at)?.acknowledge(view.getUint32(at + 8), found);
  }

  /** No segment comes any more: what waits for a lost one is read without it. */
  finish(found: MessageList): void {
    for (const stream of this.#streams.values()) stream.finish(found);
  }

  #streamOf(ip: IpHeader, ports: { source: number; destination: number }): TcpStream {
    const key = keyOf(ip, ports.source * PORTS + ports.destination, false);
    const known = this.#streams.get(key);
    const stream = known ?? new TcpStream(this.#protocols, this.#hosts.senderOf(ip), ports);
    stream.lastUse = ++this.#uses;
    if (known === undefined) {
      if (this.#streams.size >= MAX_STREAMS) this.#dropSilent();
      this.#streams.set(key, stream);
    }
    return stream;
  }

  #opposite(ip: IpHeader, view: DataView, at: number): TcpStream | undefined {
    return this.#streams.get(keyOf(ip, view.getUint16(at + 2) * PORTS + view.getUint16(at), true));
  }

  #dropSilent(): void {
    let oldest = '';
    let lastUse = Number.POSITIVE_INFINITY;
    for (const [key, stream] of this.#streams) {
      if (stream.lastUse >= lastUse) continue;
      oldest = key;
      lastUse = stream.lastUse;
    }
    this.#streams.delete(oldest);
  }
}

/** Addresses and ports of a segment, or of one the other way: a number per four bytes of addresses takes a third of their text. */
function keyOf({ payload: { view }, addressesAt, addressBytes }: IpHeader, ports: number, isSwapped: boolean): string {
  let key = String(ports);
  const first = isSwapped ? addressBytes : 0;
  for (let i = 0; i < addressBytes; i += 4) key += ` ${view.getUint32(addressesAt + first + i)}`;
  for (let i = 0; i < addressBytes; i += 4) key += ` ${view.getUint32(addressesAt + addressBytes - first + i)}`;
  return key;
}
