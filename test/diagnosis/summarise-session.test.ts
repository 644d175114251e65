import { describe, expect, it } from 'vitest';
import type { Attempt } from '#src/diagnosis/episodes.ts';
import type { Investigation } from '#src/diagnosis/investigation.ts';
import { byCount, byTelling } from '#src/diagnosis/most-telling.ts';
import { comparisonOf, episodesOf, levelsOf } from '#src/diagnosis/summarise-session.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { aContrast, aLine, aPlace, aRow, aStep, aStory } from '#test/support/findings.ts';

type Boot = BatchEvidence['lifecycles'][number];

const told = (weight: number, fields: Partial<TemplateRow> = {}): TemplateRow =>
  aRow({ failure: { weight, role: 'cause', at: aRow().first }, ...fields });
const investigation = (fields: object): Investigation =>
  ({
    attempts: [],
    pack: { idOf: new Map() },
    input: { evidence: countEvidence([], []) },
    ...fields,
  }) as unknown as Investigation;

describe('lines are put in order', () => {
  const names = (rows: TemplateRow[], order: typeof byTelling): string[] =>
    rows.toSorted(order).map(({ template }) => template);
  const row = (template: string, weight: number, fields: Partial<TemplateRow>) => told(weight, { template, ...fields });

  it('by what they tell, then the rarest first, then by their own names', () => {
    const rows = [
      row('f', 0, { failure: null, count: 1 }),
      row('e', 20, { count: 1 }),
      row('d', 50, { count: 2 }),
      row('c', 50, { count: 1, fingerprint: 'v1:b' }),
      row('b', 50, { count: 1, fingerprint: 'v1:a', ecu: 'IVI' }),
      row('a', 50, { count: 1, fingerprint: 'v1:a', ecu: 'GWAY' }),
    ];
    expect(names(rows, byTelling)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(names(rows.toReversed(), byTelling)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('by how often they were logged, whatever they tell', () => {
    expect(names([row('b', 50, { count: 2 }), row('a', 20, { count: 1 })], byCount)).toEqual(['a', 'b']);
  });
});

describe('a report tells of each try', () => {
  const attempt = (findings: Attempt['findings'], end: Attempt['end'] = null): Attempt => ({
    ...{ ecu: 'IVI', outcome: 'failed', findings, end },
  });
  const tell = (...attempts: Attempt[]) => {
    const findings = attempts.flatMap((each) => each.findings);
    const idOf = new Map(findings.map((finding, i) => [finding, `E${i + 1}`]));
    return episodesOf(investigation({ attempts, pack: { idOf } })).attempts;
  };

  it('when it began and ended, how far it came, and what shows it', () => {
    const findings = aStory('download started', 'install failed', 'boot', 'crash');
    const [begin, end, , last] = findings;
    expect(tell(attempt(findings, end))).toMatchObject([
      {
        ecu: 'IVI',
        outcome: 'failed',
        fromUs: begin.place.timeUs,
        toUs: end.place.timeUs,
        reached: 'install',
        evidence: ['E1', 'E2'],
      },
    ]);
    expect(tell(attempt(findings))).toMatchObject([{ toUs: last.place.timeUs, evidence: ['E1'] }]);
    expect(tell(attempt(aStory('boot', 'crash')))).toMatchObject([{ reached: null, phases: [] }]);
  });

  it('each of its steps and where it stands, sixty at most', () => {
    const inferred = aStep('phase:verify:failed', { isInferred: true, place: aPlace(7, { file: 2 }) });
    const [{ phases }] = tell(attempt([aStep('phase:install:started', { place: aPlace(5) }), aStep('boot'), inferred]));
    expect(phases).toEqual([
      {
        ...{ phase: 'install', state: 'started', isInferred: false, timeUs: aPlace(5).timeUs },
        at: { file: 0, member: null, offset: 500, length: 50 },
      },
      {
        ...{ phase: 'verify', state: 'failed', isInferred: true, timeUs: aPlace(7).timeUs },
        at: { file: 2, member: null, offset: 700, length: 50 },
      },
    ]);
    const many = Array.from({ length: 61 }, () => aStep('phase:install:started', { pointers: [] }));
    expect(tell(attempt(many))[0].phases).toHaveLength(60);
    expect(tell(attempt(many))[0].phases?.[0].at).toBeNull();
  });

  it('of the last hundred of them', () => {
    const all = tell(...Array.from({ length: 101 }, (_, i) => attempt([aStep('boot', { place: aPlace(i) })])));
    expect([all.length, all[0].fromUs]).toEqual([100, aPlace(1).timeUs]);
  });
});

describe('a report tells of each boot', () => {
  const boot = (file: number, ordinal: number, fields: Partial<Boot> = {}): Boot => ({
    ...{ file, ecu: 'TCU', ordinal, records: 4, bootTimeUs: null, clock: 'steady', clockStepUs: 0, lostMessages: 0 },
    ...{ firstTimeUs: 1, lastTimeUs: 2, firstUptimeUs: 0, lastUptimeUs: 9 },
    at: { file, member: null, sha256: '', offset: ordinal * 10, length: 1, digest: '' },
    ...fields,
  });
  const tell = (...lifecycles: Boot[]) => {
    const evidence = { ...countEvidence([fileEvidence(0), fileEvidence(1)], []), lifecycles };
    return episodesOf(investigation({ input: { evidence } })).boots;
  };

  it('whose it was, when, and whether another one came behind it in its log', () => {
    expect(tell(boot(0, 0), boot(0, 1), boot(1, 0), boot(1, 0, { ecu: '' }))).toEqual([
      { ecu: 'TCU', ordinal: 0, records: 4, fromUs: 1, toUs: 2, end: 'restarted' },
      { ecu: 'TCU', ordinal: 1, records: 4, fromUs: 1, toUs: 2, end: 'end-of-log' },
      { ecu: 'TCU', ordinal: 0, records: 4, fromUs: 1, toUs: 2, end: 'end-of-log' },
      { ecu: 'file-1.log', ordinal: 0, records: 4, fromUs: 1, toUs: 2, end: 'end-of-log' },
    ]);
  });

  it('of the last hundred of them', () => {
    const all = tell(...Array.from({ length: 101 }, (_, i) => boot(0, i)));
    expect([all.length, all[0].ordinal]).toEqual([100, 1]);
  });
});

describe('a report tells of levels', () => {
  it('how many records each has, over all files', () => {
    const levels = { none: 0, fatal: 1, error: 2, warn: 3, info: 4, debug: 5, verbose: 6 };
    const evidence = countEvidence(
      [fileEvidence(0, { levels }), fileEvidence(1, { levels: { ...levels, fatal: 9 } })],
      [],
    );
    expect(levelsOf(evidence)).toEqual({ none: 0, fatal: 10, error: 4, warn: 6, info: 8, debug: 10, verbose: 12 });
  });
});

describe('a report tells of what was compared', () => {
  const compare = (
    rows: TemplateRow[],
    {
      against = 'Compared with x.' as string | null,
      decoys = rows,
      good = undefined as BatchEvidence | undefined,
    } = {},
  ) =>
    comparisonOf(
      investigation({
        contrast: aContrast({ against, decoys: decoys.map((row) => aLine({ row })) }),
        input: { evidence: { ...countEvidence([], []), records: 100, templates: rows }, good },
      }),
    );

  it('nothing where there was nothing to compare with', () => {
    expect(compare([told(20)], { against: null })).toBeNull();
  });

  it('the lines that tell of a failure and stand in what went well, too, the most telling first, eight at most', () => {
    const rows = Array.from({ length: 9 }, (_, i) => told(10 + i, { template: `line ${i}`, count: i + 1 }));
    const result = compare([aRow({ template: 'harmless' }), ...rows]);
    expect(result?.decoys).toHaveLength(8);
    expect(result?.decoys[0]).toEqual({ writer: 'IVI app', template: 'line 8', count: 9 });
    expect(result).toMatchObject({ against: 'Compared with x.', fresh: [], gone: [], shifted: [] });
    expect(compare(rows, { decoys: [] })?.decoys).toEqual([]);
  });

  it('what is new, gone and shifted against good logs, and who wrote it', () => {
    const row = (fingerprint: string, count: number) => aRow({ fingerprint, count, template: fingerprint, app: '' });
    const good = { ...countEvidence([], []), records: 100, templates: [row('gone', 30), row('shifted', 5)] };
    expect(compare([row('fresh', 2), row('shifted', 40)], { good })).toEqual({
      against: 'Compared with x.',
      decoys: [],
      fresh: [{ writer: 'IVI', template: 'fresh', count: 2 }],
      gone: [{ writer: 'IVI', template: 'gone', count: 30 }],
      shifted: [{ writer: 'IVI', template: 'shifted', count: 40, before: 5 }],
    });
  });
});
