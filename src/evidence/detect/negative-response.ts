import type { FaultRole } from '../file-evidence.ts';

/**
 * Negative response codes of ISO 14229-1 (tables: commaai/opendbc `uds.py`, pylessard/python-udsoncan
 * `ResponseCode.py`, both MIT), 0x34 and 0x50 … 0x5D from the 2020 edition.
 *
 * Role: `cause` when the code itself names the physical condition, the refused key or certificate, or the lost block;
 * `symptom` when it names only the step that was refused (0x22, 0x70, 0x71, 0x72: why is not in the code).
 */
const CODES: Readonly<Record<number, [name: string, role: FaultRole]>> = {
  16: ['generalReject', 'symptom'],
  17: ['serviceNotSupported', 'symptom'],
  18: ['subFunctionNotSupported', 'symptom'],
  19: ['incorrectMessageLengthOrInvalidFormat', 'symptom'],
  20: ['responseTooLong', 'symptom'],
  33: ['busyRepeatRequest', 'symptom'],
  34: ['conditionsNotCorrect', 'symptom'],
  36: ['requestSequenceError', 'symptom'],
  37: ['noResponseFromSubnetComponent', 'cause'],
  38: ['failurePreventsExecutionOfRequestedAction', 'symptom'],
  49: ['requestOutOfRange', 'symptom'],
  51: ['securityAccessDenied', 'symptom'],
  52: ['authenticationRequired', 'symptom'],
  53: ['invalidKey', 'cause'],
  54: ['exceedNumberOfAttempts', 'symptom'],
  55: ['requiredTimeDelayNotExpired', 'symptom'],
  56: ['secureDataTransmissionRequired', 'symptom'],
  57: ['secureDataTransmissionNotAllowed', 'symptom'],
  58: ['secureDataVerificationFailed', 'cause'],
  80: ['certificateVerificationFailedInvalidTimePeriod', 'cause'],
  81: ['certificateVerificationFailedInvalidSignature', 'cause'],
  82: ['certificateVerificationFailedInvalidChainOfTrust', 'cause'],
  83: ['certificateVerificationFailedInvalidType', 'cause'],
  84: ['certificateVerificationFailedInvalidFormat', 'cause'],
  85: ['certificateVerificationFailedInvalidContent', 'cause'],
  86: ['certificateVerificationFailedInvalidScope', 'cause'],
  87: ['certificateVerificationFailedInvalidCertificate', 'cause'],
  88: ['ownershipVerificationFailed', 'cause'],
  89: ['challengeCalculationFailed', 'cause'],
  90: ['settingAccessRightsFailed', 'symptom'],
  91: ['sessionKeyCreationFailed', 'symptom'],
  92: ['configurationDataUsageFailed', 'symptom'],
  93: ['deauthenticationFailed', 'symptom'],
  112: ['uploadDownloadNotAccepted', 'symptom'],
  113: ['transferDataSuspended', 'symptom'],
  114: ['generalProgrammingFailure', 'symptom'],
  115: ['wrongBlockSequenceCounter', 'cause'],
  120: ['requestCorrectlyReceivedResponsePending', 'consequence'],
  126: ['subFunctionNotSupportedInActiveSession', 'symptom'],
  127: ['serviceNotSupportedInActiveSession', 'symptom'],
  129: ['rpmTooHigh', 'cause'],
  130: ['rpmTooLow', 'cause'],
  131: ['engineIsRunning', 'cause'],
  132: ['engineIsNotRunning', 'cause'],
  133: ['engineRunTimeTooLow', 'cause'],
  134: ['temperatureTooHigh', 'cause'],
  135: ['temperatureTooLow', 'cause'],
  136: ['vehicleSpeedTooHigh', 'cause'],
  137: ['vehicleSpeedTooLow', 'cause'],
  138: ['throttleOrPedalTooHigh', 'cause'],
  139: ['throttleOrPedalTooLow', 'cause'],
  140: ['transmissionRangeNotInNeutral', 'cause'],
  141: ['transmissionRangeNotInGear', 'cause'],
  143: ['brakeSwitchNotClosed', 'cause'],
  144: ['shifterLeverNotInPark', 'cause'],
  145: ['torqueConverterClutchLocked', 'cause'],
  146: ['voltageTooHigh', 'cause'],
  147: ['voltageTooLow', 'cause'],
  148: ['resourceTemporarilyNotAvailable', 'symptom'],
};

export const RESPONSE_PENDING = 0x78;

/** Services that change an ECU: session, reset, security, fingerprint, routines, download, authentication, DTC setting. */
const CHANGING_SERVICES = new Set([
  0x10, 0x11, 0x27, 0x28, 0x29, 0x2e, 0x31, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3d, 0x84, 0x85, 0x87,
]);
/** Asking for what an ECU does not have, or not now, is how testers find out what it has: no fault. */
const PROBING_ANSWERS = new Set([0x10, 0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x31, 0x33, 0x34, 0x7e, 0x7f]);

/** Services that ask an ECU what it is and has: no answer is everyday traffic. ISO 14229-1, SAE J1979, ISO 14230. */
const PROBING_SERVICES = new Set([0x01, 0x02, 0x06, 0x08, 0x09, 0x19, 0x1a, 0x21, 0x22, 0x23, 0x24, 0x2a, 0x3e]);

export const isProbingService = (service: number): boolean => PROBING_SERVICES.has(service);

export const isNegativeResponseCode = (nrc: number): boolean => nrc in CODES || (nrc >= 0xf0 && nrc <= 0xfe);

const BY_NAME = new Map(Object.entries(CODES).map(([nrc, [name]]) => [name.toLowerCase(), Number(nrc)]));

/** The code that tools write by its name (`ConditionsNotCorrect`, `INVALID_KEY`); undefined for any other word. */
export const nrcOfName = (name: string): number | undefined => BY_NAME.get(name.replace(/_/g, '').toLowerCase());

export const nrcName = (nrc: number): string => CODES[nrc]?.[0] ?? 'vehicleManufacturerSpecific';

/** `consequence` for refusals that healthy sessions are full of: they can never be what made an update fail. */
export function nrcRole(nrc: number, service: number): FaultRole {
  if (!CHANGING_SERVICES.has(service) && PROBING_ANSWERS.has(nrc)) return 'consequence';
  return CODES[nrc]?.[1] ?? 'symptom';
}

export const hexByte = (byte: number): string => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** As engineers write it: `NRC 0x72`. */
export const nrcCode = (nrc: number): string => `NRC ${hexByte(nrc)}`;
