import { type BatchEvidence, isDocument } from '#src/evidence/file-evidence.ts';
import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { READABLE_FORMATS } from '#src/parsers/registry.ts';
import { counted } from '#src/report/counted.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Report } from '#src/report/report.ts';
import { type AfterCrash, consequenceOf } from './crash-consequence.ts';
import { isOfProcess, processSentence } from './crash-words.ts';
import { type Finding, writerName } from './finding.ts';
import { isClearlyAfter, isSameStream } from './place.ts';
import { pointerKey } from './quote-reader.ts';
import { groupLogs } from './vehicles/group-logs.ts';
import { logOwners } from './vehicles/log-owner.ts';

/** What could not be seen. `limitsVerdict`: it may have hidden something that the verdict rests on. */
export interface InvestigationGap {
  kind: string;
  text: string;
  file: string | null;
  limitsVerdict: boolean;
}

/** A list longer than this is counted, not read. */
const MAX_PER_KIND = 20;
/** Above this share of a boot's messages, what is missing may be what matters. */
const MANY_LOST = 0.01;

/** `support` are the findings that the verdict rests on. */
export function collectGaps(evidence: BatchEvidence, support: readonly Finding[]): InvestigationGap[] {
  return [
    ...limited(unreadable(evidence), 'file-unreadable'),
    ...readableFormats(evidence),
    ...limited(documents(evidence), 'not-a-log'),
    ...limited(damaged(evidence, support), 'damaged'),
    ...limited(lostMessages(evidence, support), 'messages-lost'),
    ...limited(clocks(evidence), 'clock'),
    ...foreignLogs(evidence),
  ];
}

export const toReportGap = ({ kind, text, file }: InvestigationGap): Report['gaps'][number] => ({ kind, text, file });

function limited(gaps: InvestigationGap[], kind: string): InvestigationGap[] {
  if (gaps.length <= MAX_PER_KIND) return gaps;
  const rest = gaps.slice(MAX_PER_KIND);
  const text = `${counted(rest.length, 'more of this kind is', 'more of this kind are')} not listed.`;
  return [
    ...gaps.slice(0, MAX_PER_KIND),
    { kind, text, file: null, limitsVerdict: rest.some(({ limitsVerdict }) => limitsVerdict) },
  ];
}

const documents = ({ failed }: BatchEvidence): InvestigationGap[] =>
  failed.filter(isDocument).map(({ name, member, message }) => ({
    kind: 'not-a-log',
    text: plainText(message, 400),
    file: displayName(name, member),
    limitsVerdict: false,
  }));

/** Told once, however many files are of a format that Argus does not read. */
const readableFormats = ({ failed }: BatchEvidence): InvestigationGap[] =>
  failed.some(({ fault }) => fault === 'unknown-format')
    ? [{ kind: 'formats', text: `Argus reads ${READABLE_FORMATS}.`, file: null, limitsVerdict: false }]
    : [];

const unreadable = ({ failed }: BatchEvidence): InvestigationGap[] =>
  failed
    .filter((file) => !isDocument(file))
    .map(({ name, member, message }) => ({
      kind: 'file-unreadable',
      text: plainText(message, 400),
      file: displayName(name, member),
      limitsVerdict: true,
    }));

const displayName = (name: string, member: string | null): string =>
  plainText(member === null ? name : `${name} › ${member}`, 300);

function damaged({ files }: BatchEvidence, support: readonly Finding[]): InvestigationGap[] {
  return files
    .filter(({ gaps }) => gaps.count > 0)
    .map(({ file, gaps }) => {
      const stream = { file: file.index, member: file.member };
      const offsets = support.flatMap(({ pointers: [at] }) => (isSameStream(at, stream) ? at.offset : []));
      return {
        kind: 'damaged',
        text: `${counted(gaps.count, 'damaged place')}, ${counted(gaps.bytesSkipped, 'byte')} skipped.`,
        file: displayName(file.name, file.member),
        limitsVerdict: liesBetween(gaps, offsets),
      };
    });
}

/** Where it was said that all logs are of one vehicle, and they themselves say something else. */
function foreignLogs(evidence: BatchEvidence): InvestigationGap[] {
  const texts = {
    vins: 'The logs name more than one VIN: they may be of several vehicles.',
    computer: 'Beside logs of the vehicle there are those of a desktop computer, by its programs.',
  };
  const { by } = groupLogs(logOwners(evidence));
  const gap = (text: string): InvestigationGap => ({ kind: 'several-vehicles', text, file: null, limitsVerdict: true });
  return by.flatMap((conflict) => (conflict === 'vins' || conflict === 'computer' ? [gap(texts[conflict])] : []));
}

/** Damage matters to a verdict where it lies between the pieces of evidence it rests on. */
function liesBetween(gaps: BatchEvidence['files'][number]['gaps'], offsets: readonly number[]): boolean {
  if (offsets.length === 0) return false;
  const [from, to] = [offsets.reduce((a, b) => Math.min(a, b)), offsets.reduce((a, b) => Math.max(a, b))];
  return gaps.count > gaps.first.length || gaps.first.some(({ offset }) => offset > from && offset < to);
}

function lostMessages({ files, lifecycles }: BatchEvidence, support: readonly Finding[]): InvestigationGap[] {
  const ecus = new Set(support.map(({ ecu }) => ecu));
  return [
    ...Map.groupBy(
      lifecycles.filter(({ lostMessages: lost }) => lost > 0),
      ({ ecu }) => ecu,
    ),
  ].map(([ecu, boots]) => {
    const lost = boots.reduce((sum, boot) => sum + boot.lostMessages, 0);
    const isMany = boots.some((boot) => boot.lostMessages > (boot.records + boot.lostMessages) * MANY_LOST);
    const fileName = files.find(({ file }) => file.index === boots[0].file)?.file.name ?? '';
    const writer = writerName({ ecu: plainText(ecu, 64), app: '', fileName: plainText(fileName, 64) });
    const text = `${counted(lost, `message of ${writer} is`, `messages of ${writer} are`)} missing by its message counter.`;
    return { kind: 'messages-lost', text, file: null, limitsVerdict: isMany && ecus.has(plainText(ecu, 64)) };
  });
}

function clocks({ files, lifecycles }: BatchEvidence): InvestigationGap[] {
  const unset = files.filter((file) =>
    lifecycles.some(
      ({ clock, at }) => clock === 'unset' && at.file === file.file.index && at.member === file.file.member,
    ),
  );
  const timeless = files.filter(({ firstTimeUs, records }) => records > 0 && firstTimeUs === null);
  const inferred = files.filter(({ timeInferred }) => timeInferred);
  const gap =
    (kind: string, text: string) =>
    ({ file }: BatchEvidence['files'][number]): InvestigationGap => ({
      kind,
      text,
      file: displayName(file.name, file.member),
      limitsVerdict: false,
    });
  return [
    ...unset.map(
      gap('clock-unset', 'The clock was not set in at least one boot: order is known inside this file only.'),
    ),
    ...timeless.map(gap('no-time', 'Its records have no time: order is known inside this file only.')),
    ...inferred.map(
      gap(
        'time-inferred',
        'Its times lack a year or zone: what is missing is taken from the time of the file or its upload.',
      ),
    ),
  ];
}

/** Of what rules know, everything was everyday: a reader who counts it should know what it was. */
export function everyday(findings: readonly Finding[]): InvestigationGap[] {
  const faults = findings.filter(({ category }) => category === 'fault');
  const alike = Map.groupBy(faults, (finding) => `${finding.text}, as ${writerName(finding)} logged`);
  const gaps = [...alike].map(([text, own]) => {
    const count = own.reduce((sum, each) => sum + each.count, 0);
    const times = count > 1 ? ` ${count} times` : '';
    return {
      kind: 'everyday',
      text: `Seen, and by itself no fault: ${text}${times}.`,
      file: null,
      limitsVerdict: false,
    };
  });
  return limited(gaps, 'everyday');
}

const seenText = (finding: Finding): string =>
  `${finding.text}, as ${writerName(finding)} logged${finding.count > 1 ? ` ${finding.count} times` : ''}.`;

/** Faults that were seen, and in no line that a cause rests on: an engineer should still know of them. */
export function anomalies(used: ReadonlySet<Finding>, seen: AfterCrash): InvestigationGap[] {
  const { findings, outcome } = seen;
  const arrival = outcome.observed === 'updated' ? outcome.support.at(-1) : undefined;
  const told = new Set([...used].map(({ pointers: [at] }) => pointerKey(at)));
  const faults = findings.filter(
    (finding) =>
      finding.category === 'fault' &&
      finding.role !== 'consequence' &&
      !isProbing(finding) &&
      !told.has(pointerKey(finding.pointers[0])),
  );
  return limited(
    faults.map((finding) => ({
      kind: 'anomaly',
      text: anomalyText(finding, seen),
      file: null,
      limitsVerdict:
        arrival !== undefined &&
        traitsOf(finding.name, finding.traits).unsound === true &&
        isClearlyAfter(finding.place, arrival.place),
    })),
    'anomaly',
  );
}

function anomalyText(finding: Finding, seen: AfterCrash): string {
  if (isOfProcess(finding)) return `${processSentence(finding)}. ${consequenceOf(finding, seen).text}.`;
  return seenText(finding);
}

export function unprovenGaps(unproven: readonly Finding[]): InvestigationGap[] {
  return unproven.map((finding) => ({
    kind: 'quote-unverified',
    text: `The bytes behind "${finding.text}" could not be read back as they were: it is not used.`,
    file: null,
    limitsVerdict: true,
  }));
}

export const passedOver = (count: number): InvestigationGap[] =>
  count === 0
    ? []
    : [
        {
          kind: 'passed-over',
          text: `${counted(count, 'less telling finding was', 'less telling findings were')} not read back and ${count === 1 ? 'is' : 'are'} not used.`,
          file: null,
          limitsVerdict: false,
        },
      ];
