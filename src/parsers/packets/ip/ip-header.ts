import { copiedPayload, type Payload } from '../payload.ts';

export const IpProtocol = { tcp: 6, udp: 17 } as const;

const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
/** Extension headers of IPv6 that may stand before TCP or UDP (RFC 8200), and the fragment header. */
const IPV6_FRAGMENT = 44;
const IPV6_AUTHENTICATION = 51;
const IPV6_EXTENSIONS = new Set([0, 43, 60, IPV6_FRAGMENT, IPV6_AUTHENTICATION]);
/** A sender puts each at most once, destination options twice. */
const MAX_EXTENSIONS = 8;

/** The header of one IP packet, version 4 or 6, and where what it carries lies. One object, filled anew for each packet. */
export class IpHeader {
  /** Where the addresses stand: the sender's, then the receiver's. */
  bytes: Uint8Array = new Uint8Array(0);
  addressesAt = 0;
  addressBytes: 4 | 16 = 4;
  protocol = 0;
  payload: Payload = copiedPayload(this.bytes, 0);
  isFragment = false;
  /** Of the datagram that the packet is a fragment of. */
  fragmentId = 0;
  fragmentOffset = 0;
  hasMoreFragments = false;

  /** False when no whole IP header stands at `layer.at`. */
  read(layer: Payload): boolean {
    const { bytes, at, end } = layer;
    this.bytes = bytes;
    this.isFragment = false;
    this.payload = { ...layer };
    const version = at < end ? bytes[at] >> 4 : 0;
    if (version === 4) return this.#readV4(layer);
    return version === 6 && this.#readV6(layer);
  }

  #readV4({ bytes, view, at, end }: Payload): boolean {
    const headerBytes = (bytes[at] & 0x0f) * 4;
    if (headerBytes < IPV4_BYTES || at + headerBytes > end) return false;
    const total = view.getUint16(at + 2);
    const fragment = view.getUint16(at + 6);
    this.addressesAt = at + 12;
    this.addressBytes = 4;
    this.protocol = bytes[at + 9];
    this.fragmentId = view.getUint16(at + 4);
    this.#setFragment((fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0);
    this.payload.at = at + headerBytes;
    // A network card that cuts long packets by itself is given ones without a length.
    return total === 0 || this.#limit(at + total);
  }

  #readV6({ bytes, view, at, end }: Payload): boolean {
    if (at + IPV6_BYTES > end) return false;
    this.addressesAt = at + 8;
    this.addressBytes = 16;
    this.protocol = bytes[at + 6];
    this.payload.at = at + IPV6_BYTES;
    const length = view.getUint16(at + 4);
    if (length > 0 && !this.#limit(at + IPV6_BYTES + length)) return false;
    for (let n = 0; n < MAX_EXTENSIONS && IPV6_EXTENSIONS.has(this.protocol); n++) {
      if (!this.#skipExtension()) return false;
    }
    return true;
  }

  #skipExtension(): boolean {
    const { bytes, view, at, end } = this.payload;
    if (at + 8 > end) return false;
    const isFragment = this.protocol === IPV6_FRAGMENT;
    if (isFragment) {
      const word = view.getUint16(at + 2);
      this.fragmentId = view.getUint32(at + 4);
      this.#setFragment(word & 0xfff8, (word & 1) !== 0);
    }
    const length = isFragment
      ? 8
      : this.protocol === IPV6_AUTHENTICATION
        ? (bytes[at + 1] + 2) * 4
        : (bytes[at + 1] + 1) * 8;
    this.protocol = bytes[at];
    this.payload.at = at + length;
    return this.payload.at <= end;
  }

  #setFragment(offset: number, hasMore: boolean): void {
    this.fragmentOffset = offset;
    this.hasMoreFragments = hasMore;
    this.isFragment = offset > 0 || hasMore;
  }

  /** The packet ends at `end`: what the link layer has behind is padding, what was not captured is missing. */
  #limit(end: number): boolean {
    const { payload } = this;
    if (end < payload.at) return false;
    payload.missing = Math.max(0, end - payload.end);
    payload.end = Math.min(payload.end, end);
    return true;
  }
}
