import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Report } from '#src/report/report.ts';
import { restOfClosedForm } from '#test/support/closed-claim.ts';
import { answering } from '#test/support/scripted-model.ts';
import { rivalCauses, signatureFailure } from '#test/support/sessions.ts';
import {
  claimEvents,
  consult,
  GOOD_CLAIM,
  GOOD_TEXT,
  modelClaims,
  OTHER_CLAIM,
  OTHER_TEXT,
  rulesOnly,
} from './consultation.ts';

const chained = (...chain: object[]) => ({ hypothesis: 'H1', chain });

describe('a claim of a language model', () => {
  it('stands behind the rules’ claims of its hypothesis, says what was checked, and was told as it came', async () => {
    const { report, events } = await consult([answering(GOOD_CLAIM)]);
    const rules = await rulesOnly();
    expect(report.hypotheses[0].claims).toEqual([
      ...rules.hypotheses[0].claims,
      {
        id: 'H1.m1',
        text: GOOD_TEXT,
        evidence: ['E5', 'E2'],
        knowledge: ['power-loss'],
        source: 'model',
        check: { checked: ['lines', 'quotes'], notChecked: ['order', 'cause'] },
      },
    ]);
    expect(claimEvents(events).at(-1)?.data).toMatchObject({ hypothesis: 'H1', attempt: 1, claim: { id: 'H1.m1' } });
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 0 });
    expect(report.model?.note).toContain('not what the lines mean or whether one led to another');
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

  it('says that one line came before another only where the logs prove it', async () => {
    const { report } = await consult([
      answering(OTHER_CLAIM, chained({ evidence: 'E2' }, { link: 'before', evidence: 'E5' })),
    ]);
    expect(modelClaims(report)).toMatchObject([
      { text: OTHER_TEXT, check: { checked: ['lines', 'order'], notChecked: ['meaning'] } },
    ]);
  });

  it('says that two ECUs agree only where the rules count both for the cause', async () => {
    const session = signatureFailure();
    const { report } = await consult(
      [
        answering(
          chained({ evidence: 'E7' }, { link: 'agrees-with', evidence: 'E3' }),
          chained({ evidence: 'E7' }, { link: 'agrees-with', evidence: 'E8' }),
          chained({ evidence: 'E7', quote: 'signature check of payload failed' }),
        ),
      ],
      { session },
    );
    expect(modelClaims(report).map(({ text }) => text)).toEqual([
      'E7 (GWAY: “signature check of payload failed”) is among what speaks for it.',
    ]);
  });

  it('may read a line of a rival as what a line of the leading cause led to', async () => {
    const claim = { hypothesis: 'H2', chain: [{ evidence: 'E2' }, { link: 'may-have-caused', evidence: 'E3' }] };
    const foreign = { hypothesis: 'H2', chain: [{ evidence: 'E2' }, { link: 'may-have-caused', evidence: 'E4' }] };
    const { report } = await consult([answering(foreign, claim)], { session: rivalCauses() });
    expect(modelClaims(report).map(({ id, check }) => [id, check?.notChecked])).toEqual([
      ['H2.m1', ['order', 'cause']],
    ]);
  });

  it.each([
    ['a hypothesis that does not exist', { ...GOOD_CLAIM, hypothesis: 'H9' }],
    ['a hypothesis that is ruled out', { ...GOOD_CLAIM, hypothesis: 'H2', knowledge: [] }],
    ['evidence that does not exist', chained({ evidence: 'E2' }, { link: 'before', evidence: 'E99' })],
    ['no evidence', chained()],
    ['evidence that is tied to no cause', chained({ evidence: 'E4' }, { link: 'before', evidence: 'E5' })],
    ['a knowledge row that the filters turned away', { ...GOOD_CLAIM, knowledge: ['ue-payload-public-key'] }],
    ['a quote with another letter', chained({ evidence: 'E5', quote: 'reset reason: power_lost' })],
    ['a quote of another line', chained({ evidence: 'E2', quote: 'reset reason: power_loss' })],
    ['a quote of Argus’ sentence', chained({ evidence: 'E5', quote: 'The ECU came back from a power loss' })],
    ['a quote of a fact by absence', chained({ evidence: 'E6', quote: 'No commit of the new software' })],
    ['a lone line that the rules have told', chained({ evidence: 'E5' })],
    ['an order that the logs contradict', chained({ evidence: 'E3' }, { link: 'before', evidence: 'E2' })],
    ['a cause after its effect', chained({ evidence: 'E3' }, { link: 'may-have-caused', evidence: 'E2' })],
    ['a cause that is an absence', chained({ evidence: 'E6' }, { link: 'may-have-caused', evidence: 'E5' })],
    ['a link that is none', chained({ evidence: 'E2' }, { link: 'proves', evidence: 'E3' })],
    ['words of its own', { ...GOOD_CLAIM, text: 'The power went.' }],
    ['fields of the wrong type', { ...GOOD_CLAIM, chain: 'E2' }],
  ])('is dropped and counted when it has %s', async (_what, line) => {
    const { report } = await consult([answering(line, OTHER_CLAIM)]);
    expect(modelClaims(report).map(({ text }) => text)).toEqual([OTHER_TEXT]);
    expect(report.model).toMatchObject({ status: 'answered', claimsKept: 1, claimsDropped: 1 });
    expect(report.provenance.claimsDropped).toBe(1);
  });

  it('is found among fences, blank lines, prose and commas', async () => {
    const { report } = await consult([
      answering('```json', '', '[', `${JSON.stringify(GOOD_CLAIM)},`, 'Here you are:', '{"broken', ']', '```'),
    ]);
    expect(report.model).toMatchObject({ claimsKept: 1, claimsDropped: 1 });
  });

  it('is not repeated, and no hypothesis gets more than an engineer reads', async () => {
    const ids = ['E2', 'E3', 'E5', 'E7'];
    const many = ids.flatMap((from) =>
      ids.flatMap((to) =>
        ['before', 'may-have-caused'].map((link) => chained({ evidence: from }, { link, evidence: to })),
      ),
    );
    const { report } = await consult([answering(GOOD_CLAIM, GOOD_CLAIM, ...many, ...many)]);
    expect(new Set(modelClaims(report).map(({ text }) => text)).size).toBe(modelClaims(report).length);
    expect(modelClaims(report)).toHaveLength(8);
  });

  it('never shows a word, number or id that is neither in a cited line nor in the closed list', async () => {
    const { report } = await consult([answering(GOOD_CLAIM)]);
    const line = JSON.stringify(GOOD_CLAIM);
    const altered = fc
      .tuple(fc.nat(line.length - 1), fc.constantFrom(...'0123456789EHx-., \u200b２٤²½'.split(''), ''))
      .map(([at, char]) => line.slice(0, at) + char + line.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.array(altered, { minLength: 1, maxLength: 20 }), async (lines) => {
        const told = await consult([answering(...lines)]);
        for (const { text, knowledge } of modelClaims(told.report)) {
          expect(restOfClosedForm(text, report.evidence)).toBeUndefined();
          expect(knowledge.every((id) => id === 'power-loss')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
