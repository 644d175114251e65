import { NEEDS_MORE, NO_MESSAGE } from '../carried-message.ts';

/** Protocol version, its inverse, payload type, length of the payload (ISO 13400-2, generic header). */
export const DOIP_HEADER_BYTES = 8;

/** Versions of 2010, 2012, 2019 and 2019/Amd 1, and the one of a tester that does not know the vehicle's yet. */
const VERSIONS = new Set([1, 2, 3, 4, 0xff]);

export const PayloadType = {
  negativeAcknowledge: 0x0000,
  identificationRequest: 0x0001,
  identificationRequestByEid: 0x0002,
  identificationRequestByVin: 0x0003,
  vehicleAnnouncement: 0x0004,
  routingActivationRequest: 0x0005,
  routingActivationResponse: 0x0006,
  aliveCheckRequest: 0x0007,
  aliveCheckResponse: 0x0008,
  entityStatusRequest: 0x4001,
  entityStatusResponse: 0x4002,
  powerModeRequest: 0x4003,
  powerModeResponse: 0x4004,
  diagnosticMessage: 0x8001,
  diagnosticAcknowledge: 0x8002,
  diagnosticNegativeAcknowledge: 0x8003,
} as const;

const KNOWN_TYPES = new Set<number>(Object.values(PayloadType));

export function doipLengthAt(view: DataView, at: number, end: number): number {
  if (at + DOIP_HEADER_BYTES > end) return NEEDS_MORE;
  const version = view.getUint8(at);
  if ((version ^ view.getUint8(at + 1)) !== 0xff || !VERSIONS.has(version)) return NO_MESSAGE;
  return DOIP_HEADER_BYTES + view.getUint32(at + 4);
}

/** Does a DoIP message begin here, where nothing else says so? */
export function isDoipAt(view: DataView, at: number, end: number): boolean {
  return doipLengthAt(view, at, end) > 0 && KNOWN_TYPES.has(view.getUint16(at + 2));
}
