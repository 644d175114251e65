import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import { prove } from '#src/diagnosis/prove.ts';
import { pointerKey, type Quote, type QuoteReader } from '#src/diagnosis/quote-reader.ts';
import { aFinding, aLine, aPlace, aRow, aStep } from '#test/support/findings.ts';

const pointer = (offset: number) => ({ file: 0, member: null, sha256: '', offset, length: 50, digest: '' });
const found = (...offsets: number[]): Finding =>
  aFinding({ place: aPlace(1, { offset: offsets[0] }), pointers: offsets.map(pointer) });

/** Reads what it has been given, by offset; notes what it was asked for. */
function quotesOf(texts: Record<number, string | Partial<Quote>>): QuoteReader & { asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    read: async (pointers) => {
      asked.push(...pointers.map(({ offset }) => offset));
      return new Map(
        pointers
          .filter(({ offset }) => offset in texts)
          .map((each) => {
            const given = texts[each.offset];
            const quote = {
              text: 'x',
              before: [],
              after: [],
              verified: true,
              ...(typeof given === 'string' ? { text: given } : given),
            };
            return [pointerKey(each), quote];
          }),
      );
    },
  };
}

describe('a finding is proven', () => {
  it('by the record that its first place points at', async () => {
    const finding = found(10, 20);
    const { findings, proofOf, unproven, passedOver } = await prove([finding], quotesOf({ 10: 'first', 20: 'second' }));
    expect([findings, unproven, passedOver]).toEqual([[finding], [], 0]);
    expect(proofOf.get(finding)).toMatchObject({ pointer: { offset: 10 }, quote: { text: 'first' } });
  });

  it.each([
    ['is gone', { 20: 'second' }],
    ['has changed', { 10: { text: 'first', verified: false }, 20: 'second' }],
  ])('by its second place where the first %s', async (_, texts) => {
    const finding = found(10, 20, 30);
    const { proofOf } = await prove([finding], quotesOf(texts));
    expect(proofOf.get(finding)).toMatchObject({ pointer: { offset: 20 }, quote: { text: 'second' } });
  });

  it('by no more than two places', async () => {
    const quotes = quotesOf({ 30: 'third' });
    const finding = found(10, 20, 30);
    expect(await prove([finding], quotes)).toMatchObject({ findings: [], unproven: [finding] });
    expect(quotes.asked).toEqual([10, 20]);
  });

  it('in the order given', async () => {
    const [a, b, c] = [found(1), found(2), found(3)];
    const { findings, unproven } = await prove([c, b, a], quotesOf({ 1: 'a', 3: 'c' }));
    expect([findings, unproven]).toEqual([[c, a], [b]]);
  });
});

describe('what a line says', () => {
  it('is read from its quote, at the level that its row has', async () => {
    const line = aLine({ reading: null, row: aRow({ level: 'error' }), pointers: [pointer(1)] });
    await prove([line], quotesOf({ 1: 'open failed: permission denied' }));
    expect(line.reading).toMatchObject({ role: 'cause', level: 'error', reason: { kind: expect.any(String) } });
  });

  it('is nothing where its words tell of no failure', async () => {
    const line = aLine({ pointers: [pointer(1)] });
    await prove([line], quotesOf({ 1: 'all tests passed' }));
    expect(line.reading).toBeNull();
  });

  it('is not asked of what is more than a line', async () => {
    const finding = found(1);
    await prove([finding], quotesOf({ 1: 'open failed: permission denied' }));
    expect(finding.reading).toBeNull();
  });
});

describe('of more findings than are read back', () => {
  const many = (count: number, make: (i: number) => Partial<Finding>) =>
    Array.from({ length: count }, (_, i) =>
      aFinding({ place: aPlace(1, { offset: 1000 + i }), pointers: [pointer(1000 + i)], ...make(i) }),
    );
  const all = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [1000 + i, 'x']));

  it('six hundred are, and the rest counted', async () => {
    const { findings, passedOver } = await prove(
      many(605, () => ({})),
      quotesOf(all),
    );
    expect([findings.length, passedOver]).toEqual([600, 5]);
  });

  it.each<[promise: string, last: Partial<Finding>]>([
    ['an outcome, not faults', { category: 'marker', role: 'fact' }],
    ['a cause, not symptoms', { role: 'cause' }],
  ])('those are that tell most: %s', async (_, last) => {
    const findings = [
      ...many(600, () => ({ role: 'symptom' })),
      aStep('marker:committed', { pointers: [pointer(2500)], ...last }),
    ];
    const proven = await prove(findings, quotesOf(all));
    expect(proven.findings).toContain(findings[600]);
    expect(proven.passedOver).toBe(1);
  });

  it.each([
    ['fault', 'template'],
    ['template', 'line'],
    ['line', 'phase'],
    ['phase', 'boot'],
  ] as const)('those are that tell most: %s before %s', async (first, second) => {
    const findings = [
      ...many(600, () => ({ category: second })),
      aFinding({ category: first, pointers: [pointer(2500)] }),
    ];
    expect((await prove(findings, quotesOf(all))).findings).toContain(findings[600]);
    const other = [
      ...many(600, () => ({ category: first })),
      aFinding({ category: second, pointers: [pointer(2500)] }),
    ];
    expect((await prove(other, quotesOf(all))).findings).not.toContain(other[600]);
  });

  it.each([
    ['cause', 'symptom'],
    ['symptom', 'fact'],
    ['fact', 'consequence'],
  ] as const)('those are that tell most: a %s before a %s', async (first, second) => {
    const other = [...many(600, () => ({ role: first })), aFinding({ role: second, pointers: [pointer(2500)] })];
    expect((await prove(other, quotesOf(all))).findings).not.toContain(other[600]);
  });
});
