import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { TemplateMerger } from '#src/evidence/merge/template-merger.ts';

const MAX_KEPT = 5;

const row = fc
  .record({ id: fc.nat(30), level: fc.constantFrom('error', 'info'), count: fc.integer({ min: 1, max: 9 }) })
  .map(
    ({ id, level, count }): TemplateRow => ({
      fingerprint: `v1:${level}${id}`,
      ecu: 'A',
      app: '',
      context: '',
      level: level as TemplateRow['level'],
      template: `line ${id}`,
      count,
      firstTimeUs: count,
      lastTimeUs: count,
      first: { file: 0, member: null, sha256: '', offset: count, length: 1, digest: '' },
      failure: null,
      spark: null,
      occurrences: [],
    }),
  );

function merged(rows: TemplateRow[]) {
  const merger = new TemplateMerger(MAX_KEPT);
  for (const one of rows) merger.add(one);
  const kept = merger.finish().sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  return { kept, dropped: merger.dropped };
}

describe('a merger whose memory is short', () => {
  it('keeps the same rows with the same sums in any order', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), fc.infiniteStream(fc.nat()), (rows, random) => {
        const shuffled = rows
          .map((one) => ({ one, at: random.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(merged(shuffled)).toEqual(merged(rows));
      }),
    );
  });

  it('counts what it dropped, and drops errors last', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        const { kept, dropped } = merged(rows);
        const total = rows.reduce((sum, { count }) => sum + count, 0);
        expect(kept.reduce((sum, { count }) => sum + count, dropped)).toBe(total);
        const errors = new Set(rows.filter(({ level }) => level === 'error').map(({ fingerprint }) => fingerprint));
        expect(kept.filter(({ level }) => level === 'error')).toHaveLength(Math.min(errors.size, MAX_KEPT));
      }),
    );
  });
});
