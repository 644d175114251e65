import * as z from 'zod/mini';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnoseInput, DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import { type ModelBudget, memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import { renderMarkdown } from '#src/report/markdown.ts';
import { type Claim, Report } from '#src/report/report.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { restOfClosedForm } from './closed-claim.ts';
import type { HostileAnswer } from './hostile-answers.ts';
import { hostileSession } from './hostile-session.ts';
import { accessTo, scriptedModel } from './scripted-model.ts';
import { sessionInput } from './session-report.ts';

const CAP_USD = 0.6;
const PATIENCE = { firstTokenMs: 40, totalMs: 150, pauseMs: 1 };
/** Both attempts, and room for a busy machine. */
const MAX_MS = 5_000;

interface Heard {
  report: Report;
  events: DiagnosisEvent[];
  calls: number;
  /** At its highest and in the end. */
  spentUsd: { peak: number; last: number };
  ms: number;
}

/** Where a model misbehaves: the batch, and how often it may be asked. */
export interface HostileWorld {
  input(): DiagnoseInput | Promise<DiagnoseInput>;
  maxCalls: number;
}

/** The promises that a hostile answer breaks, one sentence each; none when the rules' report stands as it was. */
export async function brokenBy(answer: HostileAnswer, world: HostileWorld = SURE_OF_A_CAUSE): Promise<string[]> {
  const [rules, heard] = [await diagnose(await world.input()), await hear(answer, world)];
  return [
    ...brokenReport(rules, heard.report),
    ...brokenClaims(answer, heard),
    ...answer.forbidden.flatMap((text) => leaks(text, rules, heard)),
    ...brokenBounds(heard, world),
  ];
}

const claimedSuccess = () => sessionInput(hostileSession(), { context: { batchId: 'B1', claimedOutcome: 'success' } });

/** One call and a second attempt. */
const SURE_OF_A_CAUSE: HostileWorld = { input: claimedSuccess, maxCalls: 2 };

async function hear({ scripts }: HostileAnswer, world: HostileWorld): Promise<Heard> {
  const model = scriptedModel(scripts);
  const events: DiagnosisEvent[] = [];
  const { budget, spentUsd } = ledger();
  const startedMs = performance.now();
  const report = await diagnose({
    ...(await world.input()),
    model: accessTo(model, { budget, limits: PATIENCE }),
    emit: (event) => void events.push(event),
  });
  return { report, events, calls: model.requests.length, spentUsd, ms: performance.now() - startedMs };
}

function ledger(): { budget: ModelBudget; spentUsd: Heard['spentUsd'] } {
  const spentUsd = { peak: 0, last: 0 };
  const inner = memoryModelBudget({ usdPerDay: CAP_USD, clock: { nowMs: () => 0 } });
  const reserve: ModelBudget['reserve'] = async (call) => {
    const grant = await inner.reserve(call);
    if ('refused' in grant) return grant;
    spentUsd.last += call.usd;
    spentUsd.peak = Math.max(spentUsd.peak, spentUsd.last);
    const giveBack = (usd: number): Promise<void> => {
      spentUsd.last -= usd;
      return grant.giveBack(usd);
    };
    return { ...grant, giveBack };
  };
  return { budget: { reserve }, spentUsd };
}

const modelClaims = ({ hypotheses }: Report): Claim[] =>
  hypotheses.flatMap(({ claims }) => claims).filter(({ source }) => source === 'model');

function brokenReport(rules: Report, report: Report): string[] {
  const { error } = z.safeParse(Report, report);
  const rulesPart = (of: Report): string =>
    JSON.stringify({
      ...of,
      hypotheses: of.hypotheses.map((each) => ({ ...each, claims: each.claims.filter(({ source }) => !source) })),
      model: null,
      provenance: { ...of.provenance, promptHash: null, claimsDropped: 0 },
    });
  return [
    ...(error ? [`the report is none: ${error.message}`] : []),
    ...(rulesPart(report) === rulesPart(rules) ? [] : ['the rules’ report was changed']),
  ];
}

function brokenClaims({ sound = 0 }: HostileAnswer, { report, events }: Heard): string[] {
  const kept = modelClaims(report);
  const told = events.flatMap((event) => (event.type === 'claim' ? [event.data.claim] : []));
  const open = [...kept, ...told.filter(({ source }) => source === 'model')].filter(
    ({ text, check }) => check === undefined || restOfClosedForm(text, report.evidence) !== undefined,
  );
  return [
    ...(sound === 'any' || kept.length === sound
      ? []
      : [`${kept.length} claims stand instead of ${sound}: ${kept[0]?.text}`]),
    ...open.map(({ text }) => `a claim has words of the model's own: ${text}`),
  ];
}

/** Wherever a reader may look: each rendering, and what viewers are told as it comes. */
function leaks(text: string, rules: Report, { report, events }: Heard): string[] {
  const told = JSON.stringify(events.filter((event) => event.type === 'claim' && event.data.claim.source === 'model'));
  const places = RENDERINGS.map(([name, render]) => [name, render(report), render(rules)] as const);
  return [...places, ['what viewers are told', told, ''] as const]
    .filter(([, shown, before]) => occurrences(shown, text) > occurrences(before, text))
    .map(([name]) => `${name} shows ${JSON.stringify(text)}`);
}

const RENDERINGS: [string, (report: Report) => string][] = [
  ['the terminal', (report) => renderTerminal(report, { colour: false, width: 100_000 })],
  ['Markdown', (report) => renderMarkdown(report).replaceAll('\\', '')],
  ['JSON', (report) => JSON.stringify(report)],
];

const occurrences = (shown: string, text: string): number =>
  shown.split(text).length + shown.split(JSON.stringify(text).slice(1, -1)).length;

function brokenBounds({ calls, spentUsd, ms }: Heard, { maxCalls }: HostileWorld): string[] {
  return [
    ...(calls <= maxCalls ? [] : [`${calls} calls were made`]),
    ...(spentUsd.peak <= CAP_USD && spentUsd.last >= 0
      ? []
      : [`the budget was at ${spentUsd.peak} and ${spentUsd.last}`]),
    ...(ms <= MAX_MS ? [] : [`it took ${Math.round(ms)} ms`]),
  ];
}
