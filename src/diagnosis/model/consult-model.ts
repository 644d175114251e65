import { type LanguageModel, ModelFailure } from '#src/batch/ports.ts';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { DiagnoseInput } from '../diagnose.ts';
import type { Ground } from '../gate.ts';
import { Redaction } from '../redact.ts';
import { tellClaims } from '../tell-claims.ts';
import { AnswerGate, type KeptClaim } from './answer-gate.ts';
import { MODEL_LIMITS, type ModelAccess, type ModelLimits } from './model-access.ts';
import type { Reservation } from './model-budget.ts';
import { priceUsd, reservationPrice } from './prices.ts';
import { SYSTEM_PROMPT } from './system-prompt.ts';
import { ModelTimedOut, watch } from './watchdog.ts';
import { type Answer, reportRefused, reportUnanswered, reportWorded } from './word-report.ts';
import { writePrompt } from './write-prompt.ts';

export interface Consultation {
  access: ModelAccess;
  ground: Ground;
  templates: readonly TemplateRow[];
  emit: DiagnoseInput['emit'];
}

/**
 * Asks a language model how the evidence of the rules' report belongs together. Whatever becomes of that, a report comes
 * back: with what stood the gate, or the rules' own with a note why. A stream that breaks is taken back and started again once. Without a hypothesis there is nothing to
 * link, and no call is made.
 */
export async function consultModel(rules: Report, consultation: Consultation): Promise<Report> {
  if (rules.hypotheses.length === 0) return rules;
  const call = prepareCall(rules, consultation);
  const { access, emit } = consultation;
  await emit?.(progress('The language model is asked how the evidence belongs together.'));
  for (let failure: ModelFailure | undefined; ; await pause(call.limits.pauseMs)) {
    const grant = await access.budget.reserve({ batchId: rules.batch.batchId, usd: call.reservedUsd });
    if ('refused' in grant) {
      return failure ? reportUnanswered(rules, access.model.id, failure) : reportRefused(rules, access.model.id, grant);
    }
    const answer = await listen(call, grant);
    failure = answer.failure;
    await settle(call, grant, answer);
    if (failure === undefined) return reportWorded(rules, access.model.id, answer);
    await takeBack(rules, answer, emit);
    const isOver = access.nowMs() + call.limits.pauseMs >= call.endMs;
    if (!failure.transient || isOver) return reportUnanswered(rules, access.model.id, failure);
  }
}

interface Call extends Consultation {
  rules: Report;
  redaction: Redaction;
  prompt: string;
  limits: ModelLimits;
  /** When all attempts have to be over. */
  endMs: number;
  reservedUsd: number;
}

/** Two characters are a token at the worst: hex dumps and identifiers. */
const CHARS_PER_TOKEN = 2;

function prepareCall(rules: Report, consultation: Consultation): Call {
  const { access, templates } = consultation;
  const limits = { ...MODEL_LIMITS, ...access.limits };
  const redaction = new Redaction(rules.batch.vehicleId);
  const delimiter = access.newDelimiter();
  const prompt = writePrompt({ report: rules, templates, redaction, delimiter, maxChars: limits.promptChars });
  const inputTokens = Math.ceil((SYSTEM_PROMPT.length + prompt.length) / CHARS_PER_TOKEN);
  const price = reservationPrice(access.model.id);
  const reservedUsd = priceUsd(price, { inputTokens, outputTokens: limits.maxTokens });
  return { ...consultation, rules, redaction, prompt, limits, reservedUsd, endMs: access.nowMs() + limits.totalMs };
}

/** One attempt: claims are told as they pass the gate. */
async function listen(call: Call, { attempt }: Reservation): Promise<Answer> {
  const { access, rules, ground, redaction } = call;
  const gate = new AnswerGate(rules, ground, redaction);
  const answer: Answer = { gate, usage: null, firstTokenMs: null, failure: undefined };
  const startedMs = access.nowMs();
  for await (const piece of heard(call, answer)) {
    answer.firstTokenMs ??= access.nowMs() - startedMs;
    if ('usage' in piece) answer.usage = believable(piece.usage) ? piece.usage : null;
    else await tell(call, gate.hear(piece.text), attempt);
    if (gate.isFull) break;
  }
  if (answer.failure === undefined) await tell(call, gate.end(), attempt);
  return answer;
}

/** A count that is none would give back money that was spent. */
const believable = ({ inputTokens, outputTokens }: NonNullable<Answer['usage']>): boolean =>
  [inputTokens, outputTokens].every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);

/** Ends where the model fails: what a listener does with a piece is not the model's failure. */
async function* heard({ access, limits, prompt, endMs }: Call, answer: Answer): ReturnType<LanguageModel['converse']> {
  const request = { system: SYSTEM_PROMPT, prompt, maxTokens: limits.maxTokens };
  const patience = { firstTokenMs: limits.firstTokenMs, totalMs: endMs - access.nowMs(), nowMs: access.nowMs };
  const pieces = watch((signal) => access.model.converse({ ...request, signal }), patience);
  try {
    for (;;) {
      const next = await pieces.next().catch((error) => {
        if (error instanceof ModelFailure) answer.failure = error;
        else throw error;
      });
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    await pieces.return(undefined);
  }
}

async function tell({ emit }: Call, kept: readonly KeptClaim[], attempt: number): Promise<void> {
  for (const { hypothesis, claim } of kept) {
    const { id, causeCode, title } = hypothesis;
    await emit?.({ type: 'claim', data: { hypothesis: id, causeCode, title, claim, attempt } });
  }
}

/** A reset takes back every claim, so the rules' are told again. */
async function takeBack(rules: Report, { gate }: Answer, emit: Consultation['emit']): Promise<void> {
  if (gate.claims.length === 0) return;
  await emit?.({ type: 'reset', data: null });
  await tellClaims(rules.hypotheses, emit);
}

/** A refused call costs nothing; what one that was cut off costs nobody says, so its worst case stays reserved. */
async function settle({ access, reservedUsd }: Call, grant: Reservation, answer: Answer): Promise<void> {
  const { failure, firstTokenMs, usage } = answer;
  const wasRefused = failure !== undefined && firstTokenMs === null && !(failure instanceof ModelTimedOut);
  const costUsd = usage ? priceUsd(reservationPrice(access.model.id), usage) : wasRefused ? 0 : reservedUsd;
  if (costUsd < reservedUsd) await grant.giveBack(reservedUsd - costUsd);
}

const progress = (text: string) => ({ type: 'progress' as const, data: { step: 'model' as const, text } });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
