import type { EvidencePointer, FaultEvent } from '../file-evidence.ts';
import { comparePointers } from '../pointers.ts';

/** Facts that say what a fault is about; all others say more of the same fault. */
const SUBJECT_FACTS = [
  'unit',
  'process',
  'script',
  'device',
  'interface',
  'service',
  'slot',
  'file',
  'module',
  'component',
  'topic',
  'partition',
  'payload',
  'port',
  'program',
  'library',
  'argument',
  'host',
] as const;

const MAX_POINTERS = 5;

/** Two faults with one key are one fault that happened more than once. What they are about must be the same too. */
export function faultKey(
  fault: Pick<FaultEvent, 'kind' | 'code' | 'ecu' | 'app' | 'context' | 'title' | 'facts'>,
): string {
  const { kind, code, ecu, app, context, title, facts } = fault;
  return [kind, code ?? '', ecu, app, context, title, ...SUBJECT_FACTS.map((name) => facts[name] ?? '')].join('\0');
}

/** Commutative and associative: what belongs to one occurrence (facts, lifecycle) is that of the first in place. */
export function foldFault(a: FaultEvent, b: FaultEvent): FaultEvent {
  const first = comparePlaces(a, b) <= 0 ? a : b;
  return {
    ...first,
    count: a.count + b.count,
    firstTimeUs: earliest(a.firstTimeUs, b.firstTimeUs),
    lastTimeUs: latest(a.lastTimeUs, b.lastTimeUs),
    at: firstPointers(a.at, b.at),
  };
}

function comparePlaces(a: FaultEvent, b: FaultEvent): number {
  if (a.at.length === 0 || b.at.length === 0) return b.at.length - a.at.length;
  return comparePointers(a.at[0], b.at[0]);
}

function firstPointers(a: EvidencePointer[], b: EvidencePointer[]): EvidencePointer[] {
  const sorted = [...a, ...b].sort(comparePointers);
  return sorted.filter((pointer, i) => i === 0 || comparePointers(sorted[i - 1], pointer) !== 0).slice(0, MAX_POINTERS);
}

export function earliest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

export function latest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
