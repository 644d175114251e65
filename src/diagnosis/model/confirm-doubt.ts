import type { EvidenceItem, Hypothesis, Report } from '#src/report/report.ts';
import type { ClaimBasis } from '../gate.ts';
import type { DoubtLine } from './answer-line.ts';
import { toldByRules } from './claim-sentence.ts';

/** Further back than this, nothing suggests that two things have to do with each other. */
const LEAD_TIME_US = 600_000_000;
const FAILED: readonly string[] = ['failed', 'rolled-back', 'interrupted'];

interface Judged {
  report: Report;
  basis: ClaimBasis;
  leading: Hypothesis;
}

/**
 * Why CONFIRMED is too much, in one sentence of Argus' own: undefined unless the cited line contradicts the leading cause by
 * what the rules themselves read in it. A model points; what it points at has to carry the doubt.
 */
export function confirmDoubt(report: Report, basis: ClaimBasis, { doubt, evidence }: DoubtLine): string | undefined {
  const item = basis.evidence.get(evidence);
  const leading = report.hypotheses.find(({ status }) => status === 'leading');
  if (report.verdict !== 'CONFIRMED' || leading === undefined || item?.quote?.verified !== true) return undefined;
  const meaning = DOUBTS[doubt](item, { report, basis, leading });
  return meaning && `${item.id} (${toldByRules(item)}) ${meaning}`;
}

/** What a line has to show to carry a doubt, and how that reads. */
const DOUBTS: Record<DoubtLine['doubt'], (item: EvidenceItem, judged: Judged) => string | undefined> = {
  'earlier-cause': (item, judged) =>
    isEarlierCause(item, judged)
      ? 'names a cause too, was logged before what the leading cause rests on, and no cause explains it.'
      : undefined,
  'opposite-outcome': (item, judged) =>
    isOppositeOutcome(item, judged)
      ? 'shows the version that the update was to bring in use after the failure, on the same ECU.'
      : undefined,
};

/** What belongs to any hypothesis has been weighed by the rules already. */
function isEarlierCause(item: EvidenceItem, { report, basis, leading }: Judged): boolean {
  const isWeighed = report.hypotheses.some(({ evidence, against }) => [...evidence, ...against].includes(item.id));
  const own = leading.evidence;
  const [isBefore, isAfter] = [
    own.some((id) => basis.isClearlyAfter(id, item.id)),
    own.some((id) => basis.isClearlyAfter(item.id, id)),
  ];
  return basis.shows(item.id) === 'cause' && !isWeighed && isBefore && !isAfter && !isLongBefore(item, leading, basis);
}

function isLongBefore({ timeUs }: EvidenceItem, { evidence }: Hypothesis, basis: ClaimBasis): boolean {
  const times = evidence.map((id) => basis.evidence.get(id)?.timeUs ?? null).filter((time) => time !== null);
  return timeUs !== null && times.length > 0 && Math.min(...times) - timeUs > LEAD_TIME_US;
}

function isOppositeOutcome(item: EvidenceItem, { report, basis, leading }: Judged): boolean {
  const { observed, evidence } = report.outcome;
  const shown = [...evidence, ...leading.evidence].filter((id) => basis.evidence.get(id)?.quote != null);
  const isSame = leading.ecu !== '' && item.ecu === leading.ecu;
  const isLast = shown.length > 0 && shown.every((id) => basis.isClearlyAfter(item.id, id));
  return FAILED.includes(observed) && basis.shows(item.id) === 'target-in-use' && isSame && isLast;
}
