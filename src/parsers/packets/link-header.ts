import type { CapturedPacket } from './captured-packet.ts';
import { LinkType } from './captured-packet.ts';

export const EtherType = { can: 0x000c, canFd: 0x000d, ipv4: 0x0800, ipv6: 0x86dd } as const;
/** Tags of virtual networks (802.1Q, 802.1ad and what came before it): four bytes each. */
const VLAN_TAGS = new Set([0x8100, 0x88a8, 0x9100]);
/** Nobody stacks more. */
const MAX_TAGS = 4;
const ETHERNET_BYTES = 14;
const SLL_BYTES = 16;
const SLL2_BYTES = 20;
/** `packet type` of cooked captures: sent by this host. */
const OUTGOING = 4;

/** What the link layer says of a packet; one object, filled anew for each. */
export class LinkHeader {
  /** What the packet carries; -1 when the header is cut off or its kind is not known. */
  etherType = -1;
  /** Where the next layer begins. */
  at = 0;
  /** The interface's number, where packets of several are captured together; -1 without. */
  channel = -1;

  read(packet: CapturedPacket, linkType: number): void {
    this.etherType = -1;
    this.channel = -1;
    const { view, from, to } = packet;
    if (linkType === LinkType.ethernet) this.#take(packet, ETHERNET_BYTES, 12);
    else if (linkType === LinkType.sll) this.#takeCooked(packet, SLL_BYTES, { typeAt: 14, directionAt: 1 });
    else if (linkType === LinkType.sll2) {
      this.#takeCooked(packet, SLL2_BYTES, { typeAt: 0, directionAt: 10 });
      if (from + SLL2_BYTES <= to) this.channel = view.getUint32(from + 4);
    } else if (linkType === LinkType.raw || linkType === LinkType.ipv4 || linkType === LinkType.ipv6) {
      this.at = from;
      this.etherType = from < to && view.getUint8(from) >> 4 === 6 ? EtherType.ipv6 : EtherType.ipv4;
    }
  }

  #takeCooked(packet: CapturedPacket, length: number, places: { typeAt: number; directionAt: number }): void {
    this.#take(packet, length, places.typeAt);
    if (this.etherType >= 0) packet.isSent = packet.bytes[packet.from + places.directionAt] === OUTGOING;
  }

  #take({ view, from, to }: CapturedPacket, length: number, typeAt: number): void {
    if (from + length > to) return;
    this.etherType = view.getUint16(from + typeAt);
    this.at = from + length;
    for (let tags = 0; tags < MAX_TAGS && VLAN_TAGS.has(this.etherType) && this.at + 4 <= to; tags++) {
      this.etherType = view.getUint16(this.at + 2);
      this.at += 4;
    }
  }
}
