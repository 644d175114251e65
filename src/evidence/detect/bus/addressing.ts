import type { SenderIdentity } from './sender-identity.ts';

/** Functional (one to many) request ids: OBD, ISO 15765-4 29-bit, VAG. */
const OBD_FUNCTIONAL = 0x7df;
const VAG_FUNCTIONAL = 0x700;
/** GMW3110: all nodes, behind the address byte of the same meaning. */
const GMLAN_FUNCTIONAL = 0x101;
const GMLAN_ALL_NODES = 0xfe;

/** Is the first byte of the frame an address, whatever ISO-TP would make of it? */
const isAddressedToAll = (id: number, firstByte: number): boolean =>
  id === GMLAN_FUNCTIONAL && firstByte === GMLAN_ALL_NODES;

/** BMW: the tester 6F1 names its ECU before the PCI byte, and ECUs on 600 … 6FF name the tester, F1. */
const BMW_TESTER = 0x6f1;
const BMW_TESTER_ADDRESS = 0xf1;

/**
 * Does the first frame of a sender show that an address stands first? A single frame must follow it; behind F1, which begins no
 * frame of ISO-TP, a first frame may.
 */
export function beginsWithAddress(id: number, firstByte: number, secondByte: number): boolean {
  if (isAddressedToAll(id, firstByte)) return true;
  const isSingle = secondByte >= 1 && secondByte <= 6;
  if (id === BMW_TESTER) return isSingle;
  return id >>> 8 === 6 && firstByte === BMW_TESTER_ADDRESS && (isSingle || secondByte >>> 4 === 1);
}

const isFunctional29 = (id: number): boolean => id >>> 16 === 0x18db;

/** Logical addresses of groups of ECUs (ISO 13400-2 table 13). */
const isGroup = (address: number): boolean => address >>> 12 === 0xe;

export function isFunctional({ id, isExtendedId, address, isDoip }: SenderIdentity): boolean {
  if (isDoip) return isGroup(address);
  if (isExtendedId) return isFunctional29(id);
  return id === OBD_FUNCTIONAL || id === VAG_FUNCTIONAL || isAddressedToAll(id, address);
}

/**
 * Ids that ISO 15765-4 reserves for diagnostics of emissions: 7DF and 7E0 … 7E7 to 7E8 … 7EF, 18DB33F1 to 18DAF1xx; over
 * DoIP sender and receiver name each other.
 */
export function arePrescribed(request: SenderIdentity, response: SenderIdentity): boolean {
  const { id, address } = request;
  if (request.isDoip) return response.address === id && (response.id === address || isGroup(address));
  if (address >= 0 || response.address >= 0) return false;
  if (id === OBD_FUNCTIONAL) return response.id >>> 3 === 0x7e8 >>> 3;
  if (id >>> 3 === 0x7e0 >>> 3) return response.id === id + 8;
  return isFunctional29(id) && response.id >>> 16 === 0x18da && ((response.id >>> 8) & 0xff) === (id & 0xff);
}

/** Response id minus request id: ISO 15765-4 and many makers, VAG, others seen in public logs (680/690). */
const OFFSETS = [8, 0x6a, 0x10];

/**
 * True when the ids alone say that `response` answers `request`: a usual distance, swapped address bytes
 * (18DA10F1/18DAF110), VAG's 17FC/17FE prefixes, or extended addresses that name each other (6F1 → 12, 612 → F1).
 */
export function areRelated(request: SenderIdentity, response: SenderIdentity): boolean {
  if (request.isExtendedId !== response.isExtendedId) return false;
  if (request.isDoip) return arePrescribed(request, response);
  if (request.address >= 0 || response.address >= 0) {
    return request.address === (response.id & 0xff) && response.address === (request.id & 0xff);
  }
  if (arePrescribed(request, response)) return true;
  if (!request.isExtendedId) return OFFSETS.includes(response.id - request.id) || areGmlanPair(request.id, response.id);
  const isSwapped = request.id >>> 16 === response.id >>> 16 && swapLowBytes(request.id) === (response.id & 0xffff);
  return (isSwapped && request.id !== response.id) || (request.id ^ response.id) === 0x00020000;
}

/** GMW3110: 241 is answered on 641. */
export const areGmlanPair = (requestId: number, responseId: number): boolean =>
  requestId >>> 8 === 2 && responseId === requestId + 0x400;

const swapLowBytes = (id: number): number => ((id & 0xff) << 8) | ((id >>> 8) & 0xff);
