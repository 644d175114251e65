import { isDocument } from '#src/evidence/file-evidence.ts';
import { counted } from '#src/report/counted.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Report } from '#src/report/report.ts';
import { baselineText } from './baseline/baseline.ts';
import { agreesWithClaim } from './claimed-outcome.ts';
import { isOfProcess, repetition } from './crash-words.ts';
import { awaitsUse } from './episodes.ts';
import { evidenceIds } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import { isToldByKind } from './finding-sentence.ts';
import type { Hypotheses } from './form-hypotheses.ts';
import {
  anomalies,
  collectGaps,
  everyday,
  type InvestigationGap,
  passedOver,
  toReportGap,
  unprovenGaps,
} from './gaps.ts';
import { headlineOf } from './headline.ts';
import type { Investigation } from './investigation.ts';
import { isNotable, weightOf } from './line-weight.ts';
import { isUpdateUnseen, type ObservedOutcome } from './observe-outcome.ts';
import { comparisonOf, episodesOf, levelsOf, measuredOf } from './summarise-session.ts';
import { buildTimeline } from './timeline.ts';
import { judgeVerdict } from './verdict.ts';

const MAX_ACTIONS = 8;
/** Of a log line inside a headline. */
const MAX_LINE_CHARS = 140;
/** What a line must tell to stand in the headline of a report that knows no fault. */
const HEADLINE_WEIGHT = 40;
/** Rows that no finding points to are no news: the ledger keeps those that a filter turned away. */
const LISTED_FILTERS = new Set(['platform', 'ecu', 'firmware', 'discriminating']);

export function writeReport(investigation: Investigation, hypotheses: Hypotheses): Report {
  const { attempts, contrast, finding, input, lookAt, outcome, pack, findings } = investigation;
  const isUnread = input.evidence.records === 0;
  const timeline = buildTimeline(findings, pack.idOf);
  const gaps = gapsOf(investigation, hypotheses, timeline.dropped);
  const { verdict, reason } = judgeVerdict({
    finding,
    ranked: hypotheses.ranked,
    outcome,
    gaps,
    contrast,
    lookAt: lookAt.length === 0 ? 'nothing' : isNotable(lookAt[0]) ? 'words' : 'level',
    isUnread,
  });
  const agrees = agreesWithClaim(input.context.claimedOutcome, outcome.observed);
  const leading = hypotheses.list.find(({ status }) => status === 'leading');
  const first = hypotheses.ranked[0]?.candidate.core[0];
  return {
    schemaVersion: 2,
    batch: input.context,
    finding,
    verdict,
    verdictReason: reason,
    headline: headlineOf({
      finding,
      outcome,
      context: input.context,
      leading,
      code: codeOf(hypotheses.ranked[0]?.candidate.core ?? []),
      file: first && first.ecu === '' && input.evidence.files.length > 1 ? first.fileName : null,
      program: first && isOfProcess(first) ? { repetition: repetition(first) } : null,
      isToldByKind: first !== undefined && isToldByKind(first),
      lookAt: firstLine(investigation),
      isUnread,
      isWritten: awaitsUse(attempts),
      agrees,
    }),
    outcome: {
      observed: outcome.observed,
      claimed: input.context.claimedOutcome,
      agrees,
      evidence: outcomeIds(investigation),
    },
    hypotheses: hypotheses.list,
    lookAt: evidenceIds(lookAt, pack),
    ...episodesOf(investigation),
    levels: levelsOf(input.evidence),
    ...measuredOf(input.evidence),
    contrast: comparisonOf(investigation),
    evidence: pack.items,
    timeline: timeline.entries,
    gaps: gaps.map(toReportGap),
    actions: actionsOf(hypotheses, outcome),
    ...ledgerOf(investigation),
    ...filesOf(investigation),
    baseline: baselineOf(investigation),
    model: null,
    provenance: provenanceOf(investigation, hypotheses),
  };
}

/** Trouble codes come in lists: the first one, and how many more there are. */
function codeOf(core: readonly Finding[]): string | null {
  const first = core.find(({ code }) => code !== null);
  if (first === undefined) return null;
  const listed = new Set(core.flatMap(({ code, name }) => (name === 'dtc' ? (code ?? []) : [])));
  return listed.size > 1 ? `${first.code} and ${listed.size - 1} more` : first.code;
}

function outcomeIds({ outcome, pack }: Investigation): string[] {
  return [...evidenceIds(outcome.support, pack), ...pack.negativeIds];
}

function gapsOf(
  { finding, input, outcome, proven, findings }: Investigation,
  { ranked }: Hypotheses,
  undated: number,
): InvestigationGap[] {
  const support = [...(ranked[0]?.candidate.support ?? []), ...(outcome.failure ? [outcome.failure] : outcome.support)];
  const used = new Set<Finding>(ranked.flatMap(({ candidate }) => candidate.support));
  const capped: InvestigationGap = {
    kind: 'timeline-capped',
    text: `${counted(undated, 'further event is', 'further events are')} not in the timeline.`,
    file: null,
    limitsVerdict: false,
  };
  return [
    ...collectGaps(input.evidence, support),
    ...unprovenGaps(proven.unproven),
    ...passedOver(proven.passedOver),
    ...(finding === 'unknown'
      ? everyday(findings)
      : anomalies(used, { findings, outcome, templates: input.evidence.templates })),
    ...(undated > 0 ? [capped] : []),
  ];
}

function firstLine({ lookAt: [first], pack }: Investigation): string | undefined {
  const id = first && weightOf(first) >= HEADLINE_WEIGHT ? pack.idOf.get(first) : undefined;
  const quote = pack.items.find((item) => item.id === id)?.quote;
  return quote ? `“${plainText(quote.text.trim(), MAX_LINE_CHARS)}” (${quote.file})` : undefined;
}

function baselineOf({ input: { baseline, context, good } }: Investigation): Report['baseline'] {
  if (good) return { kind: 'none', text: 'No baseline: the good logs that were named were compared instead.' };
  if (baseline) return { kind: baseline.kind, text: `Baseline: ${baselineText(baseline)}.` };
  if (context.batchId === null)
    return { kind: 'none', text: 'No baseline: logs of a vehicle that was well can be named with --compare.' };
  return { kind: 'none', text: 'No baseline: too few batches of this platform and firmware went well.' };
}

/** The leading cause's actions first, then the first one of each rival's, with its cause: it may be what tells them apart. */
function actionsOf({ ranked }: Hypotheses, outcome: ObservedOutcome): Report['actions'] {
  const isFitting = ({ afterUpdate }: { afterUpdate?: true | undefined }): boolean =>
    afterUpdate === undefined || !isUpdateUnseen(outcome);
  const seen = new Set<string>();
  const isNew = ({ text }: { text: string }): boolean => !seen.has(text) && seen.add(text) !== undefined;
  const actions = ranked.flatMap(({ candidate, status }) => {
    if (status === 'ruled-out') return [];
    const own = candidate.rows.flatMap((row) => row.actions.filter(isFitting).map((action) => ({ ...action, row })));
    if (status === 'leading')
      return own.filter(isNew).map(({ risk, row, text }) => ({ text, risk, knowledge: row.id }));
    return own
      .slice(0, 1)
      .filter(isNew)
      .map(({ risk, row, text }) => ({ text: `If it is "${row.title}": ${text}`, risk, knowledge: row.id }));
  });
  return actions.slice(0, MAX_ACTIONS);
}

function ledgerOf({ selection: { matched, excluded } }: Investigation): Pick<Report, 'knowledge'> {
  return {
    knowledge: {
      matched: matched.map(({ id, title, cause, source }) => ({ id, title, cause, source })),
      excluded: excluded.filter(({ filter }) => LISTED_FILTERS.has(filter)).map(({ id, reason }) => ({ id, reason })),
    },
  };
}

function filesOf({ input: { evidence } }: Investigation): Pick<Report, 'files' | 'totals'> {
  const parsed = evidence.files.map(({ file, format, gaps, records }) => ({
    index: file.index,
    name: plainText(file.name, 300),
    member: file.member === null ? null : plainText(file.member, 300),
    status: 'parsed' as const,
    format,
    records,
    gaps: gaps.count,
    bytesSkipped: gaps.bytesSkipped,
    message: null,
  }));
  const failed = evidence.failed.map(({ fault, index, member, message, name }) => ({
    index,
    name: plainText(name, 300),
    member: member === null ? null : plainText(member, 300),
    status: isDocument({ fault }) ? ('not-a-log' as const) : ('failed' as const),
    format: null,
    records: 0,
    gaps: 0,
    bytesSkipped: 0,
    message: plainText(message, 400),
  }));
  const files = rowPerStream(parsed, failed).sort(
    (a, b) => a.index - b.index || ((a.member ?? '') < (b.member ?? '') ? -1 : 1),
  );
  const faults = evidence.faults.reduce((sum, { count }) => sum + count, 0);
  const { records, templates, unmatched } = evidence;
  return {
    files,
    totals: {
      files: files.length,
      parsed: files.filter(({ status }) => status === 'parsed').length,
      failed: files.filter(({ status }) => status === 'failed').length,
      records,
      unmatched,
      templates: templates.length,
      faults,
    },
  };
}

type FileRow = Report['files'][number];

/** What was read in part has its records and the reason in one row; what ended before its first record was not read. */
function rowPerStream(parsed: readonly FileRow[], failed: readonly FileRow[]): FileRow[] {
  const keyOf = ({ index, member }: FileRow) => `${index}\0${member}`;
  const read = new Map(parsed.map((row) => [keyOf(row), row]));
  const reasons = new Map(failed.map((row) => [keyOf(row), row]));
  const rows = parsed.flatMap((row) => {
    const reason = reasons.get(keyOf(row));
    return reason && row.records === 0 ? [] : [{ ...row, message: reason?.message ?? null }];
  });
  return [...rows, ...failed.filter((row) => (read.get(keyOf(row))?.records ?? 0) === 0)];
}

function provenanceOf({ input }: Investigation, { claimsDropped }: Hypotheses): Report['provenance'] {
  const versions = input.evidence.files.map(({ format, parserVersion }) => [format, parserVersion] as const);
  return {
    argus: input.argusVersion,
    parsers: Object.fromEntries(versions.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    evidenceVersion: [...new Set(input.evidence.files.map((file) => file.evidenceVersion))].sort().join(', '),
    knowledgeSnapshot: input.knowledge.snapshot,
    promptHash: null,
    claimsDropped,
  };
}
