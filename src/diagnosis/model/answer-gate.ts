import type { Claim, Hypothesis, Report } from '#src/report/report.ts';
import { findGateFault, type Ground } from '../gate.ts';
import type { Redaction } from '../redact.ts';
import { type ClaimLine, type DoubtLine, readAnswerLine } from './answer-line.ts';
import { AnswerLines } from './answer-lines.ts';
import { claimSentence } from './claim-sentence.ts';
import { confirmDoubt } from './confirm-doubt.ts';

export interface KeptClaim {
  hypothesis: Hypothesis;
  claim: Claim;
}

/** What an engineer reads per hypothesis besides the rules' handful. */
const MAX_CLAIMS_PER_HYPOTHESIS = 8;

/**
 * Listens to one answer of a model and keeps what stands: chains of cited lines about hypotheses that are alive, and a doubt
 * that the cited line itself bears out. A model has no words of its own, so what is shown is quotes and closed forms. All
 * else is dropped and counted. Headline, actions, order, status and score of hypotheses are the rules' alone.
 */
export class AnswerGate {
  readonly claims: KeptClaim[] = [];
  /** Why CONFIRMED is too much, in Argus' words. */
  doubt: string | undefined;
  readonly #report: Report;
  readonly #ground: Ground;
  readonly #redaction: Redaction;
  readonly #lines = new AnswerLines();
  readonly #said = new Set<string>();
  /** What the rules tie to a cause or to the outcome: anything else is beside the point. */
  readonly #relevant: ReadonlySet<string>;
  #refused = 0;

  constructor(report: Report, ground: Ground, redaction: Redaction) {
    this.#report = report;
    this.#ground = ground;
    this.#redaction = redaction;
    this.#relevant = new Set([
      ...report.outcome.evidence,
      ...report.hypotheses.flatMap(({ evidence, against }) => [...evidence, ...against]),
    ]);
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
    if (answer.kind === 'doubt') return this.#takesDoubt(answer.line);
    return answer.kind === 'noise';
  }

  #takesClaim({ hypothesis: id, chain, knowledge }: ClaimLine): boolean {
    const hypothesis = this.#report.hypotheses.find((each) => each.id === id);
    if (hypothesis === undefined || hypothesis.status === 'ruled-out') return false;
    const cited = chain.map(({ evidence }) => evidence);
    if (!knowledge.every((row) => hypothesis.knowledge.includes(row)) || !this.#isAbout(cited, hypothesis))
      return false;
    const isSensitive = (text: string) => this.#redaction.hide(text) !== text;
    const sentence = claimSentence(chain, { ground: this.#ground, own: hypothesis.evidence, isSensitive });
    return sentence !== undefined && this.#keeps(hypothesis, { ...sentence, knowledge, source: 'model' });
  }

  #keeps(hypothesis: Hypothesis, draft: Omit<Claim, 'id'>): boolean {
    const own = this.claims.filter((kept) => kept.hypothesis === hypothesis).length;
    const claim: Claim = { id: `${hypothesis.id}.m${own + 1}`, ...draft };
    if (own >= MAX_CLAIMS_PER_HYPOTHESIS || this.#said.has(claim.text)) return false;
    if (findGateFault(claim, this.#ground) !== undefined) return false;
    this.#said.add(claim.text);
    this.claims.push({ hypothesis, claim });
    return true;
  }

  #takesDoubt(line: DoubtLine): boolean {
    const doubt = confirmDoubt(this.#report, this.#ground, line);
    this.doubt ??= doubt;
    return doubt !== undefined;
  }

  /** Every line is tied to a cause or to the outcome, and at least one is the hypothesis' own. */
  #isAbout(cited: readonly string[], { evidence, against }: Hypothesis): boolean {
    return (
      cited.every((id) => this.#relevant.has(id)) && cited.some((id) => evidence.includes(id) || against.includes(id))
    );
  }
}
