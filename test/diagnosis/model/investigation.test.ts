import { describe, expect, it } from 'vitest';
import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import { promptHash } from '#src/diagnosis/model/system-prompt.ts';
import type { Report } from '#src/report/report.ts';
import { logReport } from '#test/support/log-report.ts';
import {
  accessTo,
  answering,
  asking,
  type Behaviour,
  idOf,
  NO_TOOLS,
  scriptedModel,
  THROTTLED,
} from '#test/support/scripted-model.ts';
import {
  CAUSE_WORDS,
  END,
  LEAD,
  lookThenPropose,
  proposing,
  SURE_LOG,
  VALVE_LOG,
  VIN,
  WELL_LOG,
} from '#test/support/unexplained-log.ts';
import { investigate } from './investigate.ts';

const proposed = ({ hypotheses }: Report) => hypotheses.filter(({ source }) => source === 'model');
const progressOf = (events: readonly DiagnosisEvent[]) =>
  events.flatMap((event) => (event.type === 'progress' && event.data.step === 'model' ? [event.data.text] : []));

describe('an investigation', () => {
  it('lets the model look lines up and cite them, each with a quote that was read again', async () => {
    const { report } = await investigate(lookThenPropose());
    const [proposal] = proposed(report);
    expect(proposal).toMatchObject({ id: 'M1', causeCode: 'NOVEL', ecu: 'gwc', knowledge: [], against: [] });
    const cited = report.evidence.find(({ id }) => id === proposal.evidence[0]);
    expect(cited?.quote).toMatchObject({ text: CAUSE_WORDS, verified: true, file: 'ecu.log' });
    expect(cited?.quote?.before.at(-1)).toContain('is ready');
    expect(proposal.claims[0].check).toEqual({ checked: ['lines', 'quotes', 'order'], notChecked: ['cause'] });
  });

  it('says in the report what was looked at, and tells viewers while it goes on', async () => {
    const { report, events } = await investigate(lookThenPropose());
    expect(report.model?.investigation).toEqual({
      places: 2,
      lines: 13,
      steps: [
        { tool: 'search_records', lines: 1 },
        { tool: 'records_around', lines: 13 },
      ],
    });
    expect(report.model?.note).toMatch(/^It looked at 2 places, 13 lines\./);
    expect(progressOf(events)).toEqual([
      'The language model looks for the cause in the logs.',
      'Look-up 1 of 8: the language model used search_records and was shown 1 line.',
      'Look-up 2 of 8: the language model used records_around and was shown 13 lines.',
    ]);
    expect(events.some((event) => event.type === 'claim' && event.data.hypothesis === 'M1')).toBe(true);
    expect(report.provenance.promptHash).toBe(promptHash('investigate'));
  });

  it('sums up what its answers took', async () => {
    const { report } = await investigate(lookThenPropose());
    expect(report.model).toMatchObject({ inputTokens: 6_000, outputTokens: 800, priceUsd: 0.02 });
  });

  it('shows names instead of what identifies the vehicle, and finds by these names what they stand for', async () => {
    const { model } = await investigate([
      asking(['search_records', { words: ['is ready'] }]),
      asking(['search_records', { words: ['[VIN-1]'] }]),
      answering(),
    ]);
    expect(JSON.stringify(model.requests)).not.toContain(VIN);
    const results = model.requests[2].turns?.flatMap((turn) => turn.results) ?? [];
    expect(results.map(({ text }) => JSON.parse(text.split('\n')[0]).lines)).toEqual([1, 1]);
  });

  it('is not made where the rules are sure: their cause is worded, without tools', async () => {
    const { report, model } = await investigate([answering()], { lines: SURE_LOG });
    expect(report.verdict).toBe('CONFIRMED');
    expect(report.provenance.promptHash).toBe(promptHash('word'));
    expect(model.requests.map(({ tools }) => tools)).toEqual([undefined]);
  });

  it('asks the pack alone where the model takes no tools, as one call', async () => {
    const { report, model } = await investigate([{ fails: NO_TOOLS }, (request) => proposing(LEAD)(request)]);
    expect(model.requests.map(({ tools }) => tools?.length ?? 0)).toEqual([6, 0]);
    expect(report.model).toMatchObject({ status: 'answered' });
    expect(report.model?.investigation).toBeUndefined();
  });

  it('is not paid for twice where tools are refused after they were used', async () => {
    const [look] = lookThenPropose();
    const { report, model } = await investigate([look, { fails: NO_TOOLS }]);
    expect(model.requests).toHaveLength(2);
    expect(report.model).toMatchObject({ status: 'unavailable' });
  });

  it('is begun again once where its stream breaks, and only what stands then is kept', async () => {
    const [look, propose] = lookThenPropose();
    const { report, events } = await investigate([look, { fails: THROTTLED }, look, propose]);
    expect(proposed(report)).toHaveLength(1);
    expect(report.model?.investigation?.places).toBe(2);
    expect(events.filter((event) => event.type === 'claim' && event.data.attempt === 2)).toHaveLength(1);
  });
});

describe('a cause that the model proposes', () => {
  it('leads where the rules are INCONCLUSIVE, marked and INCONCLUSIVE itself, and takes nothing of theirs away', async () => {
    const rules = await logReport(VALVE_LOG);
    const { report } = await investigate(lookThenPropose());
    expect(rules.verdict).toBe('INCONCLUSIVE');
    expect(report.verdict).toBe('INCONCLUSIVE');
    expect(report.hypotheses.map(({ id, status }) => [id, status])).toEqual([
      ['M1', 'leading'],
      ['H1', 'rival'],
    ]);
    expect(report.hypotheses[1]).toEqual({ ...rules.hypotheses[0], status: 'rival' });
    expect(report.hypotheses[0].title).toBe(`The language model's reading: “${CAUSE_WORDS}”`);
    expect(report.headline.startsWith(rules.headline)).toBe(true);
    expect(report.actions).toEqual(rules.actions);
    expect(report.evidence.slice(0, rules.evidence.length)).toEqual(rules.evidence);
  });

  it('is a rival where the rules find a cause likely', async () => {
    const rules = await logReport(VALVE_LOG, { good: WELL_LOG });
    const { report } = await investigate(lookThenPropose(), { good: WELL_LOG });
    expect(rules.verdict).toBe('LIKELY');
    expect(report).toMatchObject({ verdict: 'LIKELY', headline: rules.headline });
    expect(report.hypotheses.map(({ id, status }) => [id, status])).toEqual([
      ['H1', 'leading'],
      ['M1', 'rival'],
    ]);
  });

  it.each([
    ['what is logged all the time', 'coolant is at'],
    ['that something failed', END],
    ['a step of the update', 'begins'],
    ['what already leads', LEAD],
  ])('is none where its first line says %s', async (_, words) => {
    const { report } = await investigate([
      asking(['search_records', {}], ['search_records', { file: 0 }]),
      proposing(words, END === words ? LEAD : END),
    ]);
    expect(proposed(report)).toEqual([]);
    expect(report.model?.claimsDropped).toBe(1);
  });

  it.each([
    ['one line only', (cause: string) => [{ evidence: cause }]],
    ['the same line twice', (cause: string) => [{ evidence: cause }, { evidence: cause, link: 'before' }]],
    ['a line that nobody was shown', (cause: string) => [{ evidence: cause }, { evidence: 'E99', link: 'before' }]],
    [
      'a fact by absence',
      (cause: string, absence: string) => [{ evidence: cause }, { evidence: absence, link: 'may-have-caused' }],
    ],
  ])('is none where it cites %s', async (_, chainOf) => {
    const { report } = await investigate([
      asking(['search_records', { file: 0 }]),
      (request) =>
        answering({
          propose: 'cause',
          chain: chainOf(idOf(CAUSE_WORDS, request), idOf('"kind":"negative"', request)),
        }),
    ]);
    expect(report.model?.claimsDropped).toBe(1);
    expect(proposed(report)).toEqual([]);
  });

  it('is none where what it cites came before it', async () => {
    const { report } = await investigate([
      asking(['search_records', { file: 0 }]),
      (request) =>
        answering({
          propose: 'cause',
          chain: [
            { evidence: idOf(CAUSE_WORDS, request) },
            { link: 'may-have-caused', evidence: idOf('begins', request) },
          ],
        }),
    ]);
    expect(proposed(report)).toEqual([]);
  });

  it('has at most one other beside it', async () => {
    const { report } = await investigate([
      asking(['search_records', { file: 0 }]),
      (request) =>
        answering(
          ...['update failed', LEAD, 'coolant is at 60'].map((words, i) => ({
            propose: 'cause',
            chain: [
              { evidence: idOf(CAUSE_WORDS, request), ...(i === 1 && { quote: CAUSE_WORDS }) },
              { link: 'may-have-caused', evidence: idOf(words, request) },
            ],
          })),
        ),
    ]);
    expect(proposed(report)).toHaveLength(2);
  });
});

describe('the bounds of an investigation', () => {
  const search: Behaviour = asking(['search_records', { words: ['coolant'] }]);

  it('hold for calls: after eight look-ups and one more answer it is over', async () => {
    const { report, model } = await investigate([search]);
    expect(report.model?.investigation?.places).toBe(8);
    expect(model.requests.length).toBeLessThanOrEqual(10);
  });

  it('hold for calls in one answer', async () => {
    const many = asking(...Array.from({ length: 50 }, () => ['timeline', {}] as [string, unknown]));
    const { report, model } = await investigate([many, answering()]);
    expect(report.model?.investigation?.places).toBe(8);
    const refused = model.requests[1].turns?.[0].results.filter(({ isError }) => isError) ?? [];
    expect(refused).toHaveLength(42);
    expect(refused[0].text).toContain('No look-ups are left');
  });

  it('hold for money: no answer is begun that could go past the cap', async () => {
    const { report, model } = await investigate([search], { limits: { usd: 0.12 } });
    expect(model.requests.length).toBeLessThan(5);
    expect(report.model?.note).toContain('before it could cost more than it may');
  });

  it('hold for tokens, of models without a price too', async () => {
    const model = scriptedModel([search], 'openai:llama');
    const report = await logReport(VALVE_LOG, { model: accessTo(model, { limits: { totalTokens: 25_000 } }) });
    expect(model.requests.length).toBeLessThan(5);
    expect(report.model?.status).toBe('answered');
  });

  it('hold for time: what stands when it is up is kept', async () => {
    const slow: Behaviour = { ...search, pauseMs: 15 };
    const { report } = await investigate([slow], { limits: { investigationMs: 80 } });
    expect(report.model?.status).toBeDefined();
    expect(report.hypotheses[0].id).toBe('H1');
  });

  it('are paid for in advance, and what was not used is given back', async () => {
    const budget = memoryModelBudget({ usdPerDay: 0.6, clock: { nowMs: () => 0 } });
    await investigate(lookThenPropose(), { budget });
    expect(await budget.reserve({ batchId: 'other', usd: 0.57 })).toMatchObject({ attempt: 1 });
    const poor = memoryModelBudget({ usdPerDay: 0.4, clock: { nowMs: () => 0 } });
    const { report, model } = await investigate(lookThenPropose(), { budget: poor });
    expect(report.model?.status).toBe('over-budget');
    expect(model.requests).toHaveLength(0);
  });
});
