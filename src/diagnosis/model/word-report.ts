import type { EvidenceItem, Report } from '#src/report/report.ts';
import type { Answer } from './answer.ts';
import type { AnswerGate } from './answer-gate.ts';
import { joinProposals } from './join-proposals.ts';
import type { ModelFailure } from './language-model.ts';
import type { Refusal } from './model-budget.ts';
import { answeredNote, REFUSAL_NOTES, unavailableNote } from './model-note.ts';
import { findPrice, priceUsd } from './prices.ts';
import { promptHash, type Task } from './system-prompt.ts';

type ModelPart = NonNullable<Report['model']>;

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  priceUsd: null,
  firstTokenMs: null,
  claimsKept: 0,
  claimsDropped: 0,
} as const;

/**
 * The rules' report, with the model's claims behind the rules' of the same hypothesis, the lines of the log that these cite,
 * a doubt that code confirmed, and causes that the model proposes.
 */
export function reportWorded(rules: Report, modelId: string, answer: Answer): Report {
  const { gate, task } = answer;
  const claimsOf = (id: string) =>
    gate.claims.filter(({ hypothesis }) => hypothesis.id === id).map(({ claim }) => claim);
  const worded: Report = {
    ...asked(rules, gate.dropped, task),
    ...verdictOf(rules, gate),
    hypotheses: rules.hypotheses.map((each) => ({ ...each, claims: [...each.claims, ...claimsOf(each.id)] })),
    evidence: [...rules.evidence, ...citedLines(rules, answer)],
    model: modelPart(modelId, answer),
  };
  return joinProposals(worded, gate.proposals);
}

function modelPart(modelId: string, answer: Answer): ModelPart {
  const { firstTokenMs, gate, looked, usage } = answer;
  const { cacheReadTokens = 0, cacheWriteTokens = 0, inputTokens = 0, outputTokens = 0 } = usage ?? {};
  const price = findPrice(modelId);
  return {
    id: modelId,
    status: 'answered',
    note: answeredNote(answer),
    inputTokens: inputTokens + cacheReadTokens + cacheWriteTokens,
    outputTokens,
    priceUsd: price && usage ? priceUsd(price, usage) : null,
    firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    claimsKept: gate.claims.length,
    claimsDropped: gate.dropped,
    ...(looked && {
      investigation: {
        places: looked.places.length,
        lines: looked.basis.lines,
        steps: looked.places.map(({ lines, tool }) => ({ tool, lines })),
      },
    }),
  };
}

/** Of what was looked up only what a claim that stands is made of. */
function citedLines({ evidence }: Report, { gate, looked }: Answer): EvidenceItem[] {
  const known = new Set(evidence.map(({ id }) => id));
  const cited = new Set(gate.claims.flatMap(({ claim }) => claim.evidence).filter((id) => !known.has(id)));
  return [...cited].flatMap((id) => looked?.basis.evidence.get(id) ?? []).sort(byNumber);
}

const byNumber = (a: EvidenceItem, b: EvidenceItem): number => Number(a.id.slice(1)) - Number(b.id.slice(1));

/** One step, from CONFIRMED to LIKELY: what contradicts a cause does not tell which other one it was. */
function verdictOf(
  { verdict, verdictReason }: Report,
  { doubt }: AnswerGate,
): Pick<Report, 'verdict' | 'verdictReason'> {
  if (doubt === undefined) return { verdict, verdictReason };
  return {
    verdict: 'LIKELY',
    verdictReason: `Lowered from ${verdict}: ${doubt} The language model pointed to it, and code confirmed it.`,
  };
}

/** The rules' report, because the model failed. */
export function reportUnanswered(
  rules: Report,
  modelId: string,
  { failure, task }: { failure: ModelFailure; task: Task },
): Report {
  return {
    ...asked(rules, 0, task),
    model: { id: modelId, status: 'unavailable', note: unavailableNote(failure), ...NOTHING },
  };
}

/** The rules' report, because the call was not paid for. */
export function reportRefused(rules: Report, modelId: string, { refused }: Refusal): Report {
  const status = refused === 'day' ? 'over-budget' : 'unavailable';
  return { ...rules, model: { id: modelId, status, note: REFUSAL_NOTES[refused], ...NOTHING } };
}

const asked = (rules: Report, dropped: number, task: Task): Report => ({
  ...rules,
  provenance: {
    ...rules.provenance,
    promptHash: promptHash(task),
    claimsDropped: rules.provenance.claimsDropped + dropped,
  },
});
