import { describe, expect, it } from 'vitest';
import { type Compared, type Contrast, compareTemplates, contrastOf } from '#src/diagnosis/contrast.ts';
import type { Attempt, AttemptOutcome } from '#src/diagnosis/episodes.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import type { BrokenRun } from '#src/diagnosis/runs.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { aFinding, aPlace, aReading, aRow, aStep } from '#test/support/findings.ts';

/** A try that was logged from `from` on; what is logged up to 4,096 bytes behind it belongs to it. */
const tryAt = (from: number, outcome: AttemptOutcome, file = 0): Attempt => ({
  ecu: 'IVI',
  outcome,
  findings: [aStep('phase:install:started', { place: aPlace(1, { file, offset: from }) })],
  end: null,
});

const rowAt = (offsets: number[], file = 0, member: string | null = null): TemplateRow =>
  aRow({ occurrences: [{ file, member, offsets }] });

const logs = (records: number, templates: TemplateRow[], files = 1): BatchEvidence => ({
  ...countEvidence(
    Array.from({ length: files }, (_, i) => fileEvidence(i)),
    [],
  ),
  records,
  templates,
});

const against = (compared: Partial<Compared>): Contrast =>
  contrastOf({
    attempts: [],
    runs: [],
    good: null,
    findings: [],
    templates: [],
    logs: new Logs([]),
    harmless: [],
    baseline: null,
    ...compared,
  });

const GOOD = tryAt(0, 'installed');
const BAD = tryAt(50_000, 'failed');

describe('by the tries of one log, a line', () => {
  it.each<[promise: string, row: TemplateRow, standing: string]>([
    ['of a try that failed is specific to it', rowAt([50_100]), 'specific'],
    ['at its very end is, too', rowAt([54_096]), 'specific'],
    ['behind it is not known', rowAt([54_097]), 'unknown'],
    ['before it is not known', rowAt([49_999]), 'unknown'],
    ['of a try that went well is a decoy', rowAt([0]), 'decoy'],
    ['of both is a decoy', rowAt([100, 50_100]), 'decoy'],
    ['of another log is not known', rowAt([50_100], 1), 'unknown'],
    ['of another member of an archive is not known', rowAt([50_100], 0, 'a.log'), 'unknown'],
    ['that stands in neither is not known', rowAt([]), 'unknown'],
  ])('%s', (_, row, standing) => {
    expect(against({ attempts: [GOOD, BAD] }).standingOf(row)).toBe(standing);
  });

  const saying = (kind: string) => aReading({ reason: { kind, says: 'x', weight: 50, pattern: /x/ } });

  it.each<[promise: string, of: Partial<Finding>, standing: string]>([
    ['a line that something failed', { category: 'line', name: 'line', reading: saying('failure') }, 'decoy'],
    ['a line that a program died', { category: 'line', name: 'line', reading: saying('crash') }, 'unknown'],
    ['a fault that ends nothing', { name: 'storage-error' }, 'decoy'],
    ['a fault that ends a system', { name: 'kernel-panic' }, 'unknown'],
  ])('behind the last word of a try that went well, %s', (_, of, standing) => {
    const row = aRow({ occurrences: [{ file: 0, member: null, offsets: [200] }] });
    const findings = [aFinding({ ...of, row })];
    expect(against({ attempts: [GOOD], findings }).standingOf(row)).toBe(standing);
  });

  it('is specific to nothing where no try went well', () => {
    const contrast = against({ attempts: [BAD, tryAt(90_000, 'unknown')] });
    expect(contrast.standingOf(rowAt([50_100]))).toBe('unknown');
    expect(contrast.against).toBeNull();
  });

  it('is specific to nothing where the others found nothing to do, and a decoy where it stands there too', () => {
    const contrast = against({ attempts: [tryAt(0, 'nothing-to-do'), BAD] });
    expect([[50_100], [100, 50_100]].map((offsets) => contrast.standingOf(rowAt(offsets)))).toEqual([
      'unknown',
      'decoy',
    ]);
  });

  it('is specific to no try of which nobody knows how it ended', () => {
    expect(against({ attempts: [GOOD, tryAt(50_000, 'unknown')] }).standingOf(rowAt([50_100]))).toBe('unknown');
  });
});

describe('by runs of the same steps in one log, a line', () => {
  const writer = 'IVI\0app';
  const run: BrokenRun = {
    times: 5,
    good: [{ stream: '0:', from: 0, to: 400, writer }],
    bad: [{ stream: '0:', from: 500, to: 600, writer }],
    fresh: [],
  };

  it('is told apart as by tries', () => {
    const contrast = against({ runs: [run] });
    expect(contrast.against).toBe('Compared with 5 runs of the same steps in the same log that went well.');
    expect([[100], [550], [700]].map((offsets) => contrast.standingOf(rowAt(offsets)))).toEqual([
      'decoy',
      'specific',
      'unknown',
    ]);
  });

  it('of another writer is not told apart', () => {
    const other = (fields: object) => against({ runs: [run] }).standingOf({ ...rowAt([550]), ...fields });
    expect([other({ app: 'other' }), other({ ecu: 'GWAY' })]).toEqual(['unknown', 'unknown']);
  });

  it('counts the runs of all writers', () => {
    expect(against({ runs: [run, { ...run, times: 3 }] }).against).toContain('8 runs');
  });
});

describe('a line of which only a hexadecimal value is new', () => {
  const shown = (template: string, offset: number, fields: Partial<TemplateRow> = {}) => ({
    ...rowAt([offset]),
    template,
    ...fields,
  });
  const standing = (row: TemplateRow, templates: TemplateRow[]) =>
    against({ attempts: [GOOD, BAD], templates }).standingOf(row);
  const bad = shown('state 0x1A2B', 50_100);

  it('is a decoy where what went well shows several values', () => {
    expect(standing(bad, [shown('state 0x01', 10), shown('state 0xFF', 20), bad])).toBe('decoy');
  });

  it.each<[promise: string, others: TemplateRow[]]>([
    ['only one value', [shown('state 0x01', 10)]],
    ['several values of another line', [shown('mode 0x01', 10), shown('mode 0x02', 20)]],
    [
      'several values by another application',
      [shown('state 0x01', 10, { app: 'x' }), shown('state 0x02', 20, { app: 'x' })],
    ],
    ['several values by another ECU', [shown('state 0x01', 10, { ecu: 'x' }), shown('state 0x02', 20, { ecu: 'x' })]],
    ['no value, but what went wrong does', [shown('state 0x01', 50_200), shown('state 0x02', 50_300)]],
  ])('is specific where what went well shows %s', (_, others) => {
    expect(standing(bad, [...others, bad])).toBe('specific');
  });
});

describe('by good logs, a line', () => {
  const known = rowAt([50_100]);

  it('is a decoy where they have it, and specific where they do not', () => {
    const contrast = against({ good: logs(50, [known]) });
    expect(contrast.standingOf(known)).toBe('decoy');
    expect(contrast.standingOf(rowAt([7]))).toBe('specific');
  });

  it('is a decoy where a good try has it, although they do not', () => {
    expect(against({ attempts: [GOOD], good: logs(50, []) }).standingOf(rowAt([10]))).toBe('decoy');
  });

  it('is specific to nothing where they are too short, and a decoy nevertheless', () => {
    const contrast = against({ good: logs(49, [known]) });
    expect(contrast.standingOf(known)).toBe('decoy');
    expect(contrast.standingOf(rowAt([7]))).toBe('unknown');
    expect(contrast.against).toBeNull();
  });

  it.each<[tries: Attempt[], good: BatchEvidence | null, sentence: string]>([
    [[], logs(90, []), 'Compared with 90 records of 1 good log.'],
    [[], logs(90, [], 3), 'Compared with 90 records of 3 good logs.'],
    [[GOOD], null, 'Compared with 1 attempt in the same logs that went well.'],
    [[GOOD, BAD, GOOD], null, 'Compared with 2 attempts in the same logs that went well.'],
    [[GOOD], logs(90, []), 'Compared with 90 records of 1 good log and 1 attempt in the same logs that went well.'],
  ])('says what it was compared with: %#', (attempts, good, sentence) => {
    expect(against({ attempts, good }).against).toBe(sentence);
  });
});

describe('two sets of logs', () => {
  const row = (template: string, count: number, weight?: number): TemplateRow => ({
    ...aRow({ template, fingerprint: template, count }),
    failure: weight === undefined ? null : { weight, role: 'cause', at: aRow().first },
  });
  const compare = (bad: [number, TemplateRow[]], good: [number, TemplateRow[]]) => {
    const { fresh, gone, shifted } = compareTemplates(logs(...bad), logs(...good));
    const names = (rows: TemplateRow[]): string[] => rows.map(({ template }) => template);
    return {
      fresh: names(fresh),
      gone: names(gone),
      shifted: shifted.map(({ row: { template }, before }) => `${template} ${before}`),
    };
  };

  it('differ by what is new, the most telling and then the rarest first', () => {
    const bad = [
      row('often', 9),
      row('rare', 1),
      row('a rare', 1),
      row('weak', 1, 20),
      row('strong', 7, 60),
      row('both', 3),
    ];
    expect(compare([100, bad], [100, [row('both', 3)]])).toEqual({
      fresh: ['strong', 'weak', 'a rare', 'rare', 'often'],
      gone: [],
      shifted: [],
    });
  });

  it('differ by what is gone, the most frequent first, where it should have come at least once', () => {
    const good = [row('once', 1), row('twice', 2), row('a twice', 2), row('often', 9)];
    expect(compare([100, []], [100, good]).gone).toEqual(['often', 'a twice', 'twice', 'once']);
    expect(compare([50, []], [100, good]).gone).toEqual(['often', 'a twice', 'twice']);
    expect(compare([100, [row('often', 1)]], [100, good]).gone).toEqual(['a twice', 'twice', 'once']);
  });

  it.each([
    ['four times as often', 80, 20, true],
    ['less than that', 79, 20, false],
    ['four times as rarely', 20, 80, true],
    ['not quite so rarely', 21, 80, false],
    ['often enough to tell', 20, 5, true],
    ['too rarely to tell', 19, 1, false],
  ])('differ by what is logged %s: %i for %i', (_, now, before, isShifted) => {
    expect(compare([100, [row('x', now)]], [100, [row('x', before)]]).shifted).toEqual(
      isShifted ? [`x ${before}`] : [],
    );
  });

  it('are compared by share, not by number', () => {
    expect(compare([1000, [row('x', 200)]], [100, [row('x', 20)]]).shifted).toEqual([]);
    expect(compare([1000, [row('x', 20)]], [100, [row('x', 20)]]).shifted).toEqual(['x 20']);
    expect(compare([10, [row('x', 9)]], [0, []])).toEqual({ fresh: ['x'], gone: [], shifted: [] });
  });

  it('are told apart by twenty lines of a kind', () => {
    const many = (name: string, count: number) => Array.from({ length: 25 }, (_, i) => row(`${name} ${i}`, count));
    const { fresh, gone, shifted } = compare(
      [100, [...many('new', 1), ...many('same', 90)]],
      [100, [...many('old', 1), ...many('same', 9)]],
    );
    expect([fresh.length, gone.length, shifted.length]).toEqual([20, 20, 20]);
  });
});
