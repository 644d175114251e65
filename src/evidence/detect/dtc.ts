import type { FaultRole } from '../file-evidence.ts';

/** DTC notation of SAE J2012 / ISO 15031-6: two bits P C B U, two bits first digit, three hex digits, failure type byte. */
const SYSTEMS = 'PCBU';

/** `P0420` from its two bytes. */
export function dtcFromWord(word: number): string {
  const digits = (word & 0x3fff).toString(16).toUpperCase().padStart(4, '0');
  return SYSTEMS[(word >>> 14) & 3] + digits;
}

/** `P0420-00` from the three bytes of a UDS record. */
export function dtcFromRecord(word: number, failureType: number): string {
  return `${dtcFromWord(word)}-${byteText(failureType)}`;
}

const byteText = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** Status byte of ISO 14229-1: bits that say the fault is or was there; the rest says that tests have not run. */
const DTC_STATUS_BITS = [
  'testFailed',
  'testFailedThisCycle',
  'pending',
  'confirmed',
  'testNotCompletedSinceClear',
  'testFailedSinceClear',
  'testNotCompletedThisCycle',
  'warningIndicatorRequested',
] as const;

/** testFailed, pending, confirmed or warning indicator: an entry without any of these is only an untested monitor. */
const PRESENT_BITS = 0b1000_1101;

export const isDtcPresent = (status: number): boolean => (status & PRESENT_BITS) !== 0;

export function dtcStatusText(status: number): string {
  return DTC_STATUS_BITS.filter((_, bit) => status & (1 << bit)).join(' ');
}

/** Bits 5 and 6 of the status byte of ISO 14230-3. */
const KWP_STORAGE = ['notDetected', 'notPresent', 'intermittent', 'present'] as const;
const KWP_TEST_INCOMPLETE = 0x10;
const KWP_WARNING_LAMP = 0x80;

export function kwpStatusText(status: number): string {
  const words: string[] = [KWP_STORAGE[(status >>> 5) & 3]];
  if (status & KWP_TEST_INCOMPLETE) words.push('testNotCompleted');
  if (status & KWP_WARNING_LAMP) words.push('warningIndicatorRequested');
  return words.join(' ');
}

/**
 * Failure type bytes that name what is broken; all others (signal implausible, no sub-type) and U-codes tell where the
 * fault shows, not where it comes from. Meanings as public service documents use them.
 */
const FAILURE_TYPES: Readonly<Record<number, string>> = {
  17: 'circuit short to ground',
  18: 'circuit short to battery',
  19: 'circuit open',
  22: 'circuit voltage below threshold',
  23: 'circuit voltage above threshold',
  65: 'general checksum failure',
  66: 'general memory failure',
  68: 'data memory failure',
  69: 'program memory failure',
  70: 'calibration memory failure',
  71: 'watchdog or safety processor failure',
  73: 'internal electronic failure',
  75: 'over temperature',
  81: 'not programmed',
  85: 'not configured',
  150: 'component internal failure',
};

const LOST_COMMUNICATION = 'U';

export function describeDtc(code: string): { role: FaultRole; failureType: string | null } {
  const failureType = FAILURE_TYPES[Number.parseInt(code.slice(6, 8), 16)] ?? null;
  return { role: failureType && code[0] !== LOST_COMMUNICATION ? 'cause' : 'symptom', failureType };
}
