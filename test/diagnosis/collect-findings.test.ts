import { describe, expect, it } from 'vitest';
import { collectFindings } from '#src/diagnosis/collect-findings.ts';
import { type Finding, isPassedOn, namesOf, writerName } from '#src/diagnosis/finding.ts';
import { type Fault, type LogFile, SESSION_START_US, SessionBuilder } from '#test/support/evidence-builder.ts';
import { aFinding, aRow } from '#test/support/findings.ts';

const crash: Fault = { kind: 'crash', vocabulary: 'kernel', role: 'cause', title: 'A process crashed.' };

function collected(write: (file: LogFile, session: SessionBuilder) => unknown): Finding[] {
  const session = new SessionBuilder();
  write(session.file('ivi.dlt', { ecu: 'IVI' }), session);
  return collectFindings(session.build());
}

/** The record that a boot begins with is a line, too: it may be the failure. */
const boots: typeof collected = (...given) => collected(...given).filter(({ category }) => category === 'boot');

const secondsOf = (us: number | null): number | null => (us === null ? null : (us - SESSION_START_US) / 1e6);

describe('a fault', () => {
  it('becomes a finding with its writer, place and quote', () => {
    const [finding] = collected((file) =>
      file.fault(7, 'segfault', { ...crash, app: 'nav', code: 'SIGSEGV', facts: { pid: 7, why: 'a\nb' } }),
    );
    expect(finding).toMatchObject({
      category: 'fault',
      name: 'crash',
      vocabulary: 'kernel',
      code: 'SIGSEGV',
      role: 'cause',
      ecu: 'IVI',
      app: 'nav',
      fileName: 'ivi.dlt',
      text: 'A process crashed',
      facts: { pid: 7, why: 'a b' },
      count: 1,
      format: 'dlt',
      value: null,
      reading: null,
      place: { file: 0, offset: 0, clock: 'shared' },
      pointers: [{ file: 0, offset: 0, length: 8 }],
    });
    expect(secondsOf(finding.place.timeUs)).toBe(7);
    expect(finding.row).toMatchObject({ template: 'segfault' });
  });

  it.each<[promise: string, write: (file: LogFile) => unknown, clock: string]>([
    [
      'a time of its own where the file lacks year or zone',
      (file) => Object.assign(file.fault(1, 'x', crash), { timeInferred: true }),
      'own',
    ],
    [
      'a time of its own where it tells of what ended the boot before',
      (file) => file.fault(1, 'x', { ...crash, facts: { reason: 'power' } }),
      'own',
    ],
    [
      'no time in a boot whose clock was not set',
      (file) => file.boot(0, { clock: 'unset' }).fault(1, 'x', { ...crash, lifecycle: 0 }),
      'none',
    ],
    ['no time where it bears none', (file) => file.fault(null, 'x', crash), 'none'],
    [
      'its time in a boot whose clock was set',
      (file) => file.boot(0).fault(1, 'x', { ...crash, lifecycle: 0 }),
      'shared',
    ],
    [
      'its time in another boot than the one whose clock was not set',
      (file) =>
        file
          .boot(0, { clock: 'unset' })
          .boot(1)
          .fault(2, 'x', { ...crash, lifecycle: 1 }),
      'shared',
    ],
    ['its time where its boot is not known', (file) => file.boot(0, { clock: 'unset' }).fault(2, 'x', crash), 'shared'],
  ])('has %s', (_, write, clock) => {
    expect(collected(write).find(({ name }) => name === 'crash')?.place.clock).toBe(clock);
  });

  it('that has no place is none', () => {
    expect(
      collected((file) => file.fault(1, 'x', { ...crash, at: [] })).filter(({ category }) => category === 'fault'),
    ).toEqual([]);
  });

  it('that comes again is counted, with the last time and five places', () => {
    const [finding, ...others] = collected((file) => {
      for (let i = 0; i < 7; i++) file.fault(i, 'x', { ...crash, count: 2 });
    });
    expect(others.filter(({ category }) => category === 'fault')).toEqual([]);
    expect(finding).toMatchObject({ count: 14, place: { offset: 0 } });
    expect(secondsOf(finding.lastTimeUs)).toBe(6);
    expect(finding.pointers.map(({ offset }) => offset)).toEqual([0, 2, 4, 6, 8]);
  });

  it('keeps the last time that it has', () => {
    const last = (...seconds: (number | null)[]) =>
      secondsOf(collected((file) => seconds.map((second) => file.fault(second, 'x', crash)))[0].lastTimeUs);
    expect([last(5, null), last(null, 5), last(9, 5), last(null)]).toEqual([5, 5, 9, null]);
  });

  it.each<[string, Partial<Fault>]>([
    ['kind', { kind: 'no-space' }],
    ['code', { code: 'EIO' }],
    ['role', { role: 'symptom' }],
    ['vocabulary', { vocabulary: 'rauc' }],
    ['ECU', { ecu: 'GWAY' }],
    ['application', { app: 'nav' }],
  ])('of another %s is another finding', (_, fields) => {
    const found = collected((file) => file.fault(1, 'x', crash).fault(2, 'y', { ...crash, ...fields }));
    expect(found.filter(({ category }) => category === 'fault')).toHaveLength(2);
  });

  it('in a log of another format is another finding', () => {
    const found = collected((file, session) => {
      file.fault(1, 'x', crash);
      session.file('b.log', { ecu: 'IVI', format: 'syslog' }).fault(2, 'y', crash);
    });
    expect(found.filter(({ category }) => category === 'fault')).toHaveLength(2);
  });
});

describe('a step, an outcome, a boot', () => {
  it.each<[write: (file: LogFile) => unknown, name: string, text: string, value: string | null]>([
    [(file) => file.phase(1, 'install', 'started'), 'phase:install:started', 'The install phase started', null],
    [(file) => file.phase(1, 'verify', 'failed'), 'phase:verify:failed', 'The verify phase failed', null],
    [(file) => file.outcome(1, 'slot-booted', 'B'), 'marker:slot-booted', 'The ECU booted slot B', 'B'],
    [
      (file) => file.outcome(1, 'version-seen', '7.2'),
      'marker:version-seen',
      'The version in use was seen to be 7.2',
      '7.2',
    ],
    [(file) => file.outcome(1, 'committed', 'B'), 'marker:committed', 'The new software was committed (B)', 'B'],
    [(file) => file.outcome(1, 'committed'), 'marker:committed', 'The new software was committed', null],
    [(file) => file.outcome(1, 'rolled-back'), 'marker:rolled-back', 'The update was rolled back', null],
    [
      (file) => file.outcome(1, 'update-applied'),
      'marker:update-applied',
      'The update was applied and waits for a reboot',
      null,
    ],
    [(file) => file.outcome(1, 'update-failed'), 'marker:update-failed', 'The update client gave up', null],
    [(file) => file.outcome(1, 'up-to-date'), 'marker:up-to-date', 'The update client found nothing newer', null],
    [(file) => file.boot(1), 'log-begin', 'The log of this ECU begins', null],
    [(file) => file.boot(0).boot(1), 'boot', 'The ECU booted anew', null],
  ])('is told in the words of Argus: %#', (write, name, text, value) => {
    const found = collected(write).filter(({ category }) => category !== 'line');
    expect(found.at(-1)).toMatchObject({
      name,
      text,
      value,
      role: 'fact',
      ecu: 'IVI',
      fileName: 'ivi.dlt',
      count: 1,
      code: null,
    });
    expect(secondsOf(found.at(-1)?.place.timeUs ?? null)).toBe(1);
  });

  it('is told each time that it comes', () => {
    expect(collected((file) => file.phase(1, 'install', 'started').phase(2, 'install', 'started'))).toHaveLength(2);
  });

  it('is said to be read from words that all clients share where it was', () => {
    const session = new SessionBuilder();
    session.file('a.dlt').phase(1, 'install', 'started').phase(2, 'install', 'failed');
    const evidence = session.build();
    const phases = evidence.phases.map((phase, i) => (i === 0 ? { ...phase, isInferred: true as const } : phase));
    expect(collectFindings({ ...evidence, phases }).map(({ isInferred }) => isInferred)).toEqual([true, undefined]);
  });

  it('has no time where the clock of the boot was not set, and that of its first record where its own is not known', () => {
    const timesOf = (boot: object) => boots((file) => file.boot(1, boot)).map(({ place }) => secondsOf(place.timeUs));
    expect(timesOf({ clock: 'unset' })).toEqual([null]);
    expect(timesOf({ bootTimeUs: null, firstTimeUs: SESSION_START_US + 4e6 })).toEqual([4]);
  });

  it('is kept of how it began and above all of how it ended', () => {
    const found = collected((file) => {
      for (let i = 0; i < 300; i++) file.phase(i, 'install', 'started').outcome(i, 'update-failed').boot(i);
    });
    const seconds = (category: string) =>
      found.filter((finding) => finding.category === category).map(({ place }) => secondsOf(place.timeUs));
    for (const [category, max] of [
      ['phase', 240],
      ['marker', 120],
      ['boot', 80],
    ] as const) {
      const kept = seconds(category);
      expect(kept).toHaveLength(max);
      expect([kept[0], kept[max / 4 - 1], kept[max / 4], kept.at(-1)]).toEqual([
        0,
        max / 4 - 1,
        300 - (max / 4) * 3,
        299,
      ]);
    }
  });

  it('is kept whole where there is room for all', () => {
    expect(boots((file) => Array.from({ length: 80 }, (_, i) => file.boot(i)))).toHaveLength(80);
  });
});

describe('findings', () => {
  it('come in order of time, those without one beside their neighbours', () => {
    const found = collected((file, session) => {
      file.fault(5, 'a', crash).fault(null, 'b', { ...crash, kind: 'no-space' });
      session
        .file('b.dlt', { ecu: 'GWAY' })
        .fault(7, 'c', { ...crash, kind: 'read-only' })
        .fault(3, 'd', { ...crash, kind: 'power-loss' });
    });
    expect(found.filter(({ category }) => category === 'fault').map(({ name }) => name)).toEqual([
      'power-loss',
      'crash',
      'no-space',
      'read-only',
    ]);
  });

  it('know the row of their line, by its first or by its most telling place', () => {
    const session = new SessionBuilder();
    const file = session.file('a.dlt');
    file.line(0, 'first of its kind');
    const at = file.line(1, 'told of');
    file.faults.push({
      ...session.build().faults[0],
      ...crash,
      code: null,
      ecu: '',
      app: '',
      context: '',
      facts: {},
      count: 1,
      lifecycle: null,
      firstTimeUs: null,
      lastTimeUs: null,
      at: [at],
    });
    const evidence = session.build();
    const row = aRow({ first: { ...at, offset: 0, length: 17 }, failure: { weight: 30, role: 'cause', at } });
    expect(collectFindings({ ...evidence, templates: [row] })[0].row).toBe(row);
    expect(collectFindings({ ...evidence, templates: [] })[0].row).toBeNull();
  });

  it('are also the lines of runs that broke, each once', () => {
    const session = new SessionBuilder();
    session.file('a.dlt', { ecu: 'IVI' }).line(1, 'stage seven done');
    const evidence = session.build();
    const [row] = evidence.templates;
    const run = { times: 3, good: [], bad: [], fresh: [row] };
    const lines = collectFindings(evidence, [run, run]);
    expect(lines).toMatchObject([
      { category: 'line', name: 'line', value: 'stage seven done', role: 'fact', ecu: 'IVI' },
    ]);
  });
});

describe('a line that no vocabulary knows', () => {
  const lineOf = (fields: Parameters<typeof aRow>[0], failure: 'cause' | 'wrapper' | null = null) => {
    const session = new SessionBuilder();
    session.file('a.dlt').line(1, 'x');
    const evidence = session.build();
    const [{ first }] = evidence.templates;
    const row = aRow({
      first,
      firstTimeUs: SESSION_START_US,
      ...fields,
      failure: failure && { weight: 30, role: failure, at: { ...first, offset: 90 } },
    });
    return collectFindings({ ...evidence, templates: [row] })[0];
  };

  it.each([
    ['a symptom where it tells of a failure', 'cause', 'symptom'],
    ['a consequence where it only says that a whole failed', 'wrapper', 'consequence'],
    ['a fact where it tells of none', null, 'fact'],
  ] as const)('is %s', (_, failure, role) => {
    expect(lineOf({}, failure)).toMatchObject({ category: 'line', role, text: 'A line that no rule knows' });
  });

  it('stands where it tells most, and has a time where that is known', () => {
    expect(lineOf({}, 'cause')).toMatchObject({ pointers: [{ offset: 90 }], place: { offset: 90, clock: 'shared' } });
    expect(lineOf({ count: 2 }, 'cause').place).toMatchObject({ offset: 90, clock: 'none' });
    expect(lineOf({ count: 2 }).place).toMatchObject({ offset: 0, clock: 'shared' });
  });

  it('stands in the file that has it where it tells most', () => {
    const session = new SessionBuilder();
    session.file('a.dlt').line(1, 'lost 0');
    session.file('b.dlt').line(2, 'lost 7');
    const evidence = session.build();
    const [{ first }, { first: at }] = evidence.templates;
    const row = aRow({ first, firstTimeUs: SESSION_START_US, count: 2, failure: { weight: 30, role: 'cause', at } });
    const [line] = collectFindings({ ...evidence, templates: [row] });
    expect(line).toMatchObject({ fileName: 'b.dlt', place: { file: 1, clock: 'none' }, pointers: [at] });
  });
});

describe('how a finding is named', () => {
  it('by its kind, and by its kind in its vocabulary', () => {
    expect(namesOf(aFinding({ vocabulary: 'rauc' }))).toEqual(['crash', 'rauc/crash']);
    expect(namesOf(aFinding())).toEqual(['crash']);
  });

  it.each([
    [{ ecu: 'IVI', app: 'nav', fileName: 'a.log' }, 'IVI (nav)'],
    [{ ecu: 'IVI', app: '', fileName: 'a.log' }, 'IVI'],
    [{ ecu: '', app: 'nav', fileName: 'a.log' }, 'nav'],
    [{ ecu: '', app: '', fileName: 'a.log' }, 'a.log'],
    [{ ecu: '', app: '' }, 'an unnamed ECU'],
  ])('by its writer: %j is %s', (writer, name) => {
    expect(writerName(writer)).toBe(name);
  });

  it('by what it passes on, where it has no code of its own', () => {
    expect(isPassedOn(aFinding({ name: 'ota-error' }))).toBe(true);
    expect(isPassedOn(aFinding({ name: 'ota-error', code: 'kError' }))).toBe(false);
    expect(isPassedOn(aFinding())).toBe(false);
  });
});
