import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Report } from '#src/report/report.ts';
import { answering } from '#test/support/scripted-model.ts';
import { claimEvents, consult, GOOD_CLAIM, modelClaims, rulesOnly } from './consultation.ts';

describe('a claim of a language model', () => {
  it('stands behind the rules’ claims of its hypothesis, and was told as it came', async () => {
    const { report, events } = await consult([answering(GOOD_CLAIM)]);
    const rules = await rulesOnly();
    const { order, hypothesis, ...claim } = GOOD_CLAIM;
    expect(report.hypotheses[0].claims).toEqual([
      ...rules.hypotheses[0].claims,
      { ...claim, id: 'H1.m1', source: 'model' },
    ]);
    expect(claimEvents(events).at(-1)?.data).toMatchObject({ hypothesis: 'H1', attempt: 1, claim: { id: 'H1.m1' } });
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 0 });
    expect(z.safeParse(Report, report).error).toBeUndefined();
  });

  it('changes nothing else of the report', async () => {
    const { report } = await consult([answering(GOOD_CLAIM)]);
    const rules = await rulesOnly();
    const hypotheses = report.hypotheses.map((each) => ({
      ...each,
      claims: each.claims.filter(({ source }) => !source),
    }));
    expect({ ...report, hypotheses, model: null, provenance: rules.provenance }).toEqual(rules);
  });

  it.each([
    ['a hypothesis that does not exist', { ...GOOD_CLAIM, hypothesis: 'H9' }],
    ['evidence that does not exist', { ...GOOD_CLAIM, evidence: ['E2', 'E5', 'E99'] }],
    ['no evidence', { ...GOOD_CLAIM, evidence: [], order: [] }],
    ['only evidence of something else', { ...GOOD_CLAIM, text: 'The ECU booted.', evidence: ['E4'], order: [] }],
    ['a knowledge row that the filters turned away', { ...GOOD_CLAIM, knowledge: ['ue-payload-public-key'] }],
    ['another number', { ...GOOD_CLAIM, text: GOOD_CLAIM.text.replace('20480', '20481') }],
    ['a number put together from two', { ...GOOD_CLAIM, text: 'It stopped at 20480,819 bytes.' }],
    ['a computed number', { ...GOOD_CLAIM, text: 'The transfer stopped after 25 percent.' }],
    ['a number of evidence it does not cite', { ...GOOD_CLAIM, evidence: ['E5'], order: [] }],
    ['a code that is not in its evidence', { ...GOOD_CLAIM, text: 'BRKE failed with ENOSPC.' }],
    [
      'an order that the logs contradict',
      { ...GOOD_CLAIM, evidence: ['E2', 'E3'], text: 'It ended before it was cut.', order: ['E3', 'E2'] },
    ],
    ['a link', { ...GOOD_CLAIM, text: 'Read https://example.org for more.' }],
    ['markup', { ...GOOD_CLAIM, text: 'The <b>power</b> was lost.' }],
    ['characters that hide', { ...GOOD_CLAIM, text: 'It stopped at 2048\u200b0 bytes.' }],
    ['a digit struck through', { ...GOOD_CLAIM, text: 'It stopped at 20480\u0338 bytes.' }],
    ['a text that is too long', { ...GOOD_CLAIM, text: 'word '.repeat(200) }],
    [
      'what the rules have said already',
      { ...GOOD_CLAIM, text: 'the ECU came back from a power-loss as BRKE logged', order: [] },
    ],
    ['a name of something hidden that was never given', { ...GOOD_CLAIM, text: 'It is [VIN-7].' }],
    ['fields of the wrong type', { ...GOOD_CLAIM, evidence: 'E2' }],
  ])('is dropped and counted when it has %s', async (_what, line) => {
    const { report, events } = await consult([
      answering(line, { ...GOOD_CLAIM, text: 'The power went while bytes were moving.' }),
    ]);
    expect(modelClaims(report).map(({ text }) => text)).toEqual(['The power went while bytes were moving.']);
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 1 });
    expect(report.provenance.claimsDropped).toBe(1);
    expect(JSON.stringify(events)).not.toContain(JSON.stringify(line.text).slice(1, -1).concat('","evidence"'));
  });

  it('is found among fences, blank lines, prose and commas', async () => {
    const { report } = await consult([
      answering('```json', '', '[', `${JSON.stringify(GOOD_CLAIM)},`, 'Here you are:', '{"broken', ']', '```'),
    ]);
    expect(report.model).toMatchObject({ claimsKept: 1, claimsDropped: 1 });
  });

  it('is not repeated, and no hypothesis gets more than an engineer reads', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      ...GOOD_CLAIM,
      text: `The power went while ${'very '.repeat(i)}much was left.`,
    }));
    const { report } = await consult([answering(GOOD_CLAIM, GOOD_CLAIM, ...many)]);
    expect(modelClaims(report)).toHaveLength(8);
  });

  it('never passes with an altered number, code or id', async () => {
    const { report } = await consult([answering(GOOD_CLAIM)]);
    const items = new Map(
      report.evidence.map((item) => [item.id, JSON.stringify([item.text, item.code, item.facts, item.quote?.text])]),
    );
    const line = JSON.stringify(GOOD_CLAIM);
    const altered = fc
      .tuple(fc.nat(line.length - 1), fc.constantFrom(...'0123456789EHx-., \u200b２٤²½'.split(''), ''))
      .map(([at, char]) => line.slice(0, at) + char + line.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.array(altered, { minLength: 1, maxLength: 20 }), async (lines) => {
        const told = await consult([answering(...lines)]);
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
