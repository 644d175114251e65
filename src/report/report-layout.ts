import { counted } from './counted.ts';
import type { Claim, EvidenceItem, Hypothesis, Report, SimilarCase } from './report.ts';

/** Words and order that every rendering of a report shares: what an engineer on call reads first comes first. */
interface HypothesisGroups {
  leading: Hypothesis | undefined;
  rivals: Hypothesis[];
  ruledOut: Hypothesis[];
}

export function groupHypotheses({ hypotheses }: Report): HypothesisGroups {
  const withStatus = (status: Hypothesis['status']): Hypothesis[] =>
    hypotheses.filter((hypothesis) => hypothesis.status === status);
  return { leading: withStatus('leading')[0], rivals: withStatus('rival'), ruledOut: withStatus('ruled-out') };
}

/** What is shown for a cause that does not lead: enough to see why it is there. */
const MAX_CITED = 2;

/** The evidence that a line about a cause that does not lead names: all of it is shown. */
export const citedFor = ({ evidence }: Hypothesis): string[] => evidence.slice(0, MAX_CITED);

/** What the report cites, and with it the proof of the outcome; the rest of the pack follows it. */
export function splitEvidence(report: Report): { central: EvidenceItem[]; other: EvidenceItem[] } {
  const { leading, rivals, ruledOut } = groupHypotheses(report);
  const cited = new Set([
    ...(leading?.evidence ?? []),
    ...(leading?.claims.flatMap(({ evidence }) => evidence) ?? []),
    ...report.outcome.evidence,
    ...[...rivals, ...ruledOut].flatMap(citedFor),
  ]);
  return {
    central: report.evidence.filter(({ id }) => cited.has(id)),
    other: report.evidence.filter(({ id }) => !cited.has(id)),
  };
}

/** `file @ 1024 +96`: what `argus parse --records` prints as offset and length. */
export function placeText({ quote }: EvidenceItem): string | null {
  if (quote === null) return null;
  return `${quote.file} @ ${quote.pointer.offset} +${quote.pointer.length}`;
}

export function timeText(timeUs: number | null): string {
  if (timeUs === null) return 'no time';
  const date = new Date(timeUs / 1000);
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString();
}

const OBSERVED: Readonly<Record<Report['outcome']['observed'], string>> = {
  updated: 'Update installed and in use.',
  'rolled-back': 'Update rolled back.',
  failed: 'Update failed.',
  interrupted: 'Update interrupted.',
  'not-attempted': 'No update was due, says the update client.',
  unknown: 'How the update ended is in no line that Argus knows.',
};

export function outcomeText({ attempts, outcome }: Report): string {
  const observed = outcome.observed === 'unknown' ? unknownText(attempts) : OBSERVED[outcome.observed];
  if (outcome.claimed === null) return observed;
  const agreement = { true: 'they agree', false: 'they DISAGREE', null: 'they cannot be compared' }[
    String(outcome.agrees)
  ];
  return `${observed} Claimed: ${outcome.claimed} (${agreement}).`;
}

function unknownText(attempts: Report['attempts']): string {
  if (attempts.length === 0) return 'No update seen: no line of one that Argus knows.';
  return isOnlyLook(attempts) ? 'No update seen: a client only looked for one.' : OBSERVED.unknown;
}

const isOnlyLook = (attempts: Report['attempts']): boolean =>
  attempts.length > 0 && attempts.every(({ outcome, reached }) => outcome === 'unknown' && reached === 'check');

/** The outcome below a headline, which has told it: what was claimed of it, or that a client only looked for an update. */
export function outcomeBelow(report: Report): string | undefined {
  const isTold = report.outcome.claimed === null && !isOnlyLook(report.attempts);
  return isTold ? undefined : outcomeText(report);
}

/** Above this many they are counted, not listed. */
const MAX_LISTED = 6;

/** "Update attempts: nothing to do (×40); failed, reached install." */
export function attemptsText({ attempts }: Report): string | undefined {
  if (attempts.length === 0) return undefined;
  const said = attempts.map(({ ecu, outcome, reached }) => {
    const step = reached === null || outcome === 'nothing-to-do' ? '' : `, reached ${reached}`;
    return `${ecu ? `${ecu}: ` : ''}${outcome.replaceAll('-', ' ')}${step}`;
  });
  return `Update attempts: ${runsOf(said)}.`;
}

export function bootsText({ boots }: Report): string | undefined {
  const byEcu = [...Map.groupBy(boots, ({ ecu }) => ecu)];
  const restarted = byEcu.filter(([, own]) => own.length > 1);
  if (restarted.length === 0) return undefined;
  const said = restarted.map(([ecu, own]) => `${ecu || 'one that no log names'} ${own.length} times`);
  return `Boots in the logs: ${runsOf(said)}.`;
}

function runsOf(texts: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of texts) {
    if (runs.at(-1)?.text === text) (runs.at(-1) as { count: number }).count++;
    else runs.push({ text, count: 1 });
  }
  const shown = runs.slice(-MAX_LISTED).map(({ count, text }) => (count > 1 ? `${text} (×${count})` : text));
  return (runs.length > MAX_LISTED ? ['…', ...shown] : shown).join('; ');
}

/** " Levels: 3 error, 12 warn, 400 info."; what was never used is left out, and all of it where nothing has a level. */
export function levelsText({ levels }: Report): string {
  const used = Object.entries(levels).filter(([, count]) => count > 0);
  if (used.every(([level]) => level === 'none')) return '';
  return ` Levels: ${used.map(([level, count]) => `${count} ${level === 'none' ? 'without a level' : level}`).join(', ')}.`;
}

/** Lines that a reader should look at himself, apart from those that are shown as evidence. */
export function linesToShow(report: Report): EvidenceItem[] {
  const shown = new Set(splitEvidence(report).central.map(({ id }) => id));
  const byId = new Map(report.evidence.map((item) => [item.id, item]));
  return report.lookAt.flatMap((id) => (shown.has(id) ? [] : (byId.get(id) ?? [])));
}

const CHECKS = {
  lines: 'lines read back',
  quotes: 'quotes to the letter',
  order: 'order',
  ecus: 'two ECUs',
  meaning: 'what it means',
  cause: 'that one led to the other',
} as const;

/** What a reader should know of a claim that a language model made: what code checked of it and what not. */
export function claimOrigin({ source, check = { checked: [], notChecked: [] } }: Claim): string {
  if (source !== 'model') return '';
  const list = (names: readonly (keyof typeof CHECKS)[]): string => names.map((name) => CHECKS[name]).join(', ');
  return ` (the language model's reading; checked: ${list(check.checked) || 'nothing'}; not checked: ${list(check.notChecked) || 'what it means'})`;
}

/** Undefined when no language model took part. */
export function modelText({ model }: Report): string | undefined {
  if (model === null) return undefined;
  const { firstTokenMs, id, inputTokens, note, outputTokens, priceUsd } = model;
  if (model.status !== 'answered') return `Language model ${id}: ${note}`;
  const price = priceUsd === null ? '' : `, $${priceUsd.toFixed(4)}`;
  const first = firstTokenMs === null ? '' : `, first token after ${(firstTokenMs / 1000).toFixed(1)} s`;
  return `Language model ${id}: ${note} ${counted(inputTokens, 'token')} in, ${outputTokens} out${price}${first}.`;
}

export function vehicleText({ batch }: Report): string {
  const { firmware } = batch;
  const parts = [
    `Vehicle ${batch.vehicleId}`,
    batch.platform && `platform ${batch.platform}`,
    firmware && `firmware ${firmware.from ?? '?'} → ${firmware.to ?? '?'}`,
    batch.otaCampaignId && `campaign ${batch.otaCampaignId}`,
    batch.batchId && `batch ${batch.batchId}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** `, 1 of them in part, 2 unreadable`. */
export function unreadCounts({ files, totals }: Pick<Report, 'files' | 'totals'>): string {
  const parts = files.filter(isReadInPart).length;
  const inPart = parts > 0 ? `, ${parts} of them in part` : '';
  return totals.failed > 0 ? `${inPart}, ${totals.failed} unreadable` : inPart;
}

/** It has records, and a sentence on why there are no more. */
const isReadInPart = ({ message, status }: Report['files'][number]): boolean => status === 'parsed' && message !== null;

export function totalsText({ files, totals }: Report): string {
  const read = `${totals.parsed} of ${counted(totals.files, 'file')} read${unreadCounts({ files, totals })}`;
  return `${read}; ${counted(totals.records, 'record')}, ${counted(totals.faults, 'event that rules know', 'events that rules know')}.`;
}

/** A table of files is read while it fits a screen; a damaged or unreadable file is always in it. */
const MAX_FILES_SHOWN = 40;
/** One earlier batch, and what became of it, as text. */
export function similarText({ batchId, firmware, platform, resolution, shared, title, verdict }: SimilarCase): string {
  const where = [platform, firmware?.to ?? firmware?.from].filter(Boolean).join(', ');
  const found =
    resolution === null
      ? `${title ?? 'no cause found'} (${verdict}, nobody said whether it was that)`
      : resolution.cause === null
        ? 'a false alarm'
        : `${resolution.cause} (an engineer said so)`;
  return `${batchId}${where ? ` (${where})` : ''}: ${found}. Both show: ${shared.slice(0, 3).join('; ')}`;
}

export const MAX_TIMELINE_SHOWN = 60;

export function filesToShow({ files }: Pick<Report, 'files'>): { shown: Report['files']; hidden: number } {
  const worrying = files.filter((file) => file.status === 'failed' || file.gaps > 0 || isReadInPart(file));
  const rest = files.filter((file) => !worrying.includes(file));
  const shown = [...worrying, ...rest].slice(0, MAX_FILES_SHOWN);
  return { shown, hidden: files.length - shown.length };
}

/** What is said of a file that was not read stands with the file. */
export function gapsToShow({ files, gaps }: Report): Report['gaps'] {
  const told = new Set(filesToShow({ files }).shown.flatMap(({ message }) => message ?? []));
  return gaps.filter(({ file, text }) => file === null || !told.has(text));
}

const MAX_UNREAD_NAMED = 5;

/** Which files could not be read: what a report says before anything else; undefined where all were. */
export function unreadText({ files }: Report): string | undefined {
  const said = [
    ...namedFiles(
      'Not read',
      files.filter(({ status }) => status === 'failed'),
    ),
    ...namedFiles('Read in part', files.filter(isReadInPart)),
  ];
  return said.length === 0 ? undefined : `${said.join(' ')} Why is told under "Files".`;
}

function namedFiles(what: string, files: Report['files']): string[] {
  if (files.length === 0) return [];
  const names = files
    .slice(0, MAX_UNREAD_NAMED)
    .map(({ member, name }) => (member === null ? name : `${name} › ${member}`));
  const more = files.length > names.length ? ` and ${files.length - names.length} more` : '';
  return [`${what}: ${names.join(', ')}${more}.`];
}

/** What came of each vehicle that the report is not on; empty where the logs may be of one. */
export function otherVehicles({ vehicles }: Report): string[] {
  const others = vehicles?.groups.filter(({ isShown }) => !isShown) ?? [];
  return others.map(({ files, headline, name, verdict }) => {
    const [first, ...more] = files;
    const where = [
      ...(first === undefined || first === name ? [] : [first]),
      ...(more.length > 0 ? [`${more.length} more`] : []),
    ];
    return `${name}${where.length > 0 ? ` (${where.join(' and ')})` : ''}: ${verdict}. ${headline}`;
  });
}

/** What made this report: versions, knowledge and baseline, and what the gate refused. */
export function provenanceTexts({ baseline, knowledge, provenance }: Report): string[] {
  const parsers = Object.entries(provenance.parsers).map(([name, version]) => `${name} ${version}`);
  return [
    `Argus ${provenance.argus}, evidence version ${provenance.evidenceVersion}, parsers: ${parsers.join(', ')}`,
    `Knowledge snapshot ${provenance.knowledgeSnapshot}: ${counted(knowledge.matched.length, 'row applies', 'rows apply')}, ${counted(knowledge.excluded.length, 'was', 'were')} turned away by a filter`,
    baseline.text,
    `${counted(provenance.claimsDropped, 'claim was', 'claims were')} refused by the gate`,
  ];
}

/** More are in the JSON report. */
const MAX_MEASURED_SHOWN = 12;

/** "tcu: supply voltage 9.8 to 12.6 V, 95 % up to 12.4 (120 values)" */
export function measuredLines({ measured = [] }: Report): string[] {
  const lines = measured.slice(0, MAX_MEASURED_SHOWN).map(({ count, ecu, max, min, name, p95, unit }) => {
    const range = min === max ? numberText(min) : `${numberText(min)} to ${numberText(max)}`;
    const most = min === max ? '' : `, 95 % up to ${numberText(p95)}`;
    const values = counted(count, 'value');
    return `${ecu ? `${ecu}: ` : ''}${name} ${range}${unit ? ` ${unit}` : ''}${most} (${values})`;
  });
  const hidden = measured.length - lines.length;
  return hidden > 0 ? [...lines, `and ${hidden} more in the JSON report`] : lines;
}

const numberText = (value: number): string => String(Number(value.toPrecision(4)));
