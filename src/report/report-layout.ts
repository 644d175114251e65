import type { Claim, EvidenceItem, Hypothesis, Report } from './report.ts';

/** Words and order that every rendering of a report shares: what an engineer on call reads first comes first. */
export interface HypothesisGroups {
  leading: Hypothesis | undefined;
  rivals: Hypothesis[];
  ruledOut: Hypothesis[];
}

export function groupHypotheses({ hypotheses }: Report): HypothesisGroups {
  const withStatus = (status: Hypothesis['status']): Hypothesis[] =>
    hypotheses.filter((hypothesis) => hypothesis.status === status);
  return { leading: withStatus('leading')[0], rivals: withStatus('rival'), ruledOut: withStatus('ruled-out') };
}

/** The proof of the leading cause and of the outcome; the rest of the pack follows it. */
export function splitEvidence(report: Report): { central: EvidenceItem[]; other: EvidenceItem[] } {
  const { leading } = groupHypotheses(report);
  const cited = new Set([
    ...(leading?.evidence ?? []),
    ...(leading?.claims.flatMap(({ evidence }) => evidence) ?? []),
    ...report.outcome.evidence,
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

export function outcomeText({ outcome }: Report): string {
  const observed = `Observed: ${outcome.observed}.`;
  if (outcome.claimed === null) return observed;
  const agreement = { true: 'they agree', false: 'they DISAGREE', null: 'they cannot be compared' }[
    String(outcome.agrees)
  ];
  return `${observed} Claimed: ${outcome.claimed} (${agreement}).`;
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
  return `Language model ${id}: ${note} ${inputTokens} tokens in, ${outputTokens} out${price}${first}.`;
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

export function totalsText({ totals }: Report): string {
  const failed = totals.failed > 0 ? `, ${totals.failed} unreadable` : '';
  return `${totals.parsed} of ${totals.files} files read${failed}; ${totals.records} records, ${totals.faults} fault events.`;
}

/** A table of files is read while it fits a screen; a damaged or unreadable file is always in it. */
export const MAX_FILES_SHOWN = 40;
export const MAX_TIMELINE_SHOWN = 60;

export function filesToShow({ files }: Report): { shown: Report['files']; hidden: number } {
  const worrying = files.filter(({ gaps, status }) => status === 'failed' || gaps > 0);
  const rest = files.filter((file) => !worrying.includes(file));
  const shown = [...worrying, ...rest].slice(0, MAX_FILES_SHOWN);
  return { shown, hidden: files.length - shown.length };
}
