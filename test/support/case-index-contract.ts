import { expect, test } from 'vitest';
import type { CaseCard, CaseIndex } from '#src/batch/case-index.ts';
import { batchIdOf } from './new-batch.ts';

export const aCard = (n: number, more: Partial<CaseCard> = {}): CaseCard => ({
  batchId: batchIdOf(n),
  signs: ['a', 'b'],
  title: 'The valve is stuck',
  verdict: 'LIKELY',
  platform: 'J7',
  firmware: { from: '1', to: '2' },
  ...more,
});

/** What every `CaseIndex` promises. `open` gives an empty one. */
export function caseIndexContract(open: () => Promise<CaseIndex>): void {
  test('finds batches by each of their signs, and their cards', async () => {
    const index = await open();
    await index.add(aCard(1), ['a', 'b']);
    await index.add(aCard(2, { title: null }), ['b']);
    expect(await index.batchesWith('b', 10)).toEqual([batchIdOf(1), batchIdOf(2)]);
    expect([await index.batchesWith('a', 10), await index.batchesWith('c', 10)]).toEqual([[batchIdOf(1)], []]);
    expect(await index.findCards([batchIdOf(2), batchIdOf(9), batchIdOf(1)])).toEqual([
      aCard(1),
      aCard(2, { title: null }),
    ]);
    expect(await index.count()).toBe(2);
  });

  test('changes nothing when the same is added again', async () => {
    const index = await open();
    for (let i = 0; i < 3; i++) await index.add(aCard(1, { title: `Title ${i}` }), ['a', 'b']);
    expect([await index.count(), await index.batchesWith('a', 10)]).toEqual([1, [batchIdOf(1)]]);
    expect(await index.findCards([batchIdOf(1)])).toEqual([aCard(1, { title: 'Title 2' })]);
  });

  test('reads no more of a list than was asked for', async () => {
    const index = await open();
    for (let n = 0; n < 30; n++)
      await index.add(
        aCard(n),
        Array.from({ length: 40 }, (_, i) => `s${i}`),
      );
    expect(await index.batchesWith('s7', 12)).toHaveLength(12);
  });

  test('remembers which signs are full', async () => {
    const index = await open();
    await index.markFull('b');
    await index.markFull('b');
    expect(await index.findFull(['a', 'b', 'c'])).toEqual(new Set(['b']));
    expect(await index.findFull([])).toEqual(new Set());
  });
}
