import type { Candidate } from '#src/diagnosis/candidate.ts';
import type { Contrast } from '#src/diagnosis/contrast.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { ObservedOutcome } from '#src/diagnosis/observe-outcome.ts';
import { type Place, placeOf } from '#src/diagnosis/place.ts';
import type { Ranked } from '#src/diagnosis/rank-hypotheses.ts';
import type { Unexplained } from '#src/diagnosis/unexplained.ts';
import type { FailureReading } from '#src/evidence/failure-language/read-failure.ts';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import { SESSION_START_US } from './evidence-builder.ts';

/** Findings and candidates as the stages of a diagnosis hand them on, each with the least that it needs. */

interface At {
  file?: number;
  /** 100 bytes per second of the session where it is not given. */
  offset?: number;
  member?: string | null;
  /** False where its time was completed from outside. */
  isShared?: boolean;
}

const timeOf = (second: number | null): number | null => (second === null ? null : SESSION_START_US + second * 1e6);

const pointerAt = (file: number, offset: number, member: string | null) => ({
  ...{ file, member, sha256: '', offset, length: 50, digest: '' },
});

/** `second` of the session; null without a usable clock. */
export const aPlace = (second: number | null, { file = 0, offset, member = null, isShared = true }: At = {}): Place =>
  placeOf(pointerAt(file, offset ?? (second ?? 0) * 100, member), timeOf(second), isShared);

/** A crash of the application `app` on the ECU `IVI`, the cause of something. */
export function aFinding(fields: Partial<Finding> = {}): Finding {
  const place = fields.place ?? aPlace(10);
  return {
    key: `${fields.name ?? 'crash'}|${fields.ecu}|${fields.app}|${place.file}|${place.offset}`,
    category: 'fault',
    name: 'crash',
    vocabulary: null,
    code: null,
    role: 'cause',
    ecu: 'IVI',
    app: 'app',
    fileName: 'ivi.dlt',
    text: 'A process crashed',
    facts: {},
    value: null,
    count: 1,
    place,
    lastTimeUs: place.timeUs,
    pointers: [pointerAt(place.file, place.offset, place.member)],
    format: 'dlt',
    row: null,
    reading: null,
    ...fields,
  };
}

/** A step of an update or what became of it: `phase:install:started`, `marker:committed`, `boot`. */
export const aStep = (name: string, fields: Partial<Finding> = {}): Finding =>
  aFinding({ name, category: categoryOf(name), role: 'fact', text: `It said ${name}`, ...fields });

const categoryOf = (name: string): Finding['category'] =>
  name.startsWith('phase:') ? 'phase' : name.startsWith('marker:') ? 'marker' : 'boot';

let templates = 0;

/** The row of a line; every one of another template. */
export function aRow(fields: Partial<TemplateRow> = {}): TemplateRow {
  const first = pointerAt(0, 0, null);
  return {
    fingerprint: `v1:row${templates++}`,
    ecu: 'IVI',
    app: 'app',
    context: '',
    level: 'info',
    template: 'unit <num> failed',
    count: 1,
    firstTimeUs: null,
    lastTimeUs: null,
    first,
    failure: null,
    spark: null,
    occurrences: [],
    ...fields,
  };
}

/** What a line says: by default that access was denied, at level error. */
export const aReading = (fields: Partial<FailureReading> = {}): FailureReading => ({
  weight: 52,
  role: 'cause',
  clause: 'access denied',
  reason: { kind: 'permission', says: 'access was denied', weight: 52, pattern: /denied/ },
  codes: [],
  level: 'error',
  ...fields,
});

/** A line that no vocabulary knows. */
export const aLine = (fields: Partial<Finding> = {}): Finding =>
  aFinding({
    name: 'line',
    category: 'line',
    role: 'symptom',
    text: 'A line that no rule knows',
    row: aRow(),
    reading: aReading(),
    ...fields,
  });

export const aKnowledgeRow = (fields: Partial<KnowledgeRow> = {}): KnowledgeRow => ({
  id: `row-${fields.causeCode ?? 'crash'}`,
  title: `Known as ${fields.causeCode ?? 'crash'}`,
  match: { kinds: ['crash'] },
  platforms: ['*'],
  firmware: null,
  components: [],
  causeCode: 'crash',
  scope: 'any',
  symptom: 'An application ended.',
  cause: 'A process crashed.',
  actions: [{ text: 'Look at its core dump.', risk: 'none' }],
  source: 'made up for a test',
  ...fields,
});

/** A cause that rules know, which two sources speak for. */
export function aCandidate(fields: Partial<Candidate> = {}): Candidate {
  const core = fields.core ?? [aFinding()];
  const causeCode = fields.causeCode ?? 'crash';
  return {
    proposer: 'rules',
    causeCode,
    rows: [aKnowledgeRow({ causeCode })],
    core,
    support: core,
    contradicting: [],
    sources: [core[0], aFinding({ ecu: 'GWAY', place: aPlace(11, { file: 1 }) })],
    score: 60,
    ...fields,
  };
}

/** A line that may tell a cause, from one source and with nothing to compare with. */
export function anUnexplained(fields: Partial<Unexplained> = {}): Unexplained {
  const core = fields.core ?? [aLine()];
  return {
    ...{ proposer: 'unexplained', causeCode: 'NOVEL', rows: [], core, support: core, contradicting: [] },
    sources: [core[0]],
    score: 45,
    standing: 'unknown',
    isOfRun: false,
    silenced: null,
    consequences: [],
    lead: [],
    ...fields,
  };
}

export const ranked = (candidate: Candidate, status: Ranked['status']): Ranked => ({ candidate, status, reason: '' });

/** No update in the logs. */
export const anOutcome = (fields: Partial<ObservedOutcome> = {}): ObservedOutcome => ({
  observed: 'unknown',
  support: [],
  failure: null,
  decided: null,
  start: null,
  isTargetSeen: null,
  negatives: [],
  ...fields,
});

/** Nothing to compare with, but for rows that are said to stand in what went well, or only in what went wrong. */
export const aContrast = ({
  decoys = [],
  specific = [],
  against = null,
}: {
  decoys?: Finding[];
  specific?: Finding[];
  against?: string | null;
} = {}): Contrast => ({
  against,
  harmlessSince: () => undefined,
  standingOf: ({ fingerprint }) => {
    if (decoys.some(({ row }) => row?.fingerprint === fingerprint)) return 'decoy';
    return specific.some(({ row }) => row?.fingerprint === fingerprint) ? 'specific' : 'unknown';
  },
});

const PHASE =
  /^(check|download|verify|install|activate|reboot|health-check|commit|rollback) (started|succeeded|failed)( ~)?$/;
const MARKER = /^(slot-booted|version-seen|committed|rolled-back|update-applied|update-failed|up-to-date)(?: (.+))?$/;

/**
 * Findings as a story, each ten seconds after the one before: `install started`, `committed B`, `boot`, or a kind of fault.
 * `GWAY> boot` is of another ECU than `IVI`, and stands in a file of its own; `> boot` is of one without a name;
 * `install started ~` is read from words that all clients share.
 */
export function aStory(...lines: readonly string[]): Finding[] {
  const files = new Map<string, number>();
  return lines.map((line, i) => {
    const [, ecu = 'IVI', words] = /^(?:(\w*)> )?(.+)$/.exec(line) ?? [];
    if (!files.has(ecu)) files.set(ecu, files.size);
    return wordsOf(words, { ecu, place: aPlace(10 * i, { file: files.get(ecu) }) });
  });
}

function wordsOf(words: string, fields: Pick<Finding, 'ecu' | 'place'>): Finding {
  const [, marker, value = null] = MARKER.exec(words) ?? [];
  const [, phase, state, inferred] = PHASE.exec(words) ?? [];
  const text = words;
  if (marker) return aStep(`marker:${marker}`, { value, text, ...fields });
  if (phase) return aStep(`phase:${phase}:${state}`, { text, ...(inferred && { isInferred: true }), ...fields });
  return words === 'boot' || words === 'log-begin'
    ? aStep(words, { text, ...fields })
    : aFinding({ name: words, text, ...fields });
}

/** The words of a story that these findings are. */
export const wordsIn = (findings: readonly (Finding | null)[]): string[] =>
  findings.map((finding) =>
    finding === null ? '' : finding.ecu === 'IVI' ? finding.text : `${finding.ecu}> ${finding.text}`,
  );
