import { NEEDS_MORE, NO_MESSAGE } from '../carried-message.ts';

/**
 * Service u16, method u16, length u32 (from the client id on), client u16, session u16, protocol version, interface version,
 * message type, return code (AUTOSAR PRS_SOMEIPProtocol).
 */
export const SOMEIP_HEADER_BYTES = 16;
/** Bytes before those that the length counts, and the header's that it counts. */
const BEFORE_LENGTH_COUNTS = 8;
const PROTOCOL_VERSION = 1;
/** No service sends more at once; longer ones go in segments (SOME/IP-TP). */
const MAX_LENGTH = 1 << 24;

/** Message types; 0x20 marks a segment of a longer message. */
export const MESSAGE_TYPES: Readonly<Record<number, string>> = {
  0: 'request',
  1: 'request without return',
  2: 'notification',
  64: 'request acknowledged',
  65: 'request without return acknowledged',
  66: 'notification acknowledged',
  128: 'response',
  129: 'error',
  192: 'response acknowledged',
  193: 'error acknowledged',
};
export const SEGMENT_FLAG = 0x20;
/** Return codes end at 0x5e. */
const MAX_RETURN_CODE = 0x5e;

export function someIpLengthAt(view: DataView, at: number, end: number): number {
  if (at + SOMEIP_HEADER_BYTES > end) return NEEDS_MORE;
  const length = view.getUint32(at + 4);
  if (length < SOMEIP_HEADER_BYTES - BEFORE_LENGTH_COUNTS || length > MAX_LENGTH) return NO_MESSAGE;
  if (view.getUint8(at + 12) !== PROTOCOL_VERSION || view.getUint8(at + 15) > MAX_RETURN_CODE) return NO_MESSAGE;
  return (view.getUint8(at + 14) & ~SEGMENT_FLAG) in MESSAGE_TYPES ? BEFORE_LENGTH_COUNTS + length : NO_MESSAGE;
}
