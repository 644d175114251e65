import type {
  BatchEvidence,
  EvidencePointer,
  FaultEvent,
  Lifecycle,
  TemplateRow,
} from '#src/evidence/file-evidence.ts';
import { isFaultKind } from '#src/evidence/kinds/fault-kinds.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { plainText } from '#src/report/plain-text.ts';
import { chooseLines } from './choose-lines.ts';
import { isOfProcess, subjectOf, withSubject } from './crash-words.ts';
import {
  compareFindings,
  type Finding,
  inLog,
  lineFinding,
  type StreamFacts,
  streamFacts,
  writerOf,
} from './finding.ts';
import { alignPlaces, placeOf, streamKey, usableTime } from './place.ts';
import { Logs } from './rotated-logs.ts';
import type { BrokenRun } from './runs.ts';

type StreamOf = (at: EvidencePointer) => StreamFacts;

/**
 * Every phase, marker and boot, one finding per kind, code and writer of faults, and the lines that may tell what no
 * vocabulary knows; in order of time.
 */
export function collectFindings(evidence: BatchEvidence, runs: readonly BrokenRun[] = []): Finding[] {
  const streamOf = streamFacts(evidence);
  const clockOf = clocksOf(evidence.lifecycles);
  const rowAt = rowsByPlace(evidence);
  const faults = evidence.faults.filter(({ at }) => at.length > 0);
  const events = [
    ...faults.map((fault) => faultFinding(fault, streamOf(fault.at[0]), clockOf(fault))),
    ...ends(phaseFindings(evidence, streamOf), MAX_PHASES),
    ...ends(markerFindings(evidence, streamOf), MAX_MARKERS),
    ...ends(bootFindings(evidence, streamOf), MAX_BOOTS),
  ];
  for (const event of events) event.row = rowAt.get(pointerKey(event.pointers[0])) ?? null;
  const fresh = runs.flatMap((run) => run.fresh);
  const lines = [...new Set([...chooseLines(evidence, events), ...fresh])].map((row) => lineFinding(row, streamOf));
  const findings = [...events, ...lines];
  alignPlaces(findings.map(({ place }) => place));
  return mergeFaults(findings.sort(compareFindings));
}

/** What is judged is read again, record by record: more events than these tell no more of one session. */
const MAX_PHASES = 240;
const MAX_MARKERS = 120;
const MAX_BOOTS = 80;

/** How it began, and above all how it ended. */
function ends<T>(ordered: readonly T[], max: number): readonly T[] {
  if (ordered.length <= max) return ordered;
  const head = Math.floor(max / 4);
  return [...ordered.slice(0, head), ...ordered.slice(head - max)];
}

function rowsByPlace({ templates }: BatchEvidence): Map<string, TemplateRow> {
  const rows = new Map<string, TemplateRow>();
  for (const row of templates) {
    rows.set(pointerKey(row.first), row);
    if (row.failure) rows.set(pointerKey(row.failure.at), row);
  }
  return rows;
}

type BootClock = Lifecycle['clock'];

const lifecycleKey = (at: EvidencePointer, ecu: string, ordinal: number): string =>
  [streamKey(at), ecu, ordinal].join('|');

function clocksOf(lifecycles: readonly Lifecycle[]): (fault: FaultEvent) => BootClock | undefined {
  const clocks = new Map(lifecycles.map(({ at, ecu, ordinal, clock }) => [lifecycleKey(at, ecu, ordinal), clock]));
  return ({ at, ecu, lifecycle }) => (lifecycle === null ? undefined : clocks.get(lifecycleKey(at[0], ecu, lifecycle)));
}

/** A boot reason tells of what ended the boot before: it happened at an unknown time before it was logged. */
const isHindsight = ({ facts }: FaultEvent): boolean => 'reason' in facts;

function faultFinding(
  fault: FaultEvent,
  { fileName, format, isClockShared, part }: StreamFacts,
  clock: BootClock | undefined,
): Finding {
  const writer = writerOf(fault);
  const facts = plainFacts(fault.facts);
  const subject = subjectOf(facts);
  const text = plainText(withSubject(fault.title, subject)).replace(/\.$/, '');
  const about = isOfProcess({ category: 'fault', name: fault.kind }) ? (subject ?? '') : '';
  const isShared = isClockShared && !isHindsight(fault);
  return {
    ...writer,
    fileName,
    key: ['fault', fault.vocabulary, fault.kind, fault.code, fault.role, writer.ecu, writer.app, format, about].join(
      '|',
    ),
    category: 'fault',
    name: fault.kind,
    ...(fault.traits && !isFaultKind(fault.kind) && { traits: fault.traits }),
    vocabulary: fault.vocabulary,
    code: fault.code === null ? null : plainText(fault.code, 80),
    role: fault.role,
    text,
    facts,
    value: null,
    count: fault.count,
    place: placeOf(inLog(fault.at[0], part), usableTime(fault.firstTimeUs, clock), isShared),
    lastTimeUs: fault.lastTimeUs,
    pointers: fault.at,
    format,
    row: null,
    reading: null,
  };
}

const plainFacts = (facts: FaultEvent['facts']): Finding['facts'] =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? plainText(value, 80) : value]),
  );

function phaseFindings(evidence: BatchEvidence, streamOf: StreamOf): Finding[] {
  return evidence.phases.map((event) => ({
    ...factFinding(event, {
      category: 'phase',
      name: `phase:${event.phase}:${event.state}`,
      text: `The ${event.phase} phase ${event.state === 'started' ? 'started' : event.state}`,
      value: null,
      stream: streamOf(event.at),
    }),
    ...(event.isInferred && { isInferred: true as const }),
  }));
}

const MARKER_TEXTS = {
  'slot-booted': 'The ECU booted slot',
  'version-seen': 'The version in use was seen to be',
  committed: 'The new software was committed',
  'rolled-back': 'The update was rolled back',
  'update-applied': 'The update was applied and waits for a reboot',
  'update-failed': 'The update client gave up',
  'up-to-date': 'The update client found nothing newer',
} as const;

function markerFindings(evidence: BatchEvidence, streamOf: StreamOf): Finding[] {
  return evidence.outcomes.map((event) => {
    const value = event.value === null ? null : plainText(event.value, 64);
    const isAnswer = event.marker === 'slot-booted' || event.marker === 'version-seen';
    const text = MARKER_TEXTS[event.marker] + (value === null ? '' : isAnswer ? ` ${value}` : ` (${value})`);
    return factFinding(event, {
      category: 'marker',
      name: `marker:${event.marker}`,
      text,
      value,
      stream: streamOf(event.at),
    });
  });
}

function bootFindings(evidence: BatchEvidence, streamOf: StreamOf): Finding[] {
  return new Logs(evidence.files).bootsOf(evidence.lifecycles).map((lifecycle) =>
    factFinding(
      { ...lifecycle, app: '', timeUs: usableTime(lifecycle.bootTimeUs ?? lifecycle.firstTimeUs, lifecycle.clock) },
      {
        category: 'boot',
        name: lifecycle.ordinal === 0 ? 'log-begin' : 'boot',
        text: lifecycle.ordinal === 0 ? 'The log of this ECU begins' : 'The ECU booted anew',
        value: null,
        stream: streamOf(lifecycle.at),
      },
    ),
  );
}

type FactSource = { ecu: string; app: string; timeUs: number | null; at: EvidencePointer };

type Fact = Pick<Finding, 'category' | 'name' | 'text' | 'value'> & { stream: StreamFacts };

function factFinding(event: FactSource, { stream, ...fact }: Fact): Finding {
  const writer = writerOf(event);
  return {
    ...writer,
    ...fact,
    fileName: stream.fileName,
    key: [fact.name, fact.value, writer.ecu, writer.app, streamKey(event.at), event.at.offset].join('|'),
    vocabulary: null,
    code: null,
    role: 'fact',
    facts: {},
    count: 1,
    place: placeOf(inLog(event.at, stream.part), usableTime(event.timeUs), stream.isClockShared),
    lastTimeUs: event.timeUs,
    pointers: [event.at],
    format: stream.format,
    row: null,
    reading: null,
  };
}

/** The first of equal faults stands for all: it carries their count and up to five places. */
function mergeFaults(ordered: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of ordered) {
    const first = merged.get(finding.key);
    if (first === undefined || finding.category !== 'fault') merged.set(finding.key, finding);
    else {
      first.count += finding.count;
      first.lastTimeUs = later(first.lastTimeUs, finding.lastTimeUs);
      first.pointers = [...first.pointers, ...finding.pointers].slice(0, 5);
    }
  }
  return [...merged.values()];
}

const later = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
