import { describe, expect, it } from 'vitest';
import { chooseLines } from '#src/diagnosis/choose-lines.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { aFinding, aPlace, aRow, aStep } from '#test/support/findings.ts';

interface Told {
  weight?: number;
  role?: 'cause' | 'wrapper';
  /** Where it tells most; its first place where not given. */
  tellsAt?: number;
}

const pointer = (offset: number, file = 0) => ({ file, member: null, sha256: '', offset, length: 50, digest: '' });

/** A row named by its place; it tells of a failure where a weight or role is given. */
function row(
  offset: number,
  { weight = 30, role, tellsAt, ...told }: Told & Partial<TemplateRow> = {},
  isTold = false,
): TemplateRow {
  const failure = { weight, role: role ?? 'cause', at: pointer(tellsAt ?? offset, told.first?.file) } as const;
  return aRow({ template: `at ${offset}`, first: pointer(offset), ...told, failure: isTold ? failure : null });
}
const quiet = (offset: number, fields: Partial<TemplateRow> = {}): TemplateRow => row(offset, fields);
const telling = (offset: number, told: Told & Partial<TemplateRow> = {}): TemplateRow => row(offset, told, true);

function chosen(
  templates: TemplateRow[],
  { events = [], files = 0 }: { events?: Finding[]; files?: number } = {},
): string[] {
  const evidence: BatchEvidence = {
    ...countEvidence(
      Array.from({ length: files }, (_, i) => fileEvidence(i)),
      [],
    ),
    templates,
  };
  return chooseLines(evidence, events).map(({ template }) => template.replace('at ', ''));
}

const range = (count: number, make: (i: number) => TemplateRow): TemplateRow[] =>
  Array.from({ length: count }, (_, i) => make(i));
const event = (name: string, offset: number, fields: Partial<Finding> = {}): Finding =>
  aStep(name, { place: aPlace(1, { offset }), pointers: [pointer(offset)], ...fields });

describe('lines that are read again', () => {
  it('are those whose words tell of a failure, and no others', () => {
    expect(chosen([quiet(0), telling(100), quiet(200)])).toEqual(['100', '0']);
  });

  it('are a hundred of those, the most telling, then the rarest first', () => {
    const rows = range(120, (i) => telling(i * 100, { weight: i < 60 ? 50 : 20, count: 200 - i, app: String(i) }));
    const kept = chosen(rows);
    expect(kept).toHaveLength(100);
    expect(kept.slice(0, 2)).toEqual(['5900', '5800']);
    expect(kept.slice(60, 62)).toEqual(['11900', '11800']);
  });

  it('are the same in any order of rows', () => {
    const rows = range(120, (i) =>
      telling(i * 100, { app: String(i), fingerprint: `v1:${i % 60}`, ecu: i < 60 ? 'A' : 'B' }),
    );
    expect(chosen(rows.toReversed()).sort()).toEqual(chosen(rows).sort());
  });

  it('are none that an event tells already', () => {
    const told = event('phase:install:failed', 100);
    expect(chosen([telling(100)], { events: [told] })).toEqual([]);
    expect(chosen([telling(0, { tellsAt: 100 })], { events: [told] })).toEqual([]);
    expect(chosen([telling(100, { tellsAt: 300 })], { events: [told] })).toEqual(['100']);
  });

  it('are also those of an error that a client only passes on', () => {
    const passedOn = aFinding({ name: 'ota-error', pointers: [pointer(100)] });
    expect(chosen([telling(100)], { events: [passedOn] })).toEqual(['100']);
    expect(chosen([telling(100)], { events: [{ ...passedOn, code: 'kError' }] })).toEqual([]);
  });
});

describe('what a writer logged right before a telling line', () => {
  it('are the two nearest lines of its own that came first', () => {
    const rows = [quiet(0), quiet(100), quiet(200), telling(300), quiet(400)];
    expect(chosen(rows).sort()).toEqual(['100', '200', '300']);
  });

  it('are lines of the same ECU and application, in the same log', () => {
    const foreign = [quiet(100, { ecu: 'GWAY' }), quiet(200, { app: 'other' }), quiet(250, { first: pointer(250, 1) })];
    expect(chosen([quiet(50), ...foreign, telling(300)]).sort()).toEqual(['300', '50']);
  });

  it('are those before its most telling place, not before its first', () => {
    expect(chosen([telling(0, { tellsAt: 500 }), quiet(400)])).toEqual(['0', '400']);
  });

  it('are read of the forty most telling lines', () => {
    const rows = range(50, (i) => telling(i * 1000 + 500, { weight: 90 - i, app: String(i) }));
    const leads = range(50, (i) => quiet(i * 1000, { app: String(i) }));
    expect(chosen([...rows, ...leads])).toHaveLength(50 + 40);
  });
});

describe('the last lines before an end', () => {
  const lines = range(60, (i) => quiet(i * 100, { app: String(i) }));

  it.each<[promise: string, events: Finding[], files: number]>([
    ['a step that failed', [event('phase:install:failed', 4_050)], 0],
    ['a rollback', [event('marker:rolled-back', 4_050)], 0],
    ['a boot', [event('boot', 4_050)], 0],
    ['a word that something failed', [event('ota-aborted', 4_050, { category: 'fault', role: 'consequence' })], 0],
  ])('are six, whatever their words: %s', (_, events, files) => {
    expect(chosen(lines, { events, files })).toEqual(['4000', '3900', '3800', '3700', '3600', '3500']);
  });

  it('are none before what ends nothing', () => {
    expect(chosen(lines, { events: [event('phase:install:started', 4_050), event('log-begin', 900)] })).toEqual([]);
  });

  it('are six before the end of each log', () => {
    expect(chosen(lines, { files: 1 })).toEqual(['5900', '5800', '5700', '5600', '5500', '5400']);
    expect(chosen(lines, { files: 2 })).toHaveLength(6);
  });

  it('are six before a line that only says that a whole failed, at its most telling place', () => {
    const wrapper = telling(100, { role: 'wrapper', tellsAt: 3_050, app: 'w' });
    expect(chosen([...lines, wrapper]).slice(1)).toEqual(['3000', '2900', '2800', '2700', '2600', '2500']);
  });

  it('are also the ten nearest of forty that tell of a failure', () => {
    const events = [event('boot', 9_999)];
    const many = range(130, (i) => telling(i * 70, { weight: i < 100 ? 60 : 10, app: String(i) }));
    const near = chosen(many, { events }).filter((offset) => Number(offset) >= 7_000);
    expect(near).toHaveLength(10);
    expect(near[0]).toBe('9030');
  });

  it('are looked for before twelve ends, the last ones first', () => {
    const events = range(20, (i) => quiet(i)).map((_, i) => event('boot', i * 1000 + 950));
    const spread = range(200, (i) => quiet(i * 100, { app: String(i) }));
    const kept = chosen(spread, { events, files: 1 });
    expect(kept).toHaveLength(72);
    expect(kept[0]).toBe('19900');
    expect(kept).not.toContain('7900');
  });

  it('are none of another log', () => {
    const events = [event('boot', 4_050, { place: aPlace(1, { file: 3, offset: 4_050 }) })];
    expect(chosen(lines, { events })).toEqual([]);
  });
});
