import type { OtaPhase } from '../../file-evidence.ts';
import type { FaultText } from '../fault-text.ts';
import { type MessageHead, Sid } from './uds.ts';

/** Routines of a programming sequence: 0xFF00 and 0xFF01 are fixed by ISO 14229-1, 0x0202 is the usual memory check. */
const ROUTINES: Readonly<Record<number, { name: string; phase: OtaPhase; isCause: boolean }>> = {
  65280: { name: 'eraseMemory', phase: 'install', isCause: false },
  514: { name: 'checkMemory', phase: 'verify', isCause: true },
  65281: { name: 'checkProgrammingDependencies', phase: 'activate', isCause: true },
};

/** The update step that a request stands for; undefined when it is none. Downloads are steps of their own. */
export function stepOf({ bytes, kept }: MessageHead): OtaPhase | undefined {
  if (bytes[0] === Sid.ecuReset) return 'reboot';
  return findRoutine(bytes, kept)?.phase;
}

function findRoutine(bytes: Uint8Array, kept: number) {
  const isRoutine = kept >= 4 && (bytes[0] & 0xbf) === Sid.routineControl;
  return isRoutine ? ROUTINES[(bytes[2] << 8) | bytes[3]] : undefined;
}

/**
 * A result of 1 to 15 in the single byte after the routine id says that the check failed (0 is good; longer records and
 * larger values are the maker's own). A failed check of memory or dependencies is a fact about what was written; a failed
 * erase only names the step.
 */
export function findFailedRoutine(response: MessageHead): FaultText | undefined {
  const { bytes, kept, length } = response;
  const routine = findRoutine(bytes, kept);
  if (routine === undefined || length !== 5 || bytes[4] === 0 || bytes[4] > 15) return undefined;
  const title = `The routine ${routine.name} ended with result ${bytes[4]}`;
  const facts = { routine: routine.name, result: bytes[4] };
  return { kind: 'uds-routine-failed', code: routine.name, role: routine.isCause ? 'cause' : 'symptom', title, facts };
}
