import { describe, expect, it } from 'vitest';
import { countPage } from '#src/batch/pages/count-page.ts';
import { episodePage } from '#src/batch/pages/episode-page.ts';
import { faultPage } from '#src/batch/pages/fault-page.ts';
import { pageOf } from '#src/batch/pages/list-page.ts';
import { findSilences } from '#src/batch/pages/silences.ts';
import { TemplateNames } from '#src/batch/pages/template-names.ts';
import { templatePage } from '#src/batch/pages/template-page.ts';
import { fitsRow } from '#src/batch/pages/writer-filter.ts';
import { InvalidCursor } from '#src/batch/ports.ts';
import type { BatchEvidence, CountLane, TemplateRow } from '#src/evidence/file-evidence.ts';
import { SESSION_START_US, SessionBuilder } from '#test/support/evidence-builder.ts';

describe('a page of a list', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];

  it('begins where the one before ended, and the last one has no cursor', () => {
    expect(pageOf(items, { limit: 2 })).toEqual({ items: ['a', 'b'], total: 5, cursor: 'i2' });
    expect(pageOf(items, { limit: 2, cursor: 'i2' })).toEqual({ items: ['c', 'd'], total: 5, cursor: 'i4' });
    expect(pageOf(items, { limit: 2, cursor: 'i4' })).toEqual({ items: ['e'], total: 5, cursor: null });
    expect(pageOf(items, { limit: 5 }).cursor).toBeNull();
  });

  it.each(['', '2', 'i', 'i-1', 'xi2', 'i2x', 'i1234567890'])('does not begin at %j', (cursor) => {
    expect(() => pageOf(items, { limit: 2, cursor })).toThrow(InvalidCursor);
  });
});

describe('a row of evidence', () => {
  const row = { ecu: 'GWC', app: 'ota', context: 'INST', firstTimeUs: 100, lastTimeUs: 200 };

  it.each([
    [{}, true],
    [{ ecu: 'gwc' }, true],
    [{ ecu: 'gw' }, false],
    [{ app: 'OTA' }, true],
    [{ app: 'dm' }, false],
    [{ context: 'inst' }, true],
    [{ context: '' }, false],
    [{ ecu: 'gwc', app: 'dm' }, false],
    [{ fromUs: 200 }, true],
    [{ fromUs: 201 }, false],
    [{ toUs: 100 }, true],
    [{ toUs: 99 }, false],
    [{ fromUs: 120, toUs: 130 }, true],
    [{ fromUs: 10, toUs: 99 }, false],
  ])('fits %j: %s', (filter, fits) => {
    expect(fitsRow(row, filter)).toBe(fits);
  });

  it('without a last time ends when it begins, without any fits no window, without a writer only where none is asked', () => {
    const open = { ...row, lastTimeUs: null };
    expect([fitsRow(open, { fromUs: 100 }), fitsRow(open, { fromUs: 101 })]).toEqual([true, false]);
    const untimed = { ...row, firstTimeUs: null };
    expect([fitsRow(untimed, {}), fitsRow(untimed, { toUs: 500 }), fitsRow(untimed, { fromUs: 0 })]).toEqual([
      true,
      false,
      false,
    ]);
    expect([fitsRow({ ecu: 'GWC' }, { app: '' }), fitsRow({ ecu: 'GWC' }, { app: 'ota' })]).toEqual([true, false]);
  });
});

const SECOND = 1e6;
const BASE_US = Math.ceil(SESSION_START_US / 8_192_000) * 8_192_000;

const laneOf = (ecu: string, seconds: readonly number[], more: Partial<CountLane> = {}): CountLane => ({
  ecu,
  level: 'info',
  untimed: 0,
  stepUs: SECOND,
  fromUs: SESSION_START_US,
  at: [...seconds],
  counts: seconds.map(() => 1),
  ...more,
});

describe('a silence', () => {
  const steady = Array.from({ length: 30 }, (_, n) => n);

  it('is a stretch of ten seconds and twenty times the usual distance, from the end of one record to the next', () => {
    const silent = (gapS: number) => findSilences([laneOf('gwc', [...steady, 29 + gapS])]);
    expect(silent(21)).toEqual([
      { ecu: 'gwc', fromUs: SESSION_START_US + 30 * SECOND, toUs: SESSION_START_US + 50 * SECOND },
    ]);
    expect(silent(20)).toEqual([]);
    // Records every half second: ten seconds count, not ten times as long.
    const dense = laneOf('gwc', [...Array(40).keys(), 39 + 20], { stepUs: SECOND / 2 });
    expect(findSilences([dense])).toEqual([]);
    expect(findSilences([laneOf('gwc', [...Array(40).keys(), 39 + 21], { stepUs: SECOND / 2 })])).toHaveLength(1);
  });

  it('is one of all levels of an ECU together, and of each ECU by itself', () => {
    const late = [0, 1, 2, 3, 60];
    expect(
      findSilences([
        laneOf('gwc', late),
        laneOf(
          'gwc',
          Array.from({ length: 60 }, (_, n) => n),
        ),
      ]),
    ).toEqual([]);
    const [silence] = findSilences([laneOf('ivi', steady), laneOf('gwc', late)]);
    expect([silence.ecu, (silence.toUs - silence.fromUs) / SECOND]).toEqual(['gwc', 56]);
  });

  it('is none where a clock was set, nor where nothing has a time', () => {
    expect(findSilences([laneOf('gwc', steady, { fromUs: 0 })])).toEqual([]);
    const set = laneOf('gwc', [0, 1, 2, Math.floor(SESSION_START_US / SECOND)], { fromUs: 0 });
    expect(findSilences([set])).toEqual([]);
    expect(findSilences([laneOf('gwc', [], { fromUs: null, untimed: 9 })])).toEqual([]);
  });

  it('is among the fifty longest of its ECU, told in order of time', () => {
    const starts = Array.from({ length: 60 }, (_, n) => n * 1_000 + Math.min(n, 1));
    const bursts = starts.flatMap((start) => Array.from({ length: 60 }, (_, n) => start + n));
    const found = findSilences([laneOf('gwc', bursts)]);
    expect(found).toHaveLength(50);
    expect(found.map(({ fromUs }) => fromUs)).toEqual(found.map(({ fromUs }) => fromUs).sort((a, b) => a - b));
    // The longest one is the first.
    expect(found[0].fromUs).toBe(SESSION_START_US + 60 * SECOND);
  });
});

describe('counts over time', () => {
  const stepUs = 1_024_000;
  const lane = (more: Partial<CountLane> = {}): CountLane => ({
    ecu: 'gwc',
    level: 'info',
    untimed: 2,
    stepUs,
    fromUs: BASE_US,
    at: [0, 1, 5],
    counts: [3, 4, 5],
    ...more,
  });

  it('lie in the narrowest bins that cover all, and add up with what is outside and what has no time', () => {
    const page = countPage([lane(), lane({ ecu: 'ivi', level: 'error', untimed: 1, at: [5], counts: [7] })], {
      bins: 6,
    });
    expect(page).toMatchObject({ binUs: stepUs, binCount: 6, records: 19, outside: 0, untimed: 3, stepUs });
    expect([page.fromUs, page.toUs]).toEqual([BASE_US, BASE_US + 6 * stepUs]);
    expect(page.extent).toEqual({ fromUs: BASE_US, toUs: BASE_US + 6 * stepUs });
    expect(page.lanes).toEqual([
      { ecu: 'gwc', level: 'info', records: 12, bins: [0, 1, 5], counts: [3, 4, 5] },
      { ecu: 'ivi', level: 'error', records: 7, bins: [5], counts: [7] },
    ]);
    expect(countPage([lane()], { bins: 3 })).toMatchObject({
      binUs: 2 * stepUs,
      binCount: 3,
      lanes: [{ bins: [0, 2], counts: [7, 5] }],
    });
  });

  it('of a window are those in it; the rest is told as outside, and a lane without any is left out', () => {
    const wish = { bins: 100, fromUs: BASE_US, toUs: BASE_US + 2 * stepUs };
    const page = countPage([lane(), lane({ ecu: 'ivi', at: [5], counts: [7] })], wish);
    expect(page).toMatchObject({ records: 7, outside: 12, untimed: 4 });
    expect(page.lanes.map(({ ecu }) => ecu)).toEqual(['gwc']);
    expect(page.extent.toUs).toBe(BASE_US + 6 * stepUs);
    expect(countPage([lane(), lane({ ecu: 'ivi' })], { bins: 9, ecu: 'ivi' })).toMatchObject({
      records: 12,
      untimed: 2,
    });
  });

  it('that are coarser than a bin are shared out evenly, none lost, none doubled at an edge', () => {
    const page = countPage([lane({ at: [0], counts: [10] })], { bins: 4, fromUs: BASE_US, toUs: BASE_US + stepUs });
    expect(page).toMatchObject({ binUs: stepUs / 4, binCount: 4, records: 10 });
    expect(page.lanes[0]).toMatchObject({ bins: [0, 1, 2, 3], counts: [2, 3, 2, 3] });
    const half = countPage([lane({ at: [0], counts: [10] })], {
      bins: 2,
      fromUs: BASE_US + stepUs / 2,
      toUs: BASE_US + stepUs,
    });
    expect(half).toMatchObject({ records: 5, outside: 5, lanes: [{ counts: [2, 3] }] });
  });

  it('of a clock that was not set do not press the rest into a corner, and are shown where there is nothing else', () => {
    const unset = lane({ at: [0, BASE_US / stepUs], counts: [1, 6], fromUs: 0 });
    expect(countPage([unset], { bins: 8 })).toMatchObject({ records: 6, outside: 1, extent: { fromUs: BASE_US } });
    expect(countPage([lane({ fromUs: 0 })], { bins: 8 })).toMatchObject({ records: 12, fromUs: 0 });
  });

  it('are none where nothing has a time', () => {
    const untimed = lane({ fromUs: null, at: [], counts: [], untimed: 4 });
    expect(countPage([untimed], { bins: 8 })).toEqual({
      ...{ fromUs: null, toUs: null, binUs: null, binCount: 0, stepUs: null, lanes: [] },
      ...{ records: 0, outside: 0, untimed: 4, extent: { fromUs: null, toUs: null } },
    });
  });
});

describe('episodes', () => {
  const session = new SessionBuilder();
  const gateway = session.file('gw.dlt', { ecu: 'GWC' });
  gateway.boot(0).boot(60, { clock: 'unset', lostMessages: 3 }).boot(120, { clock: 'steady', lostMessages: 4 });
  gateway.outcome(130, 'committed', null).damage(40);
  const radio = session.file('ivi.log', { format: 'logcat', ecu: 'IVI' });
  radio.line(0, 'volume 3');
  radio.timeInferred = true;
  const evidence: BatchEvidence = { ...session.build(), counts: [laneOf('IVI', [0]), laneOf('GWC', [0])] };

  it('end each boot by the next one of the ECU in its file, the last one with the log', () => {
    expect(episodePage(evidence).boots.map(({ ecu, end }) => [ecu, end])).toEqual([
      ['GWC', 'restarted'],
      ['GWC', 'restarted'],
      ['GWC', 'end-of-log'],
    ]);
  });

  it('tell of each ECU its gravest clock, whether its times were completed, and what it lost', () => {
    expect(episodePage(evidence).clocks).toEqual([
      { ecu: 'GWC', clock: 'unset', isInferred: false, lostMessages: 7 },
      { ecu: 'IVI', clock: 'unknown', isInferred: true, lostMessages: 0 },
    ]);
  });

  it('name the file of what was skipped, and are those of one ECU where that is asked', () => {
    const all = episodePage(evidence);
    expect(all.damage).toEqual([expect.objectContaining({ file: 0, member: null, length: 40, reason: 'garbage' })]);
    expect(all.markers).toHaveLength(1);
    const one = episodePage(evidence, 'IVI');
    expect([one.boots, one.markers, one.clocks.map(({ ecu }) => ecu)]).toEqual([[], [], ['IVI']]);
  });
});

const KIND = { vocabulary: 'uds', role: 'cause', title: 'A fault' } as const;

describe('faults', () => {
  const session = new SessionBuilder();
  const file = session.file('gw.dlt', { ecu: 'GWC' });
  file.fault(1, 'one', { ...KIND, kind: 'uds-nrc', code: 'NRC 0x31' });
  file.fault(2, 'two', { ...KIND, kind: 'uds-nrc', code: 'NRC 0x22', role: 'consequence' });
  file.fault(3, 'three', { ...KIND, kind: 'no-space' });
  const evidence = session.build();

  it.each([
    [{}, 3],
    [{ kind: 'uds-nrc' }, 2],
    [{ code: 'NRC 0x31' }, 1],
    [{ role: 'consequence' as const }, 1],
    [{ kind: 'no-space', code: 'NRC 0x31' }, 0],
    [{ ecu: 'ivi' }, 0],
    [{ fromUs: SESSION_START_US + 2 * SECOND }, 2],
  ])('that fit %j are %i', (wish, total) => {
    expect(faultPage(evidence, { limit: 9, ...wish }).total).toBe(total);
  });
});

const rowOf = (template: string, more: Partial<TemplateRow> = {}): TemplateRow => {
  const session = new SessionBuilder();
  session.file('gw.dlt', { ecu: 'GWC' }).line(0, template);
  return { ...session.build().templates[0], fingerprint: `v1:${template.replaceAll(' ', '')}`, failure: null, ...more };
};

const evidenceOf = (templates: TemplateRow[]): BatchEvidence => ({
  ...new SessionBuilder().build(),
  templates,
  records: templates.reduce((sum, { count }) => sum + count, 0),
});

describe('templates', () => {
  const rows = [
    rowOf('valve stuck', {
      count: 5,
      level: 'error',
      firstTimeUs: 30,
      failure: { weight: 9, role: 'cause', at: rowOf('x').first },
    }),
    rowOf('step taken', { count: 50, firstTimeUs: 20 }),
    rowOf('Battery low', { count: 20, level: 'warn', firstTimeUs: null }),
    rowOf('frame', { count: 5, level: 'none', firstTimeUs: 10 }),
  ];
  const shown = (wish: object = {}, other?: BatchEvidence) =>
    templatePage(evidenceOf(rows), other, { limit: 9, ...wish }).items.map(({ row }) => row.template);

  it.each([
    [{}, ['step taken', 'Battery low', 'frame', 'valve stuck']],
    [{ sort: 'first' }, ['frame', 'step taken', 'valve stuck', 'Battery low']],
    [{ sort: 'failure' }, ['valve stuck', 'step taken', 'Battery low', 'frame']],
    [{ level: 'warn' }, ['Battery low', 'valve stuck']],
    [{ level: 'error' }, ['valve stuck']],
    [{ words: ['battery'] }, ['Battery low']],
    [{ words: ['STEP', 'taken'] }, ['step taken']],
    [{ words: ['step', 'valve'] }, []],
    [{ fingerprints: ['v1:frame'] }, ['frame']],
    [{ ecu: 'ivi' }, []],
    [{ change: 'new' }, []],
  ])('are chosen and put in order by %j', (wish, templates) => {
    expect(shown(wish)).toEqual(templates);
  });

  it('are new, shifted, the same or gone against another batch, by their share of its records', () => {
    // Twice as many records: what is there as often is half as frequent.
    const other = evidenceOf([
      rowOf('step taken', { count: 100 }),
      rowOf('Battery low', { count: 1 }),
      rowOf('frame', { count: 11 }),
      rowOf('all well', { count: 47 }),
      rowOf('seldom', { count: 1 }),
    ]);
    const { items } = templatePage(evidenceOf(rows), other, { limit: 9, sort: 'first' });
    expect(items.map(({ before, change, row }) => [row.template, before, change])).toEqual([
      ['frame', 11, 'same'],
      ['step taken', 100, 'same'],
      ['valve stuck', 0, 'new'],
      ['all well', 47, 'gone'],
      ['Battery low', 1, 'shifted'],
    ]);
    expect(shown({ change: 'gone' }, other)).toEqual(['all well']);
  });

  it('have nothing to say of a change where nothing is compared', () => {
    expect(templatePage(evidenceOf(rows), undefined, { limit: 1 }).items[0]).toMatchObject({
      change: null,
      before: null,
    });
    expect(templatePage(evidenceOf(rows), evidenceOf([]), { limit: 1 }).items[0]).toMatchObject({
      change: 'new',
      before: 0,
    });
  });
});

describe('the template that a record counts under', () => {
  const merged = rowOf('slot <*> marked', { fingerprint: 'v1:merged' });
  const names = new TemplateNames([merged, rowOf('valve stuck')]);
  const record = (template: string, more: Partial<TemplateRow> = {}) => rowOf(template, more);

  it('is its own, or the one that it was merged to, or none of the batch', () => {
    expect(names.nameOf(record('valve stuck'))).toBe('v1:valvestuck');
    expect(names.nameOf(record('slot B marked'))).toBe('v1:merged');
    // Asked again, it is remembered.
    expect(names.nameOf(record('slot B marked'))).toBe('v1:merged');
    expect(names.nameOf(record('slot B not marked'))).toBe('v1:slotBnotmarked');
    expect(names.nameOf(record('slot C marked', { app: 'other' }))).toBe('v1:slotCmarked');
  });

  it('is found by its words where several were merged to it', () => {
    expect(names.signOf('v1:merged')).toEqual({ fingerprint: 'v1:merged', merged });
    expect(names.signOf('v1:valvestuck')).toEqual({ fingerprint: 'v1:valvestuck' });
  });
});
