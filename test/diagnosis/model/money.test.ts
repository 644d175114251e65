import { describe, expect, it } from 'vitest';
import type { ClaimBasis } from '#src/diagnosis/gate.ts';
import { linkWords } from '#src/diagnosis/model/link-words.ts';
import { CALLS_PER_BATCH, dayOf, memoryModelBudget, microUsd } from '#src/diagnosis/model/model-budget.ts';
import { Spending, worstUsage } from '#src/diagnosis/model/spending.ts';
import type { EvidenceItem } from '#src/report/report.ts';

const PRICE = { input: 2, output: 10 };
const WORST = { chars: 2_001, saidTokens: 100, maxTokens: 500 };
const used = (inputTokens: number, outputTokens: number, cache = {}) => ({ inputTokens, outputTokens, ...cache });

describe('the worst that an answer can come to', () => {
  it('is a token for two characters, all written to a cache, and the longest answer', () => {
    expect(worstUsage(WORST)).toEqual({ inputTokens: 0, cacheWriteTokens: 1_101, outputTokens: 500 });
  });
});

describe('what an attempt has spent', () => {
  const limits = { totalTokens: 10_000, usd: 1 };

  it('is the sum of what its answers told', () => {
    const spending = new Spending(PRICE, limits);
    expect([spending.usage, spending.isTold]).toEqual([null, false]);
    spending.add(used(10, 20, { cacheReadTokens: 3, cacheWriteTokens: 4 }), WORST);
    spending.add(used(1, 2), WORST);
    expect(spending.usage).toEqual(used(11, 22, { cacheReadTokens: 3, cacheWriteTokens: 4 }));
    expect(spending.isTold).toBe(true);
  });

  it.each([[null], [used(-1, 5)], [used(0.5, 5)], [used(Number.NaN, 5)], [used(5, Number.POSITIVE_INFINITY)]])(
    'is the worst where an answer does not tell, or tells what cannot be: %j',
    (told) => {
      const spending = new Spending(PRICE, { totalTokens: 1_601 + 1_601, usd: 1 });
      spending.add(told, WORST);
      expect([spending.usage, spending.isTold]).toEqual([null, false]);
      expect(spending.fits(WORST)).toBe(true);
      spending.add(used(1, 0), WORST);
      expect(spending.isTold).toBe(false);
      expect(spending.fits(WORST)).toBe(false);
    },
  );

  it('leaves room for another answer up to the last token, of every kind', () => {
    const fits = (told: ReturnType<typeof used>): boolean => {
      const spending = new Spending(PRICE, { totalTokens: 1_701, usd: 1 });
      spending.add(told, WORST);
      return spending.fits(WORST);
    };
    expect(fits(used(60, 40))).toBe(true);
    expect(fits(used(60, 41))).toBe(false);
    expect(fits(used(50, 40, { cacheReadTokens: 10 }))).toBe(true);
    expect(fits(used(50, 40, { cacheReadTokens: 11 }))).toBe(false);
    expect(fits(used(50, 40, { cacheWriteTokens: 11 }))).toBe(false);
  });

  it('leaves room only within the money', () => {
    const spending = new Spending({ input: 0, output: 10 }, { totalTokens: 1e9, usd: 0.01 });
    expect(spending.fits({ chars: 0, saidTokens: 0, maxTokens: 1_000 })).toBe(true);
    expect(spending.fits({ chars: 0, saidTokens: 0, maxTokens: 1_001 })).toBe(false);
    spending.add(used(0, 500), WORST);
    expect(spending.fits({ chars: 0, saidTokens: 0, maxTokens: 500 })).toBe(true);
    expect(spending.fits({ chars: 0, saidTokens: 0, maxTokens: 501 })).toBe(false);
  });
});

describe('a budget in memory', () => {
  const MIDNIGHT = Date.UTC(2026, 4, 14);

  it('counts whole millionths, rounded up, by days of UTC', () => {
    expect([microUsd(0.0000001), microUsd(1.5), microUsd(0)]).toEqual([1, 1_500_000, 0]);
    expect([dayOf(MIDNIGHT - 1), dayOf(MIDNIGHT)]).toEqual(['2026-05-13', '2026-05-14']);
  });

  it('gives what is left of the day, and all of it on the next', async () => {
    let nowMs = MIDNIGHT - 1;
    const budget = memoryModelBudget({ usdPerDay: 1, clock: { nowMs: () => nowMs } });
    const take = async (batchId: string, usd: number) => budget.reserve({ batchId, usd });
    expect(await take('A', 0.6)).toMatchObject({ attempt: 1 });
    expect(await take('B', 0.41)).toEqual({ refused: 'day' });
    expect(await take('C', 0.4)).toMatchObject({ attempt: 1 });
    nowMs = MIDNIGHT;
    expect(await take('D', 1)).toMatchObject({ attempt: 1 });
  });

  it('takes back what a call did not cost, no millionth more', async () => {
    const budget = memoryModelBudget({ usdPerDay: 1, clock: { nowMs: () => 0 } });
    const call = await budget.reserve({ batchId: 'A', usd: 1 });
    if (!('giveBack' in call)) throw new Error('refused');
    await call.giveBack(0.5000009);
    expect(await budget.reserve({ batchId: 'B', usd: 0.500001 })).toEqual({ refused: 'day' });
    expect(await budget.reserve({ batchId: 'C', usd: 0.5 })).toMatchObject({ attempt: 1 });
  });

  it('counts the calls of each batch, refused ones among them', async () => {
    const budget = memoryModelBudget({ usdPerDay: 1, clock: { nowMs: () => 0 } });
    const attempts = [];
    for (let i = 0; i <= CALLS_PER_BATCH; i++) attempts.push(await budget.reserve({ batchId: null, usd: 0.1 }));
    expect(attempts).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { refused: 'batch' }]);
    await budget.reserve({ batchId: 'A', usd: 9 });
    await budget.reserve({ batchId: 'A', usd: 9 });
    expect(await budget.reserve({ batchId: 'A', usd: 0.1 })).toEqual({ refused: 'batch' });
  });
});

describe('a link between two lines', () => {
  const item = (id: string, ecu: string, isQuoted = true) =>
    ({ id, ecu, quote: isQuoted ? { text: 'x' } : null }) as EvidenceItem;
  /** E1 was logged before E2; of E3 nothing is known. */
  const basis = { isClearlyAfter: (a: string, b: string) => a === 'E2' && b === 'E1' } as ClaimBasis;
  const [one, two, three] = [item('E1', 'IVI'), item('E2', 'GWAY'), item('E3', 'TCU')];
  const words = (link: Parameters<typeof linkWords>[0], from: EvidenceItem, to: EvidenceItem, own = ['E1', 'E2']) =>
    linkWords(link, { from, to, own, basis });

  it('is in order only where the logs prove it', () => {
    expect(words('before', one, two)).toEqual({
      words: 'was logged before',
      check: { checked: ['order'], notChecked: ['meaning'] },
    });
    expect(words('before', two, one)).toBeUndefined();
    expect(words('before', one, three)).toBeUndefined();
  });

  it('may be of cause and effect, and says what is not proven', () => {
    expect(words('may-have-caused', one, two)).toEqual({
      words: 'may have led to',
      check: { checked: ['order'], notChecked: ['cause'] },
    });
    expect(words('may-have-caused', one, three)).toEqual({
      words: 'may have led, in an order that the logs do not prove, to',
      check: { checked: [], notChecked: ['order', 'cause'] },
    });
    expect(words('may-have-caused', two, one)).toBeUndefined();
    expect(words('may-have-caused', item('E3', 'TCU', false), one)).toBeUndefined();
  });

  it('is agreement only between two ECUs that are named and counted', () => {
    expect(words('agrees-with', one, two)).toEqual({
      words: 'agrees with',
      check: { checked: ['ecus'], notChecked: ['meaning'] },
    });
    expect(words('agrees-with', one, item('E2', 'IVI'))).toBeUndefined();
    expect(words('agrees-with', item('E1', ''), two)).toBeUndefined();
    expect(words('agrees-with', one, item('E2', ''))).toBeUndefined();
    expect(words('agrees-with', one, two, ['E1'])).toBeUndefined();
    expect(words('agrees-with', one, two, ['E2'])).toBeUndefined();
  });

  it('is none of a line with itself', () => {
    expect(words('agrees-with', one, item('E1', 'GWAY'))).toBeUndefined();
  });
});
