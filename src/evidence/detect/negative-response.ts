import uds from '../../../vocabularies/uds.json' with { type: 'json' };
import type { FaultRole } from '../file-evidence.ts';

/**
 * Negative response codes of ISO 14229-1: the table `nrc` of `vocabularies/uds.json`. Role: `cause` when the code itself
 * names the physical condition, the refused key or certificate, or the lost block; `symptom` when it names only the step
 * that was refused (0x22, 0x70, 0x71, 0x72: why is not in the code).
 */
const CODES: ReadonlyMap<number, { name: string; role: FaultRole }> = new Map(
  Object.entries(uds.tables.nrc).map(([code, { name, role }]) => [Number(code), { name, role: role as FaultRole }]),
);

/** What General Motors' protocol (GMW3110) means by these codes; all others mean the same. */
const GMLAN_CODES: ReadonlyMap<number, { name: string; role: FaultRole }> = new Map([
  [0x81, { name: 'schedulerFull', role: 'symptom' }],
  [0x83, { name: 'voltageOutOfRange', role: 'cause' }],
  [0x85, { name: 'generalProgrammingFailure', role: 'symptom' }],
  [0x89, { name: 'deviceTypeError', role: 'symptom' }],
  [0x99, { name: 'readyForDownloadDtcStored', role: 'symptom' }],
  [0xe3, { name: 'deviceControlLimitsExceeded', role: 'symptom' }],
]);

export const RESPONSE_PENDING = 0x78;

/** Services that change an ECU: session, reset, security, fingerprint, routines, download, authentication, DTC setting. */
const CHANGING_SERVICES = new Set([
  0x10, 0x11, 0x27, 0x28, 0x29, 0x2e, 0x31, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3d, 0x84, 0x85, 0x87,
]);
/** Asking for what an ECU does not have, or not now, is how testers find out what it has: no fault. */
const PROBING_ANSWERS = new Set([0x10, 0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x31, 0x33, 0x34, 0x7e, 0x7f]);

/** Services that ask an ECU what it is and has: no answer is everyday traffic. ISO 14229-1, SAE J1979, ISO 14230. */
const PROBING_SERVICES = new Set([0x01, 0x02, 0x06, 0x08, 0x09, 0x19, 0x1a, 0x21, 0x22, 0x23, 0x24, 0x2a, 0x3e]);

export const isChangingService = (service: number): boolean => CHANGING_SERVICES.has(service);

export const isProbingService = (service: number): boolean => PROBING_SERVICES.has(service);

export const isNegativeResponseCode = (nrc: number): boolean => CODES.has(nrc) || (nrc >= 0xf0 && nrc <= 0xfe);

/** On a bus, where it may be one of General Motors' own. */
export const isRefusalCode = (nrc: number): boolean => IS_REFUSAL[nrc] === 1;

/** By code, one byte each: asked of every message on a bus. */
const IS_REFUSAL = Uint8Array.from({ length: 256 }, (_, nrc) =>
  isNegativeResponseCode(nrc) || GMLAN_CODES.has(nrc) ? 1 : 0,
);

const BY_NAME = new Map([...CODES].map(([nrc, { name }]) => [name.toLowerCase(), nrc]));

/** Letters of the shortest name. */
export const SHORTEST_NRC_NAME = Math.min(...Array.from(BY_NAME.keys(), ({ length }) => length));

/** The code that tools write by its name (`ConditionsNotCorrect`, `INVALID_KEY`); undefined for any other word. */
export const nrcOfName = (name: string): number | undefined => BY_NAME.get(name.replace(/_/g, '').toLowerCase());

export const nrcName = (nrc: number): string => CODES.get(nrc)?.name ?? 'vehicleManufacturerSpecific';

/** `consequence` for refusals that healthy sessions are full of: they can never be what made an update fail. */
export function nrcRole(nrc: number, service: number): FaultRole {
  if (!CHANGING_SERVICES.has(service) && PROBING_ANSWERS.has(nrc)) return 'consequence';
  return CODES.get(nrc)?.role ?? 'symptom';
}

export const hexByte = (byte: number): string => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** As engineers write it: `NRC 0x72`. */
export const nrcCode = (nrc: number): string => `NRC ${hexByte(nrc)}`;

/** A refusal as it is told: `NRC 0x72`, or `GMLAN NRC 0x85` where that protocol means something else by the code. */
export function describeRefusal(nrc: number, service: number, isGmlan: boolean) {
  const own = isGmlan ? GMLAN_CODES.get(nrc) : undefined;
  return own
    ? { ...own, code: `GMLAN ${nrcCode(nrc)}` }
    : { name: nrcName(nrc), role: nrcRole(nrc, service), code: nrcCode(nrc) };
}
