import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Claim, Hypothesis, Report } from '#src/report/report.ts';
import type { Contrast, Standing } from '../contrast.ts';
import { spansOf, wentWrong } from '../episodes.ts';
import type { Finding } from '../finding.ts';
import { findGateFault } from '../gate.ts';
import { independentSources } from '../independent-sources.ts';
import type { Investigation } from '../investigation.ts';
import { weightOf } from '../line-weight.ts';
import { streamKey } from '../place.ts';
import { isInsideUpdate, WEIGHT } from '../score.ts';
import type { ProposalLine } from './answer-line.ts';
import type { CitableBasis } from './citable-basis.ts';
import { claimSentence } from './claim-sentence.ts';
import { isInstruction, isShowable } from './showable-text.ts';

/** What code finds for a proposal by itself; `null`: nothing. */
export type Support = 'contrast' | 'second-source' | null;

/** A cause that a language model names and that passed the gate. */
export interface Proposal {
  hypothesis: Hypothesis;
  claim: Claim;
  support: Support;
}

export interface ProposalBasis {
  rules: Report;
  investigation: Investigation;
  basis: CitableBasis;
  isSensitive(text: string): boolean;
}

/** Logged so often, it is how this vehicle is, and no cause. */
const MANY = 50;
/** And sooner so where its words tell of no failure. */
const MANY_UNTOLD = 10;
const MAX_QUOTED_CHARS = 160;

/**
 * The proposal that a line makes, or undefined: its lines exist and their bytes were read again, its quotes stand there, its
 * order holds, its first line can be a cause at all, and one of its lines has to do with what went wrong. That the first
 * led to the others is the model's reading, and is marked as not checked.
 */
export async function judgeProposal({ chain }: ProposalLine, on: ProposalBasis): Promise<Proposal | undefined> {
  const { basis, rules } = on;
  const ids = chain.map(({ evidence }) => evidence);
  if (rules.verdict === 'CONFIRMED' || rules.finding === 'no-fault') return undefined;
  await basis.prove(ids);
  const findings = ids.map((id) => basis.findingOf(id));
  if (!findings.every((finding) => finding !== undefined) || ids.some((id) => isOrder(id, on))) return undefined;
  if (!mayBeCause(ids[0], findings[0], on) || !ids.some((id) => isTied(id, on))) return undefined;
  const sentence = claimSentence(chain, { basis, own: ids, isSensitive: on.isSensitive });
  const claim = sentence && { id: '', ...sentence, knowledge: [], source: 'model' as const };
  if (claim === undefined || findGateFault(claim, basis) !== undefined) return undefined;
  return proposalOf({ claim, findings, origin: ids[0] }, on);
}

/** A line that speaks to its reader is shown to nobody as a cause. */
const isOrder = (id: string, { basis }: ProposalBasis): boolean =>
  isInstruction(basis.evidence.get(id)?.quote?.text ?? '');

/** Not what Argus knows to be a step, a consequence or noise, nor what also stands in what went well, nor the leading cause itself. */
function mayBeCause(id: string, finding: Finding, { investigation: { contrast }, rules }: ProposalBasis): boolean {
  const { category, count, name, reading, role, traits } = finding;
  const isFact = category !== 'fault' && category !== 'line' && category !== 'template';
  // By its words alone "script 10 failed" is a wrapper too, and may be all that a log says of a cause.
  const isWhole = (category === 'fault' && role === 'consequence') || traitsOf(name, traits).wrapper === true;
  const isRoutine = count > (reading === null ? MANY_UNTOLD : MANY);
  const isMarked = contrast.harmlessSince(finding) !== undefined;
  const isNoise = isRoutine || isMarked || isProbing(finding) || standingOf(finding, contrast) === 'decoy';
  return !isFact && !isWhole && !isNoise && !coreOf(rules).includes(id);
}

/** What the leading cause is made of; an unexplained one is its first line, and the others came of it. */
function coreOf({ hypotheses }: Report): string[] {
  const leading = hypotheses.find(({ status }) => status === 'leading');
  const { causeCode, evidence = [] } = leading ?? {};
  return causeCode === 'NOVEL' ? evidence.slice(0, 1) : evidence;
}

const standingOf = ({ row }: Finding, contrast: Contrast): Standing =>
  row === null ? 'unknown' : contrast.standingOf(row);

/** The rules weigh it, its words tell of a failure, nothing that went well has it, or it stands in a try that went wrong. */
export function isTied(id: string, { basis, investigation, rules }: ProposalBasis): boolean {
  const finding = basis.findingOf(id);
  const weighed = rules.hypotheses.flatMap(({ against, evidence }) => [...evidence, ...against]);
  if ([...rules.outcome.evidence, ...rules.lookAt, ...weighed].includes(id)) return true;
  if (finding === undefined || finding.reading !== null) return finding !== undefined;
  return standingOf(finding, investigation.contrast) === 'specific' || isInBadTry(finding, investigation);
}

function isInBadTry({ place }: Finding, { attempts }: Investigation): boolean {
  const spans = [...spansOf(attempts)].filter(([attempt]) => wentWrong(attempt)).flatMap(([, own]) => own);
  return spans.some(
    ({ from, stream, to }) => stream === streamKey(place) && place.offset >= from && place.offset <= to,
  );
}

interface CauseDraft {
  claim: Claim;
  findings: readonly Finding[];
  origin: string;
}

function proposalOf({ claim, findings, origin }: CauseDraft, on: ProposalBasis): Proposal {
  const [cause] = findings;
  const support = supportOf(findings, on);
  const hypothesis: Hypothesis = {
    id: '',
    causeCode: 'NOVEL',
    title: titleOf(cause, origin, on),
    source: 'model',
    ecu: cause.ecu,
    status: 'rival',
    reason: `The language model takes it for the cause. ${SUPPORT_TEXT[support ?? 'none']}`,
    score: scoreOf(cause, support, on),
    claims: [],
    evidence: claim.evidence,
    against: [],
    knowledge: [],
  };
  return { hypothesis, claim, support };
}

const SUPPORT_TEXT = {
  contrast: 'Code found that nothing that went well has this line.',
  'second-source': 'Code found that an independent source gives the same reason.',
  none: 'Code checked that its lines are there and in no other order, not that they are the cause.',
} as const;

function supportOf([cause, ...others]: readonly Finding[], { investigation }: ProposalBasis): Support {
  if (cause.reading === null) return null;
  if (standingOf(cause, investigation.contrast) === 'specific') return 'contrast';
  const agreeing = others.filter(({ reading }) => isSameReason(reading?.reason?.kind, cause));
  return independentSources([cause, ...agreeing]).length > 1 ? 'second-source' : null;
}

const isSameReason = (kind: string | undefined, { reading }: Finding): boolean =>
  kind !== undefined && kind !== 'failure' && kind !== 'warning' && kind === reading?.reason?.kind;

/** By the weights of the rules: a model's word weighs nothing. */
const scoreOf = (cause: Finding, support: Support, { investigation: { outcome } }: ProposalBasis): number =>
  Math.round(
    weightOf(cause) * WEIGHT.perUnexplained +
      (support === 'contrast' ? WEIGHT.specific : 0) +
      (support === 'second-source' ? WEIGHT.furtherSource : 0) +
      (isInsideUpdate(cause, outcome) ? WEIGHT.insideUpdate : WEIGHT.outsideUpdate),
  );

/** What a vehicle wrote is named only where it can deceive nobody. */
function titleOf({ text }: Finding, id: string, { basis, isSensitive }: ProposalBasis): string {
  const quote = plainText(basis.evidence.get(id)?.quote?.text ?? '', MAX_QUOTED_CHARS).trim();
  const isClean = isShowable(quote) && !isSensitive(quote) && !/[“”„‟]/.test(quote);
  return `The language model's reading: ${isClean ? `“${quote}”` : `${text.charAt(0).toLowerCase()}${text.slice(1)} (${id})`}`;
}
