import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type DiagnosisEvent, diagnose } from '#src/diagnosis/diagnose.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import { PROMPT_HASH, SYSTEM_PROMPT } from '#src/diagnosis/model/system-prompt.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { type Claim, Report } from '#src/report/report.ts';
import { aContext, type SessionBuilder } from '#test/support/evidence-builder.ts';
import {
  accessTo,
  answering,
  REFUSED,
  type Script,
  type ScriptedModel,
  scriptedModel,
  THROTTLED,
} from '#test/support/scripted-model.ts';
import { healthyUpdate, powerLossDuringFlash, rivalCauses } from '#test/support/sessions.ts';

interface Told {
  report: Report;
  events: DiagnosisEvent[];
  model: ScriptedModel;
}

async function tell(
  scripts: Script[],
  access: Partial<ModelAccess> = {},
  session = powerLossDuringFlash(),
): Promise<Told> {
  const model = scriptedModel(scripts);
  const events: DiagnosisEvent[] = [];
  const report = await diagnose({
    ...inputOf(session),
    model: accessTo(model, access),
    emit: (event) => void events.push(event),
  });
  return { report, events, model };
}

const inputOf = (session: SessionBuilder) => ({
  evidence: session.build(),
  context: aContext({ batchId: 'B1', claimedOutcome: 'success' }),
  argusVersion: '0.1.0',
  quotes: session.quotes(),
  knowledge: KNOWLEDGE,
});

const rulesOnly = (session = powerLossDuringFlash()): Promise<Report> => diagnose(inputOf(session));

/** In the session of a power loss: E2 the cut transfer (20480 of 81920 bytes), E3 its end, E5 the power loss. */
const GOOD = {
  hypothesis: 'H1',
  text: 'The transfer stopped at 20480 of 81920 bytes before BRKE came back from its power loss.',
  evidence: ['E2', 'E5'],
  knowledge: ['power-loss'],
  order: ['E2', 'E5'],
};

const modelClaims = ({ hypotheses }: Report): Claim[] =>
  hypotheses.flatMap(({ claims }) => claims).filter(({ source }) => source === 'model');

const claimEvents = (events: DiagnosisEvent[]) => events.filter((event) => event.type === 'claim');

describe('a claim of a language model', () => {
  it('stands behind the rules’ claims of its hypothesis, and was told as it came', async () => {
    const { report, events } = await tell([answering(GOOD)]);
    const rules = await rulesOnly();
    const { order, hypothesis, ...claim } = GOOD;
    expect(report.hypotheses[0].claims).toEqual([
      ...rules.hypotheses[0].claims,
      { ...claim, id: 'H1.m1', source: 'model' },
    ]);
    expect(claimEvents(events).at(-1)?.data).toMatchObject({ hypothesis: 'H1', attempt: 1, claim: { id: 'H1.m1' } });
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 0 });
    expect(z.safeParse(Report, report).error).toBeUndefined();
  });

  it('changes nothing else of the report', async () => {
    const { report } = await tell([answering(GOOD)]);
    const rules = await rulesOnly();
    const hypotheses = report.hypotheses.map((each) => ({
      ...each,
      claims: each.claims.filter(({ source }) => !source),
    }));
    expect({ ...report, hypotheses, model: null, provenance: rules.provenance }).toEqual(rules);
  });

  it.each([
    ['a hypothesis that does not exist', { ...GOOD, hypothesis: 'H9' }],
    ['evidence that does not exist', { ...GOOD, evidence: ['E2', 'E5', 'E99'] }],
    ['no evidence', { ...GOOD, evidence: [], order: [] }],
    ['only evidence of something else', { ...GOOD, text: 'The ECU booted.', evidence: ['E4'], order: [] }],
    ['a knowledge row that the filters turned away', { ...GOOD, knowledge: ['ue-payload-public-key'] }],
    ['another number', { ...GOOD, text: GOOD.text.replace('20480', '20481') }],
    ['a number put together from two', { ...GOOD, text: 'It stopped at 20480,819 bytes.' }],
    ['a computed number', { ...GOOD, text: 'The transfer stopped after 25 percent.' }],
    ['a number of evidence it does not cite', { ...GOOD, evidence: ['E5'], order: [] }],
    ['a code that is not in its evidence', { ...GOOD, text: 'BRKE failed with ENOSPC.' }],
    [
      'an order that the logs contradict',
      { ...GOOD, evidence: ['E2', 'E3'], text: 'It ended before it was cut.', order: ['E3', 'E2'] },
    ],
    ['a link', { ...GOOD, text: 'Read https://example.org for more.' }],
    ['markup', { ...GOOD, text: 'The <b>power</b> was lost.' }],
    ['characters that hide', { ...GOOD, text: 'It stopped at 2048\u200b0 bytes.' }],
    ['a digit struck through', { ...GOOD, text: 'It stopped at 20480\u0338 bytes.' }],
    ['a text that is too long', { ...GOOD, text: 'word '.repeat(200) }],
    [
      'what the rules have said already',
      { ...GOOD, text: 'the ECU came back from a power-loss as BRKE logged', order: [] },
    ],
    ['a name of something hidden that was never given', { ...GOOD, text: 'It is [VIN-7].' }],
    ['fields of the wrong type', { ...GOOD, evidence: 'E2' }],
  ])('is dropped and counted when it has %s', async (_what, line) => {
    const { report, events } = await tell([
      answering(line, { ...GOOD, text: 'The power went while bytes were moving.' }),
    ]);
    expect(modelClaims(report).map(({ text }) => text)).toEqual(['The power went while bytes were moving.']);
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 1 });
    expect(report.provenance.claimsDropped).toBe(1);
    expect(JSON.stringify(events)).not.toContain(JSON.stringify(line.text).slice(1, -1).concat('","evidence"'));
  });

  it('is found among fences, blank lines, prose and commas', async () => {
    const { report } = await tell([
      answering('```json', '', '[', `${JSON.stringify(GOOD)},`, 'Here you are:', '{"broken', ']', '```'),
    ]);
    expect(report.model).toMatchObject({ claimsKept: 1, claimsDropped: 1 });
  });

  it('is not repeated, and no hypothesis gets more than an engineer reads', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      ...GOOD,
      text: `The power went while ${'very '.repeat(i)}much was left.`,
    }));
    const { report } = await tell([answering(GOOD, GOOD, ...many)]);
    expect(modelClaims(report)).toHaveLength(8);
  });

  it('never passes with an altered number, code or id', async () => {
    const { report } = await tell([answering(GOOD)]);
    const items = new Map(
      report.evidence.map((item) => [item.id, JSON.stringify([item.text, item.code, item.facts, item.quote?.text])]),
    );
    const line = JSON.stringify(GOOD);
    const altered = fc
      .tuple(fc.nat(line.length - 1), fc.constantFrom(...'0123456789EHx-., \u200b２٤²½'.split(''), ''))
      .map(([at, char]) => line.slice(0, at) + char + line.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.array(altered, { minLength: 1, maxLength: 20 }), async (lines) => {
        const told = await tell([answering(...lines)]);
        for (const { text, evidence, knowledge } of modelClaims(told.report)) {
          const shown = evidence.map((id) => items.get(id) ?? '').join(' ');
          for (const [number] of text.matchAll(/\d+/g)) expect(shown).toMatch(new RegExp(`(?<!\\d)${number}(?!\\d)`));
          expect(evidence.every((id) => items.has(id))).toBe(true);
          expect(knowledge.every((id) => id === 'power-loss')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a verdict of a language model', () => {
  const lowering = { verdict: 'LIKELY', reason: 'BRKE alone names the power loss.', evidence: ['E5'] };

  it('lowers the rules’ verdict, and says who did and from what', async () => {
    const { report } = await tell([answering(lowering)]);
    expect(report.verdict).toBe('LIKELY');
    expect(report.verdictReason).toBe('Lowered from CONFIRMED by the language model: BRKE alone names the power loss.');
  });

  it('never raises it', async () => {
    const session = rivalCauses();
    const raising = { verdict: 'CONFIRMED', reason: 'I am sure.' };
    const { report } = await tell([answering(raising)], {}, session);
    const rules = await rulesOnly(session);
    expect(rules.verdict).toBe('LIKELY');
    expect([report.verdict, report.verdictReason]).toEqual([rules.verdict, rules.verdictReason]);
    expect(report.model).toMatchObject({ claimsDropped: 1 });
  });

  it('does not come back up after it was lowered', async () => {
    const lower = { ...lowering, verdict: 'INCONCLUSIVE' };
    expect((await tell([answering(lower, lowering)])).report.verdict).toBe('INCONCLUSIVE');
  });

  it('does nothing when its reason does not stand', async () => {
    const { report } = await tell([answering({ ...lowering, reason: 'Voltage was 9.1 V.' })]);
    expect(report).toMatchObject({ verdict: 'CONFIRMED', model: { claimsDropped: 1 } });
  });
});

describe('a headline of a language model', () => {
  it('words the cause; how the update ended and what the vehicle claimed stay the rules’', async () => {
    const { report } = await tell([answering({ headline: 'BRKE lost its supply in mid-transfer.', evidence: ['E5'] })]);
    expect(report.headline).toBe(
      'The update was interrupted: BRKE lost its supply in mid-transfer. The vehicle had reported "success".',
    );
  });

  it('is dropped when it states what its evidence does not', async () => {
    const { report } = await tell([answering({ headline: 'power was lost for 12 s', evidence: ['E5'] })]);
    expect(report.headline).toBe((await rulesOnly()).headline);
  });
});

describe('the report', () => {
  it('tells tokens, price, time to the first token and the prompt it was asked with', async () => {
    const { report, model } = await tell([answering(GOOD)]);
    expect(report.model).toMatchObject({ inputTokens: 3_000, outputTokens: 400, priceUsd: 0.01 });
    expect(report.model?.firstTokenMs).toBeGreaterThanOrEqual(0);
    expect(report.provenance.promptHash).toBe(PROMPT_HASH);
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]).toMatchObject({ system: SYSTEM_PROMPT, maxTokens: 8_000 });
  });

  it('has no price for a model of which none is known', async () => {
    const access = accessTo(scriptedModel([answering(GOOD)], 'openai:llama'));
    expect((await diagnose({ ...inputOf(powerLossDuringFlash()), model: access })).model?.priceUsd).toBeNull();
  });

  it('is the rules’ alone, and no call is made, where there is nothing to word', async () => {
    const { report, model } = await tell([answering(GOOD)], {}, healthyUpdate());
    expect(report.model).toBeNull();
    expect(model.requests).toHaveLength(0);
  });
});

describe('a language model that fails', () => {
  const standsAlone = async ({ report }: Told, note: string) => {
    const rules = await rulesOnly();
    expect(report).toEqual({ ...rules, model: expect.anything(), provenance: expect.anything() });
    expect(report.model?.status).toBe('unavailable');
    expect(report.model?.note).toContain(note);
    expect(report.model?.note).toContain("This report is the rules' alone.");
  };

  it('by silence is asked once more, then the rules’ report stands', async () => {
    const told = await tell([{ hangs: true }]);
    await standsAlone(told, 'silent for too long');
    expect(told.model.requests).toHaveLength(2);
    expect(told.model.requests.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('by throttling is asked once more and may then answer', async () => {
    const { report, events } = await tell([{ fails: THROTTLED }, answering(GOOD)]);
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1 });
    expect(claimEvents(events).at(-1)?.data).toMatchObject({ attempt: 2 });
    expect(events.some(({ type }) => type === 'reset')).toBe(false);
  });

  it('for good is not asked again', async () => {
    const told = await tell([{ fails: REFUSED }]);
    await standsAlone(told, 'AccessDeniedException');
    expect(told.model.requests).toHaveLength(1);
  });

  it('half-way starts again under a new attempt, and viewers drop what they were told', async () => {
    const { pieces = [] } = answering(GOOD, '');
    const { report, events } = await tell([
      { pieces: pieces.slice(0, -1), fails: THROTTLED },
      answering({ ...GOOD, text: 'The power went.' }),
    ]);
    expect(modelClaims(report).map(({ text }) => text)).toEqual(['The power went.']);
    const types = events.map(({ type }) => type);
    const after = events.slice(types.indexOf('reset') + 1);
    const shown = claimEvents(after).map(({ data }) => (data as { claim: Claim }).claim);
    expect(shown).toEqual(
      report.hypotheses
        .flatMap(({ claims }) => claims)
        .toSorted((a, b) => Number(a.source === 'model') - Number(b.source === 'model')),
    );
  });

  it('half-way twice leaves the rules’ claims only, told again', async () => {
    const broken = { pieces: (answering(GOOD, '').pieces ?? []).slice(0, -1), fails: THROTTLED };
    const told = await tell([broken]);
    await standsAlone(told, 'ThrottlingException');
    const last = told.events.findLastIndex(({ type }) => type === 'reset');
    const shown = claimEvents(told.events.slice(last)).map(({ data }) => (data as { claim: Claim }).claim);
    expect(shown).toEqual((await rulesOnly()).hypotheses.flatMap(({ claims }) => claims));
  });

  it('by an answer without end is cut off and kept to its bounds', async () => {
    for (const forever of ['x', 'x\n', `${JSON.stringify(GOOD)}\n`, '{"a":', '\n']) {
      const { report, model } = await tell([{ forever }]);
      expect(report.model).toMatchObject({ status: 'answered', priceUsd: null });
      expect(report.model?.note).toContain('too long');
      expect(model.requests[0].signal.aborted).toBe(true);
    }
  });

  it('by never coming to an end is given up in time', async () => {
    const told = await tell([{ pieces: [{ text: '{' }], hangs: true }], { limits: { totalMs: 60 } });
    await standsAlone(told, 'did not come to an end');
  });

  it('by an error that is none of the model’s still leaves the rules’ report', async () => {
    await standsAlone(await tell([{ fails: new TypeError('x') }]), 'TypeError');
  });

  it('does not hide that a viewer could not be told', async () => {
    const model = accessTo(scriptedModel([answering(GOOD)]));
    const emit = (event: DiagnosisEvent) => {
      if (event.type === 'claim' && event.data.attempt) throw new RangeError('the table is away');
    };
    await expect(diagnose({ ...inputOf(powerLossDuringFlash()), model, emit })).rejects.toThrow(RangeError);
  });
});

describe('the budget', () => {
  const clock = { nowMs: () => 0 };

  it('that is used up leaves the rules’ report and says so, without a call', async () => {
    const { report, model } = await tell([answering(GOOD)], { budget: memoryModelBudget({ usdPerDay: 0.01, clock }) });
    expect(report.model).toMatchObject({ status: 'over-budget', claimsKept: 0 });
    expect(report.model?.note).toBe(
      "The budget for language models is used up for today (UTC). This report is the rules' alone.",
    );
    expect(report.provenance.promptHash).toBeNull();
    expect(model.requests).toHaveLength(0);
  });

  it('is charged what the call cost, not its worst case', async () => {
    const budget = memoryModelBudget({ usdPerDay: 0.12, clock });
    await tell([answering(GOOD)], { budget });
    expect(await budget.reserve({ batchId: 'B2', usd: 0.11 })).toMatchObject({ attempt: 1 });
    expect(await budget.reserve({ batchId: 'B3', usd: 0.001 })).toEqual({ refused: 'day' });
  });

  it('is not charged for a call that was refused, and keeps the worst case of one that broke off', async () => {
    const left = async (script: Script) => {
      const budget = memoryModelBudget({ usdPerDay: 0.2, clock });
      await tell([script], { budget });
      return 'attempt' in (await budget.reserve({ batchId: 'B2', usd: 0.2 }));
    };
    expect(await left({ fails: REFUSED })).toBe(true);
    expect(await left({ pieces: [{ text: 'x' }], fails: REFUSED })).toBe(false);
    expect(await left({ hangs: true })).toBe(false);
  });

  it('gives a batch two calls however often its diagnosis is repeated', async () => {
    const budget = memoryModelBudget({ usdPerDay: 5, clock });
    const first = await tell([{ fails: REFUSED }], { budget });
    const second = await tell([{ fails: REFUSED }], { budget });
    const third = await tell([answering(GOOD)], { budget });
    expect([first, second, third].map(({ model }) => model.requests.length)).toEqual([1, 1, 0]);
    expect(third.report.model).toMatchObject({ status: 'unavailable' });
    expect(third.report.model?.note).toContain('used up by attempts that broke off');
  });
});
