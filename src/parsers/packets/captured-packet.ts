/** Link types of pcap and pcapng that Argus reads (tcpdump.org/linktypes.html). */
export const LinkType = {
  ethernet: 1,
  raw: 101,
  sll: 113,
  lin: 212,
  socketCan: 227,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const;

/** Where packets were captured. */
export interface CaptureInterface {
  linkType: number;
  /** The interface's name, at most 15 bytes; empty where the capture does not say. */
  name: Uint8Array;
}

/** One packet of a capture: one object per decoder, filled anew for each. Places count in `bytes`. */
export class CapturedPacket {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The record: the packet and what the capture writes around it. */
  start = 0;
  end = 0;
  /** The packet itself, as far as it was captured. */
  from = 0;
  to = 0;
  /** Bytes on the wire that the capture's snaplen cut off. */
  missing = 0;
  /** Microseconds since 1970 UTC; NaN without. */
  timeUs = Number.NaN;
  /** Sent by the host that captured. */
  isSent = false;
  /** Nothing follows in the capture. */
  isLast = false;

  see(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
