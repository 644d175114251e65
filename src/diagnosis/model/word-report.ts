import type { ModelFailure } from '#src/batch/ports.ts';
import type { Report } from '#src/report/report.ts';
import type { AnswerGate } from './answer-gate.ts';
import type { Refusal } from './model-budget.ts';
import { answeredNote, REFUSAL_NOTES, unavailableNote } from './model-note.ts';
import { findPrice, priceUsd } from './prices.ts';
import { PROMPT_HASH } from './system-prompt.ts';

/** What one attempt came to. */
export interface Answer {
  gate: AnswerGate;
  /** Null when the model did not tell. */
  usage: { inputTokens: number; outputTokens: number } | null;
  firstTokenMs: number | null;
  failure: ModelFailure | undefined;
}

type ModelPart = NonNullable<Report['model']>;

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  priceUsd: null,
  firstTokenMs: null,
  claimsKept: 0,
  claimsDropped: 0,
} as const;

/** The rules' report, with the model's claims behind the rules' of the same hypothesis, and a doubt that code confirmed. */
export function reportWorded(rules: Report, modelId: string, { gate, usage, firstTokenMs }: Answer): Report {
  const price = findPrice(modelId);
  const model: ModelPart = {
    id: modelId,
    status: 'answered',
    note: answeredNote(gate),
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    priceUsd: price && usage ? priceUsd(price, usage) : null,
    firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    claimsKept: gate.claims.length,
    claimsDropped: gate.dropped,
  };
  const claimsOf = (id: string) =>
    gate.claims.filter(({ hypothesis }) => hypothesis.id === id).map(({ claim }) => claim);
  return {
    ...asked(rules, gate.dropped),
    ...verdictOf(rules, gate),
    hypotheses: rules.hypotheses.map((each) => ({ ...each, claims: [...each.claims, ...claimsOf(each.id)] })),
    model,
  };
}

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
export function reportUnanswered(rules: Report, modelId: string, failure: ModelFailure): Report {
  return {
    ...asked(rules, 0),
    model: { id: modelId, status: 'unavailable', note: unavailableNote(failure), ...NOTHING },
  };
}

/** The rules' report, because the call was not paid for. */
export function reportRefused(rules: Report, modelId: string, { refused }: Refusal): Report {
  const status = refused === 'day' ? 'over-budget' : 'unavailable';
  return { ...rules, model: { id: modelId, status, note: REFUSAL_NOTES[refused], ...NOTHING } };
}

const asked = (rules: Report, dropped: number): Report => ({
  ...rules,
  provenance: {
    ...rules.provenance,
    promptHash: PROMPT_HASH,
    claimsDropped: rules.provenance.claimsDropped + dropped,
  },
});
