import type { MessageHead } from './uds.ts';

/** What a tester announces with 0x34, in the layout of the protocol that it speaks. */
interface DownloadRequest {
  /** 0 where the request does not say, or cannot be read. */
  announcedBytes: number;
  /** Compressed data is shorter than what it fills: sizes cannot be compared. */
  isCompressed: boolean;
  /** UDS and KWP end a download with 0x37; GMLAN (GMW3110) goes on with the next one, or back to normal mode. */
  hasExit: boolean;
}

/** `34 <address u24> <format> <size u24>`; the upper half of the format names the compression (ISO 14230-3). */
const KWP_BYTES = 8;
const KWP_FORMAT_AT = 4;
/** `34 <format> <size>`, two to four bytes of size, which is that of the room for a block and not of all. */
const GMLAN_BYTES = { least: 4, most: 6 };

export function readDownloadRequest(request: MessageHead): DownloadRequest {
  const { bytes, length } = request;
  const isUds = length >= udsBytes(request);
  if (!isUds && length === KWP_BYTES) {
    const isCompressed = bytes[KWP_FORMAT_AT] >>> 4 !== 0;
    return { announcedBytes: numberAt(bytes, KWP_FORMAT_AT + 1, 3), isCompressed, hasExit: true };
  }
  const isGmlan = !isUds && length >= GMLAN_BYTES.least && length <= GMLAN_BYTES.most;
  return { announcedBytes: announcedSize(request), isCompressed: bytes[1] >>> 4 !== 0, hasExit: !isGmlan };
}

/** Of `34 <dataFormat> <sizeBytes:4 addressBytes:4> <address> <size>` (ISO 14229-1); endless where one of them is missing. */
function udsBytes({ bytes }: MessageHead): number {
  const [sizeBytes, addressBytes] = [bytes[2] >>> 4, bytes[2] & 0x0f];
  return sizeBytes > 0 && addressBytes > 0 ? 3 + addressBytes + sizeBytes : Number.POSITIVE_INFINITY;
}

/** memorySize of a request of UDS; 0 when the message is too short. */
export function announcedSize({ bytes, kept }: MessageHead): number {
  const sizeBytes = bytes[2] >>> 4;
  const from = 3 + (bytes[2] & 0x0f);
  return from + sizeBytes > kept ? 0 : numberAt(bytes, from, sizeBytes);
}

function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let number = 0;
  for (let i = 0; i < count; i++) number = number * 256 + bytes[at + i];
  return number;
}
