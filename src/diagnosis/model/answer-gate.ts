import type { Claim, Hypothesis, Report, Verdict } from '#src/report/report.ts';
import { findGateFault, type Ground } from '../gate.ts';
import type { Redaction } from '../redact.ts';
import { type ClaimLine, type HeadlineLine, readAnswerLine, type VerdictLine } from './answer-line.ts';
import { AnswerLines } from './answer-lines.ts';
import { claimText } from './claim-text.ts';

export interface KeptClaim {
  hypothesis: Hypothesis;
  claim: Claim;
}

/** What an engineer reads per hypothesis besides the rules' handful. */
const MAX_CLAIMS_PER_HYPOTHESIS = 8;
const STRENGTH: readonly Verdict[] = ['INCONCLUSIVE', 'LIKELY', 'CONFIRMED'];

/**
 * Listens to one answer of a model and keeps what stands: claims about hypotheses that exist, about their own evidence,
 * that pass the gate as every claim does; a verdict below the rules'; words for the leading cause. Everything else is
 * dropped and counted. Order, status and score of hypotheses are the rules' alone.
 */
export class AnswerGate {
  readonly claims: KeptClaim[] = [];
  /** The lowest verdict that was given a reason that stands. */
  lowered: { verdict: Verdict; reason: string } | undefined;
  headline: string | undefined;
  readonly #report: Report;
  readonly #ground: Ground;
  readonly #redaction: Redaction;
  readonly #lines = new AnswerLines();
  readonly #said: Set<string>;
  #refused = 0;

  constructor(report: Report, ground: Ground, redaction: Redaction) {
    this.#report = report;
    this.#ground = ground;
    this.#redaction = redaction;
    this.#said = new Set(report.hypotheses.flatMap(({ claims }) => claims.map(({ text }) => essence(text))));
  }

  get dropped(): number {
    return this.#refused + this.#lines.overlong;
  }

  /** The answer is longer than any that could be of use. */
  get isFull(): boolean {
    return this.#lines.isFull;
  }

  /** The claims that `text` completes and that passed. */
  hear(text: string): KeptClaim[] {
    return this.#judge(this.#lines.push(text));
  }

  end(): KeptClaim[] {
    return this.#judge(this.#lines.end());
  }

  #judge(lines: readonly string[]): KeptClaim[] {
    const before = this.claims.length;
    for (const line of lines) if (!this.#takes(line)) this.#refused++;
    return this.claims.slice(before);
  }

  #takes(text: string): boolean {
    const answer = readAnswerLine(text);
    if (answer.kind === 'claim') return this.#takesClaim(answer.line);
    if (answer.kind === 'verdict') return this.#takesVerdict(answer.line);
    if (answer.kind === 'headline') return this.#takesHeadline(answer.line);
    return answer.kind === 'noise';
  }

  #takesClaim(line: ClaimLine): boolean {
    const hypothesis = this.#report.hypotheses.find(({ id }) => id === line.hypothesis);
    const text = this.#read(line.text);
    if (hypothesis === undefined || text === undefined || this.#said.has(essence(text))) return false;
    const own = this.claims.filter((kept) => kept.hypothesis === hypothesis).length;
    if (own >= MAX_CLAIMS_PER_HYPOTHESIS || !isAbout(line, hypothesis)) return false;
    const { evidence, knowledge, order } = line;
    const claim: Claim = { id: `${hypothesis.id}.m${own + 1}`, text, evidence, knowledge, source: 'model' };
    if (findGateFault({ ...claim, ...(order && { order }) }, this.#ground) !== undefined) return false;
    this.#said.add(essence(text));
    this.claims.push({ hypothesis, claim });
    return true;
  }

  /** A verdict that is the rules' own changes nothing and is no fault. */
  #takesVerdict({ verdict, reason, evidence }: VerdictLine): boolean {
    const current = this.lowered?.verdict ?? this.#report.verdict;
    if (verdict === current) return true;
    const text = this.#read(reason);
    const cited = evidence.length > 0 ? evidence : [...this.#ground.evidence.keys()];
    if (STRENGTH.indexOf(verdict) > STRENGTH.indexOf(current) || text === undefined) return false;
    if (!this.#holds(text, cited)) return false;
    this.lowered = { verdict, reason: text };
    return true;
  }

  #takesHeadline({ headline, evidence }: HeadlineLine): boolean {
    const leading = this.#report.hypotheses.find(({ status }) => status === 'leading');
    const text = this.#read(headline);
    if (leading === undefined || text === undefined || this.headline !== undefined) return false;
    if (!isAbout({ evidence }, leading) || !this.#holds(text, evidence)) return false;
    this.headline = text;
    return true;
  }

  #holds(text: string, evidence: string[]): boolean {
    return findGateFault({ id: '', text, evidence, knowledge: [] }, this.#ground) === undefined;
  }

  /** As the engineer will read it: checked against the evidence with nothing hidden. */
  #read(text: string): string | undefined {
    return claimText(this.#redaction.restore(text));
  }
}

/** At least one citation is of the hypothesis' own evidence, for or against it. */
const isAbout = ({ evidence }: { evidence: readonly string[] }, { evidence: own, against }: Hypothesis): boolean =>
  evidence.some((id) => own.includes(id) || against.includes(id));

const essence = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
