import type { Claim, Hypothesis, Report } from '#src/report/report.ts';
import { type ClaimBasis, findGateFault } from '../gate.ts';
import { type ClaimLine, type DoubtLine, type ProposalLine, readAnswerLine } from './answer-line.ts';
import { AnswerLines } from './answer-lines.ts';
import { claimSentence } from './claim-sentence.ts';
import { confirmDoubt } from './confirm-doubt.ts';
import { isTied, judgeProposal, type Proposal, type ProposalBasis } from './proposal.ts';

interface KeptClaim {
  hypothesis: Hypothesis;
  claim: Claim;
}

/** What an engineer reads per hypothesis besides the rules' handful. */
const MAX_CLAIMS_PER_HYPOTHESIS = 8;
/** More causes than these are none. */
const MAX_PROPOSALS = 2;

export interface AnswerGateInput {
  rules: Report;
  basis: ClaimBasis;
  isSensitive(text: string): boolean;
  /** Where records may be looked up and causes proposed. */
  proposals?: ProposalBasis;
}

/**
 * Listens to one answer of a model and keeps what stands: chains of cited lines about hypotheses that are alive, and a doubt
 * that the cited line itself bears out. A model has no words of its own, so what is shown is quotes and closed forms. All
 * else is dropped and counted. Headline, actions, order, status and score of hypotheses are the rules' alone.
 */
export class AnswerGate {
  readonly claims: KeptClaim[] = [];
  /** Why CONFIRMED is too much, in Argus' words. */
  doubt: string | undefined;
  /** Causes that the rules do not have. */
  readonly proposals: Proposal[] = [];
  readonly #input: AnswerGateInput;
  readonly #lines = new AnswerLines();
  readonly #said = new Set<string>();
  /** What the rules tie to a cause or to the outcome: anything else is beside the point. */
  readonly #relevant: ReadonlySet<string>;
  #refused = 0;

  constructor(input: AnswerGateInput) {
    const { rules } = input;
    this.#input = input;
    this.#relevant = new Set([
      ...rules.outcome.evidence,
      ...rules.hypotheses.flatMap(({ evidence, against }) => [...evidence, ...against]),
    ]);
  }

  get dropped(): number {
    return this.#refused + this.#lines.overlong;
  }

  /** The answer is longer than any that could be of use. */
  get isFull(): boolean {
    return this.#lines.isFull;
  }

  /** The lines that `text` completes, for `judge`: most pieces complete none. */
  hear(text: string): string[] {
    return this.#lines.push(text);
  }

  end(): string[] {
    return this.#lines.end();
  }

  /** The claims that these lines make and that passed. */
  async judge(lines: readonly string[]): Promise<KeptClaim[]> {
    const before = this.claims.length;
    for (const line of lines) if (!(await this.#takes(line))) this.#refused++;
    return this.claims.slice(before);
  }

  async #takes(text: string): Promise<boolean> {
    const answer = readAnswerLine(text);
    if (answer.kind === 'claim') return this.#takesClaim(answer.line);
    if (answer.kind === 'doubt') return this.#takesDoubt(answer.line);
    if (answer.kind === 'proposal') return this.#takesProposal(answer.line);
    return answer.kind === 'noise';
  }

  async #takesClaim({ hypothesis: id, chain, knowledge }: ClaimLine): Promise<boolean> {
    const { basis, isSensitive, proposals, rules } = this.#input;
    const hypothesis = rules.hypotheses.find((each) => each.id === id);
    if (hypothesis === undefined || hypothesis.status === 'ruled-out') return false;
    const cited = chain.map(({ evidence }) => evidence);
    await proposals?.basis.prove(cited);
    if (!knowledge.every((row) => hypothesis.knowledge.includes(row)) || !this.#isAbout(cited, hypothesis))
      return false;
    const sentence = claimSentence(chain, { basis, own: hypothesis.evidence, isSensitive });
    return sentence !== undefined && this.#keeps(hypothesis, { ...sentence, knowledge, source: 'model' });
  }

  #keeps(hypothesis: Hypothesis, draft: Omit<Claim, 'id'>): boolean {
    const own = this.claims.filter((kept) => kept.hypothesis === hypothesis).length;
    const claim: Claim = { id: `${hypothesis.id}.m${own + 1}`, ...draft };
    if (own >= MAX_CLAIMS_PER_HYPOTHESIS || this.#said.has(claim.text)) return false;
    if (findGateFault(claim, this.#input.basis) !== undefined) return false;
    this.#said.add(claim.text);
    this.claims.push({ hypothesis, claim });
    return true;
  }

  async #takesProposal(line: ProposalLine): Promise<boolean> {
    const { proposals: basis } = this.#input;
    if (basis === undefined || this.proposals.length >= MAX_PROPOSALS) return false;
    const proposal = await judgeProposal(line, basis);
    if (proposal === undefined || this.#said.has(proposal.claim.text)) return false;
    this.#said.add(proposal.claim.text);
    const id = `M${this.proposals.length + 1}`;
    const claim = { ...proposal.claim, id: `${id}.1` };
    const hypothesis = { ...proposal.hypothesis, id, claims: [claim] };
    this.proposals.push({ ...proposal, hypothesis, claim });
    this.claims.push({ hypothesis, claim });
    return true;
  }

  #takesDoubt(line: DoubtLine): boolean {
    const doubt = confirmDoubt(this.#input.rules, this.#input.basis, line);
    this.doubt ??= doubt;
    return doubt !== undefined;
  }

  /** Every line is tied to a cause, to the outcome or to what went wrong, and at least one is the hypothesis' own. */
  #isAbout(cited: readonly string[], { evidence, against }: Hypothesis): boolean {
    const { proposals } = this.#input;
    return (
      cited.every((id) => this.#relevant.has(id) || (proposals !== undefined && isTied(id, proposals))) &&
      cited.some((id) => evidence.includes(id) || against.includes(id))
    );
  }
}
