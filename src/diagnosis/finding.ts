import type { FailureReading } from '#src/evidence/failure-language/read-failure.ts';
import type {
  BatchEvidence,
  EvidencePointer,
  FaultRole,
  TemplateRow,
  Vocabulary,
} from '#src/evidence/file-evidence.ts';
import type { Traits } from '#src/evidence/kinds/traits.ts';
import { compareText } from '#src/evidence/pointers.ts';
import { plainText } from '#src/report/plain-text.ts';
import { comparePlaces, type Place, placeOf, pointersEqual, streamKey, usableTime } from './place.ts';
import { Logs, type Part } from './rotated-logs.ts';

export type FindingRole = FaultRole | 'fact';

/** One thing the logs show, in the form that causes are weighed by. */
export interface Finding {
  key: string;
  /** `line`: a log line that no vocabulary knows, weighed by its words and its place. */
  category: 'fault' | 'phase' | 'marker' | 'boot' | 'template' | 'line';
  /** What knowledge rows match on: a fault kind, `phase:verify:failed`, `marker:rolled-back`, `boot`, `template`. */
  name: string;
  /** What its name alone does not tell: the traits of a kind that a user's vocabulary declares. */
  traits?: Traits;
  /** Public source of meanings that a fault's kind comes from. */
  vocabulary: Vocabulary | null;
  code: string | null;
  role: FindingRole;
  ecu: string;
  app: string;
  /** Name of the file it stands in: who wrote it, where the file does not say. */
  fileName: string;
  /** Argus' own sentence without its full stop. */
  text: string;
  facts: Record<string, string | number>;
  /** Value of an outcome marker (a slot, a version) or the template itself. */
  value: string | null;
  count: number;
  /** First occurrence. */
  place: Place;
  lastTimeUs: number | null;
  pointers: EvidencePointer[];
  format: string;
  /** A step of an update that was read from words that all clients share. */
  isInferred?: true;
  /** The row of the lines that this is one of; null where a finding is more than a line. */
  row: TemplateRow | null;
  /** What the line says of a failure by its words, read from its quote; null where it says nothing of the kind. */
  reading: FailureReading | null;
}

/** The names that a knowledge row may match it by: `crash`, or `rauc/signature-invalid` for one vocabulary only. */
export const namesOf = ({ name, vocabulary }: Finding): string[] =>
  vocabulary ? [name, `${vocabulary}/${name}`] : [name];

export const compareFindings = (a: Finding, b: Finding): number =>
  comparePlaces(a.place, b.place) || compareText(a.key, b.key);

/** What findings need to know of the stream they come from. */
export interface StreamFacts {
  fileName: string;
  format: string;
  /** False when its times were completed from outside: no year or no zone. */
  isClockShared: boolean;
  part: Part;
}

/** A place of a file as a place of its log. */
export const inLog = (
  { offset }: EvidencePointer,
  { file, member, base }: Part,
): Pick<Place, 'file' | 'member' | 'offset'> => ({
  file,
  member,
  offset: base + offset,
});

export function streamFacts({ files }: BatchEvidence): (at: EvidencePointer) => StreamFacts {
  const logs = new Logs(files);
  const facts = new Map(
    files.map(({ file: { index, member, name }, format, timeInferred }) => [
      streamKey({ file: index, member }),
      {
        fileName: plainText(member ?? name, 64),
        format,
        isClockShared: !timeInferred,
        part: logs.partOf({ file: index, member }),
      },
    ]),
  );
  return (at) => facts.get(streamKey(at)) ?? { fileName: '', format: '', isClockShared: false, part: logs.partOf(at) };
}

/** A log line that a knowledge row knows by its words. */
export function templateFinding(row: TemplateRow, { fileName, format, isClockShared, part }: StreamFacts): Finding {
  const time = usableTime(row.firstTimeUs);
  return {
    ...writerOf(row),
    fileName,
    key: `template|${row.fingerprint}|${row.ecu}`,
    category: 'template',
    name: 'template',
    vocabulary: null,
    code: null,
    role: 'cause',
    text: 'A log line known to name a cause',
    facts: {},
    value: row.template,
    count: row.count,
    place: placeOf(inLog(row.first, part), time, isClockShared),
    lastTimeUs: row.lastTimeUs,
    pointers: [row.first],
    format,
    row,
    reading: null,
  };
}

/** A line that no vocabulary knows: the most telling one of its template. */
export function lineFinding(row: TemplateRow, streamOf: (at: EvidencePointer) => StreamFacts): Finding {
  const at = row.failure?.at ?? row.first;
  const { fileName, format, isClockShared, part } = streamOf(at);
  const isFirst = pointersEqual(at, row.first);
  const time = isFirst || row.count === 1 ? usableTime(row.firstTimeUs) : null;
  return {
    ...writerOf(row),
    fileName,
    key: `line|${row.fingerprint}|${row.ecu}`,
    category: 'line',
    name: 'line',
    vocabulary: null,
    code: null,
    role: row.failure?.role === 'wrapper' ? 'consequence' : row.failure ? 'symptom' : 'fact',
    text: 'A line that no rule knows',
    facts: {},
    value: row.template,
    count: row.count,
    place: placeOf(inLog(at, part), time, isClockShared),
    lastTimeUs: row.lastTimeUs,
    pointers: [at],
    format,
    row,
    reading: null,
  };
}

export const writerOf = ({ ecu, app }: { ecu: string; app: string }): { ecu: string; app: string } => ({
  ecu: plainText(ecu, 64),
  app: plainText(app, 64),
});

/** How a sentence names the writer: by its ECU and app, else by its file. */
export function writerName({ ecu, app, fileName = '' }: { ecu: string; app: string; fileName?: string }): string {
  if (ecu && app) return `${ecu} (${app})`;
  return ecu || app || fileName || 'an unnamed ECU';
}

/** A client says that there was an error, in whatever words follow: the finding tells no more than that. */
export const isPassedOn = ({ name, code }: Finding): boolean => name === 'ota-error' && code === null;
