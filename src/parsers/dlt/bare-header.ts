import { bytesToLength, declaredLength, protocolVersion } from './message-reader.ts';
import { headerBytesV1 } from './message-v1.ts';
import { BASE_HEADER_BYTES_V2 } from './message-v2.ts';

/** MSIN of the extended header follows the optional words; APID and CTID close it. */
const EXTENDED_HEADER_BYTES = 10;

/** A message without marker as its own bytes describe it; `end` may lie beyond the bytes at hand. */
export const NEEDS_MORE = -1;
export const NO_HEADER = -2;

/**
 * Where the message whose standard header would stand at `at` ends, or `NO_HEADER` when these bytes are none, or
 * `NEEDS_MORE`. Without a marker only plausibility speaks: known version, a length that holds the header, a defined
 * message type, printable ids.
 */
export function bareMessageEnd(view: DataView, at: number, limit: number): number {
  if (at >= limit) return NEEDS_MORE;
  const htyp = view.getUint8(at);
  const version = protocolVersion(htyp);
  if (version !== 1 && version !== 2) return NO_HEADER;
  if (version === 1) return messageEndV1(view, at, limit);
  if (at + bytesToLength(htyp) > limit) return NEEDS_MORE;
  const length = declaredLength(view, at);
  return isPlausibleV2(htyp, length) ? at + length : NO_HEADER;
}

/** The same of a message that is laid out as version 1, whatever version it says. */
export function messageEndV1(view: DataView, at: number, limit: number): number {
  if (at + 4 > limit) return NEEDS_MORE;
  const htyp = view.getUint8(at);
  const length = view.getUint16(at + 2);
  const headerBytes = headerBytesV1(htyp);
  if (length < headerBytes) return NO_HEADER;
  if (!(htyp & 1)) return at + length;
  if (at + headerBytes > limit) return NEEDS_MORE;
  return isExtendedHeader(view, at + headerBytes - EXTENDED_HEADER_BYTES) ? at + length : NO_HEADER;
}

function isPlausibleV2(htyp: number, length: number): boolean {
  return (htyp & 3) !== 3 && length >= BASE_HEADER_BYTES_V2 + 2;
}

/** MSTP 4 to 7 are reserved. */
function isExtendedHeader(view: DataView, at: number): boolean {
  if (view.getUint8(at) & 0x08) return false;
  for (let i = at + 2; i < at + EXTENDED_HEADER_BYTES; i++) {
    const byte = view.getUint8(i);
    if (byte !== 0 && (byte < 0x20 || byte > 0x7e)) return false;
  }
  return true;
}
