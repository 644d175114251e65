import type { Report } from '#src/report/report.ts';
import { emitClaims } from '../emit-claims.ts';
import type { DiagnoseInput, Investigation } from '../investigation.ts';
import { Redaction } from '../redact.ts';
import type { Answer } from './answer.ts';
import { CitableBasis } from './citable-basis.ts';
import { type Call, listen, TOOLS_CHARS } from './conversation.ts';
import type { ModelFailure } from './language-model.ts';
import { MODEL_LIMITS, type ModelAccess } from './model-access.ts';
import type { Reservation } from './model-budget.ts';
import { priceUsd, reservationPrice } from './prices.ts';
import { worstUsage } from './spending.ts';
import { PROMPTS, type Task } from './system-prompt.ts';
import { ModelTimedOut } from './watchdog.ts';
import { reportRefused, reportUnanswered, reportWorded } from './word-report.ts';
import { fence, writePrompt } from './write-prompt.ts';

/**
 * Asks a language model how the evidence of the rules' report belongs together and, where the rules are not sure, lets it
 * look the cause up in the logs. Whatever becomes of that, a report comes back: with what stood the gate, or the rules' own
 * with a note why. A stream that breaks is taken back and started again once. Where there is nothing to link and nothing
 * to look for, no call is made.
 */
export async function consultModel(rules: Report, investigation: Investigation, access: ModelAccess): Promise<Report> {
  const task = taskFor(rules, investigation, access);
  if (task === undefined) return rules;
  const call = prepareCall(rules, investigation, { access, task });
  const { emit } = call;
  const reservedUsd = reservationOf(call);
  await emit?.(progress(task));
  for (let failure: ModelFailure | undefined; ; await pause(call.limits.pauseMs)) {
    const grant = await access.budget.reserve({ batchId: rules.batch.batchId, usd: reservedUsd });
    if ('refused' in grant) {
      return failure
        ? reportUnanswered(rules, access.model.id, { failure, task })
        : reportRefused(rules, access.model.id, grant);
    }
    const answer = await listen(call, grant);
    failure = answer.failure;
    await settle({ grant, reservedUsd, modelId: access.model.id }, answer);
    if (failure === undefined) return reportWorded(rules, access.model.id, answer);
    await takeBack(rules, answer, emit);
    const isOver = access.nowMs() + call.limits.pauseMs >= call.endMs;
    if (!failure.transient || isOver) return reportUnanswered(rules, access.model.id, { failure, task });
  }
}

/** Sure causes are worded; where the rules are not sure of a fault, its cause is looked for. */
function taskFor(rules: Report, { input }: Investigation, access: ModelAccess): Task | undefined {
  const lookUps = access.limits?.lookUps ?? MODEL_LIMITS.lookUps;
  const isOpen = rules.verdict !== 'CONFIRMED' && rules.finding !== 'no-fault';
  if (isOpen && input.records !== undefined && lookUps > 0) return 'investigate';
  return rules.hypotheses.length > 0 ? 'word' : undefined;
}

function prepareCall(
  rules: Report,
  investigation: Investigation,
  { access, task }: { access: ModelAccess; task: Task },
): Call {
  const { emit, evidence, records } = investigation.input;
  const limits = { ...MODEL_LIMITS, ...access.limits };
  const redaction = new Redaction(rules.batch.vehicleId);
  const delimiter = access.newDelimiter();
  const isSensitive = (text: string): boolean => redaction.hide(text) !== text;
  const basis = new CitableBasis(investigation);
  const source = { report: rules, templates: evidence.templates, redaction, delimiter, maxChars: limits.promptChars };
  return {
    access,
    emit,
    rules,
    task,
    gate: { basis, isSensitive, ...(task !== 'word' && { proposals: { rules, investigation, basis, isSensitive } }) },
    desk: task === 'investigate' && records ? { investigation, records, basis } : undefined,
    redaction,
    fenced: fence({ redaction, delimiter }),
    prompt: writePrompt(source),
    limits,
    endMs: access.nowMs() + limits.totalMs,
  };
}

/** One answer at its worst; an investigation up to its cap, which it asks for before each further answer. */
function reservationOf({ access, desk, limits, prompt, task }: Call): number {
  const price = reservationPrice(access.model.id);
  const chars = PROMPTS[task].length + prompt.length + (desk ? TOOLS_CHARS : 0);
  const first = priceUsd(price, worstUsage({ chars, saidTokens: 0, maxTokens: limits.maxTokens }));
  const isFree = price.input === 0 && price.output === 0;
  return desk && !isFree ? Math.max(first, limits.usd) : first;
}

/** A reset takes back every claim, so the rules' are told again. */
async function takeBack(rules: Report, { gate }: Answer, emit: DiagnoseInput['emit']): Promise<void> {
  if (gate.claims.length === 0) return;
  await emit?.({ type: 'reset', data: null });
  await emitClaims(rules.hypotheses, emit);
}

interface Reserved {
  grant: Reservation;
  reservedUsd: number;
  modelId: string;
}

/** A refused call costs nothing; what one that was cut off costs nobody says, so its worst case stays reserved. */
async function settle({ grant, modelId, reservedUsd }: Reserved, answer: Answer): Promise<void> {
  const { failure, firstTokenMs, usage } = answer;
  const wasRefused = failure !== undefined && firstTokenMs === null && !(failure instanceof ModelTimedOut);
  const costUsd = usage ? priceUsd(reservationPrice(modelId), usage) : wasRefused ? 0 : reservedUsd;
  if (costUsd < reservedUsd) await grant.giveBack(reservedUsd - costUsd);
}

const ASKED = {
  word: 'The language model is asked how the evidence belongs together.',
  propose: 'The language model is asked for the cause.',
  investigate: 'The language model looks for the cause in the logs.',
} as const;

const progress = (task: Task) => ({ type: 'progress' as const, data: { step: 'model' as const, text: ASKED[task] } });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
