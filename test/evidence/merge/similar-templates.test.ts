import { describe, expect, it } from 'vitest';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { mergeSimilar } from '#src/evidence/merge/similar-templates.ts';
import { fingerprintOf } from '#src/evidence/templates/fingerprint.ts';
import type { LevelName } from '#src/parsers/record-batch.ts';

function row(
  template: string,
  overrides: { level?: LevelName; app?: string; ecu?: string; count?: number } = {},
): TemplateRow {
  const line = { ecu: 'HUT', app: 'OTA', context: '', level: 'info' as LevelName, ...overrides, template };
  const first = { file: 0, member: null, sha256: '', offset: template.length, length: 1, digest: '' };
  const fingerprint = fingerprintOf(line);
  const rest = { firstTimeUs: null, lastTimeUs: null, first, failure: null, spark: null, occurrences: [] };
  return { ...line, fingerprint, count: overrides.count ?? 1, ...rest };
}

const named = (rows: TemplateRow[]): string[] => rows.map(({ template }) => template).sort();
const hosts = (count: number, level: LevelName = 'info'): TemplateRow[] =>
  Array.from({ length: count }, (_, n) =>
    row(`connection to host ${'abcdefghijklmnopqrst'[n]} was closed by peer`, { level }),
  );

describe('merging similar templates', () => {
  it('makes a wildcard of values that masking did not know', () => {
    const merged = mergeSimilar([
      row('slot [<num>] is now in use by updater'),
      row('slot [<hex>] is now in use by updater'),
    ]);
    expect(merged).toMatchObject([{ template: 'slot <*> is now in use by updater', count: 2 }]);
    expect(merged[0].fingerprint).toBe(row('slot <*> is now in use by updater').fingerprint);
  });

  it('never merges two words that mean two things', () => {
    const rows = [row('the update of slot b has succeeded now'), row('the update of slot b has failed now')];
    expect(named(mergeSimilar(rows))).toEqual(named(rows));
  });

  it('takes a word for a parameter once it was seen with many values, later in severe lines', () => {
    expect(mergeSimilar(hosts(7))).toHaveLength(7);
    expect(mergeSimilar(hosts(8))).toMatchObject([{ template: 'connection to host <*> was closed by peer', count: 8 }]);
    expect(mergeSimilar(hosts(15, 'error'))).toHaveLength(15);
    expect(mergeSimilar(hosts(16, 'error'))).toHaveLength(1);
  });

  it.each([
    ['level', { level: 'warn' }],
    ['app', { app: 'NET' }],
    ['ECU', { ecu: 'TCU' }],
  ] as const)('never crosses %s', (_, other) => {
    const rows = [row('slot [<num>] is now in use by updater'), row('slot [<hex>] is now in use by updater', other)];
    expect(mergeSimilar(rows)).toHaveLength(2);
  });

  it('never crosses a code', () => {
    const rows = Array.from({ length: 30 }, (_, n) =>
      row(`the module answered with NRC 0x${(0x10 + n).toString(16)} twice now`),
    );
    expect(mergeSimilar(rows)).toHaveLength(30);
  });

  it('leaves lines alone that have less than four words in five in common', () => {
    const rows = [row('opened [<num>] for slot'), row('opened [<hex>] for slot')];
    expect(mergeSimilar(rows)).toHaveLength(2);
  });

  it('gives the same rows in whatever order they come', () => {
    const rows = [
      ...hosts(12),
      ...hosts(12).map((one) => ({ ...one, app: 'NET' })),
      row('slot [<num>] is in use by updater now', { count: 9 }),
    ];
    expect(mergeSimilar(rows.toReversed())).toEqual(mergeSimilar(rows));
  });
});
