import type { Report, Verdict } from '#src/report/report.ts';
import type { Contrast } from './contrast.ts';
import { isOfProcess } from './crash-words.ts';
import type { Finding } from './finding.ts';
import { isToldByKind, sentenceOf } from './finding-sentence.ts';
import type { InvestigationGap } from './gaps.ts';
import { independentSources } from './independent-sources.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isOrderKnown } from './place.ts';
import type { Ranked } from './rank-hypotheses.ts';
import type { Unexplained } from './unexplained.ts';

interface ReasonedVerdict {
  verdict: Verdict;
  /** One sentence. */
  reason: string;
}

export interface VerdictInput {
  finding: Report['finding'];
  ranked: readonly Ranked[];
  outcome: ObservedOutcome;
  gaps: readonly InvestigationGap[];
  contrast: Contrast;
  /** What lines that no rule knows are to be looked at for: their words, or only their level. */
  lookAt: 'words' | 'level' | 'nothing';
  /** There is no log of which anything could be read. */
  isUnread: boolean;
}

const inconclusive = (reason: string): ReasonedVerdict => ({ verdict: 'INCONCLUSIVE', reason });
const likely = (reason: string): ReasonedVerdict => ({ verdict: 'LIKELY', reason });

/**
 * CONFIRMED needs two independent sources, no surviving rival and no gap that touches the evidence; LIKELY a supported
 * cause; everything else is INCONCLUSIVE. Nothing but evidence raises a verdict.
 */
export function judgeVerdict(input: VerdictInput): ReasonedVerdict {
  if (input.finding === 'no-fault') return judgeSuccess(input);
  if (input.finding === 'unknown') return inconclusive(nothingShown(input));
  const [leading, ...others] = input.ranked;
  if (leading?.status !== 'leading') return inconclusive(withoutCause(input));
  if (leading.candidate.proposer === 'unexplained') return judgeUnexplained(leading, others, input);
  if (isStepOnly(leading)) {
    return inconclusive('The logs name what failed; no line that Argus knows says why.');
  }
  return judgeCause(leading, others, input);
}

function judgeCause(
  { candidate }: Ranked,
  others: readonly Ranked[],
  { gaps, outcome }: VerdictInput,
): ReasonedVerdict {
  const rivals = others.filter(({ status }) => status === 'rival');
  if (rivals.length > 0) {
    const titles = [...new Set(rivals.map(({ candidate: { core, rows } }) => rows[0]?.title ?? sentenceOf(core[0])))];
    const named = titles.slice(0, 3).map((title) => `"${title}"`);
    return likely(
      `The evidence supports this cause, but ${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} not ruled out.`,
    );
  }
  const limiting = gaps.find(({ limitsVerdict }) => limitsVerdict);
  if (limiting)
    return likely(`The evidence supports this cause, but not everything could be seen: ${describeGap(limiting)}`);
  if (candidate.sources.length < 2)
    return likely('The evidence supports this cause, but it comes from one source only.');
  if (
    outcome.failure &&
    !candidate.support.some((finding) => isOrderKnown(finding.place, (outcome.failure as Finding).place))
  ) {
    return likely('The evidence supports this cause, but the clocks do not show that it came before the failure.');
  }
  return {
    verdict: 'CONFIRMED',
    reason: `${candidate.sources.length} independent sources agree, nothing in the logs speaks for another cause, and no gap touches the evidence.`,
  };
}

/** The words of a line are no proof: it takes good runs to compare with, or a second source, to call it likely. */
function judgeUnexplained(
  { candidate }: Ranked,
  others: readonly Ranked[],
  { contrast, gaps }: VerdictInput,
): ReasonedVerdict {
  const isSpecific = (candidate as Unexplained).standing === 'specific';
  const hasRival = others.some(({ status }) => status === 'rival');
  const isLimited = gaps.some(({ limitsVerdict }) => limitsVerdict);
  if (hasRival || isLimited || (!isSpecific && candidate.sources.length < 2)) {
    const why = hasRival ? 'other lines tell as much' : 'nothing at hand bears it out';
    return inconclusive(`${whatIsKnown(candidate.core[0])}, and ${why}.`);
  }
  if (isSpecific)
    return likely(`No rule knows this line, and nothing that went well has it. ${contrast.against ?? ''}`.trim());
  return likely('No rule knows these lines, and independent sources give the same reason.');
}

function whatIsKnown(finding: Finding): string {
  if (isOfProcess(finding)) return 'What ended is known, and no line that Argus knows says why';
  return isToldByKind(finding)
    ? 'What was seen is known, and no line that Argus knows says why'
    : 'No rule knows what failed; this line tells most by its words and its place';
}

function isStepOnly({ candidate: { core, rows } }: Ranked): boolean {
  return rows[0].isSymptomOnly === true && core.every(({ role }) => role !== 'cause');
}

function judgeSuccess({ gaps, outcome: { isTargetSeen, support } }: VerdictInput): ReasonedVerdict {
  const limiting = gaps.find(({ limitsVerdict }) => limitsVerdict);
  if (limiting?.kind === 'anomaly') return likely(`The logs show success, and a fault after it: ${limiting.text}`);
  if (limiting) return likely(`The logs show success, but not everything could be seen: ${describeGap(limiting)}`);
  if (isTargetSeen === false) {
    return likely('The logs show success, but the version that the update was to bring is not seen running.');
  }
  if (countMarkers(support) < 2) return likely('The logs show success, but in one way only.');
  return {
    verdict: 'CONFIRMED',
    reason: 'At least two independent findings show that the new software runs, and nothing contradicts them.',
  };
}

/** Different kinds of findings are independent of each other, and so are different sources of the same kind. */
function countMarkers(support: readonly Finding[]): number {
  const kinds = new Set(support.map(({ name }) => name.replace('phase:commit:succeeded', 'marker:committed')));
  return Math.max(kinds.size, independentSources(support).length);
}

/** The headline says what was recognised; this, what that is worth. */
function nothingShown({ gaps, isUnread, lookAt }: VerdictInput): string {
  if (isUnread) return 'Nothing was read, so nothing is known.';
  const unreadable = gaps.some(({ kind }) => kind === 'file-unreadable') ? ', and not everything could be read' : '';
  return `That is no proof that all is well${unreadable}.${LOOK[lookAt]}`;
}
const LOOK = {
  words: ' Some lines sound like a failure: look at them.',
  level: ' Some lines were logged as errors: look at them.',
  nothing: '',
};

function withoutCause({ gaps, ranked }: VerdictInput): string {
  if (ranked.length > 0) return 'Every cause that Argus found lines for is ruled out.';
  if (gaps.some(({ kind }) => kind === 'anomaly'))
    return 'Faults were seen, and no row of knowledge ties one of them to what happened.';
  return 'Something failed, and no line that Argus knows names a cause.';
}

const describeGap = ({ file, text }: InvestigationGap): string => (file ? `${file}: ${text}` : text);
