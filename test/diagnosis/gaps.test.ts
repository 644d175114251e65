import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import {
  anomalies,
  collectGaps,
  everyday,
  type InvestigationGap,
  passedOver,
  toReportGap,
  unprovenGaps,
} from '#src/diagnosis/gaps.ts';
import type { ObservedOutcome } from '#src/diagnosis/observe-outcome.ts';
import { type LogFile, SessionBuilder } from '#test/support/evidence-builder.ts';
import { refusal } from '#test/support/faults.ts';
import { aFinding, anOutcome, aPlace, aStep } from '#test/support/findings.ts';
import { reportOn } from '#test/support/session-report.ts';

/** One file of one ECU, and findings in it by their offset. */
function gapsOf(write: (file: LogFile) => void, offsets: readonly number[] = [], ecu = 'IVI'): InvestigationGap[] {
  const session = new SessionBuilder();
  write(session.file('ivi.dlt', { ecu: 'IVI' }));
  const support = offsets.map((offset) => aFinding({ ecu, place: aPlace(1, { offset }) }));
  return collectGaps(session.build(), support);
}

const lines = (file: LogFile, count: number): LogFile => {
  for (let i = 0; i < count; i++) file.line(i, `line ${String(i).padStart(4, '0')}`);
  return file;
};

describe('damage', () => {
  /** Ten lines of ten bytes, damage from 100 to 150, ten lines more. */
  const damaged = (file: LogFile) => lines(lines(file, 10).damage(50), 10);

  it.each<[promise: string, offsets: number[], limitsVerdict: boolean]>([
    ['between two pieces of evidence', [0, 160], true],
    ['between the first and the last of many', [300, 160, 0], true],
    ['before the evidence', [150, 160], false],
    ['behind it', [0, 90], false],
    ['at the first of them', [100, 160], false],
    ['at the last of them', [0, 100], false],
    ['beside a single piece', [100], false],
    ['in a file without evidence', [], false],
  ])('%s: touches the verdict: %s %s', (_, offsets, limitsVerdict) => {
    expect(gapsOf(damaged, offsets)).toEqual([
      { kind: 'damaged', text: '1 damaged place, 50 bytes skipped.', file: 'ivi.dlt', limitsVerdict },
    ]);
  });

  it('touches it wherever it may lie, when there are more places than were noted', () => {
    const many = (file: LogFile) => {
      damaged(file).gaps.count = 7;
      return file;
    };
    expect(gapsOf(many, [150, 160])).toMatchObject([
      { text: '7 damaged places, 50 bytes skipped.', limitsVerdict: true },
    ]);
  });

  it('touches it where one of several places lies between', () => {
    const before = (file: LogFile) => lines(damaged(file.damage(20)), 1);
    expect(gapsOf(before, [50, 200])).toMatchObject([
      { text: '2 damaged places, 70 bytes skipped.', limitsVerdict: true },
    ]);
  });

  it('of another file does not touch it', () => {
    const session = new SessionBuilder();
    lines(session.file('a.dlt'), 30);
    damaged(session.file('b.dlt'));
    const support = [0, 160].map((offset) => aFinding({ place: aPlace(1, { file: 0, offset }) }));
    expect(collectGaps(session.build(), support)).toMatchObject([{ file: 'b.dlt', limitsVerdict: false }]);
  });

  it('is none where nothing was skipped', () => {
    expect(gapsOf((file) => lines(file, 3), [0, 20])).toEqual([]);
  });
});

describe('messages that were lost', () => {
  const losing =
    (lost: number, records = 99) =>
    (file: LogFile) =>
      file.boot(0, { lostMessages: lost, records });

  it.each<[promise: string, lost: number, ecu: string, limitsVerdict: boolean]>([
    ['many, of an ECU with evidence', 2, 'IVI', true],
    ['many, of another ECU', 2, 'GWAY', false],
    ['one in a hundred', 1, 'IVI', false],
  ])('%s: touch the verdict: %i %s %s', (_, lost, ecu, limitsVerdict) => {
    expect(gapsOf(losing(lost), [0], ecu)).toEqual([
      {
        kind: 'messages-lost',
        text: `${lost} ${lost === 1 ? 'message of IVI is' : 'messages of IVI are'} missing by its message counter.`,
        file: null,
        limitsVerdict,
      },
    ]);
  });

  it('are summed up per ECU, and touch the verdict where one boot lost many', () => {
    const twice = (file: LogFile) =>
      file.boot(0, { lostMessages: 1, records: 500 }).boot(9, { lostMessages: 40, records: 60 });
    expect(gapsOf(twice, [0])).toMatchObject([
      { text: '41 messages of IVI are missing by its message counter.', limitsVerdict: true },
    ]);
    const spread = (file: LogFile) =>
      file.boot(0, { lostMessages: 4, records: 500 }).boot(9, { lostMessages: 4, records: 500 });
    expect(gapsOf(spread, [0])).toMatchObject([
      { text: '8 messages of IVI are missing by its message counter.', limitsVerdict: false },
    ]);
  });

  it('are those of the file where no ECU is named', () => {
    const session = new SessionBuilder();
    session.file('a.dlt').boot(0, { lostMessages: 5 });
    expect(collectGaps(session.build(), [])).toMatchObject([
      { text: '5 messages of a.dlt are missing by its message counter.' },
    ]);
  });

  it('are none where every message came', () => {
    expect(gapsOf((file) => file.boot(0), [0])).toEqual([]);
  });
});

describe('a file that could not be read', () => {
  const unreadable = (...given: Parameters<typeof collectGaps>) =>
    collectGaps(...given).filter(({ kind }) => kind === 'file-unreadable');

  it('touches every verdict, and is named with its member', () => {
    const session = new SessionBuilder().unreadable('brake.dlt', 'brake.dlt is empty.');
    const evidence = session.build();
    const member = { ...evidence.failed[0], member: 'inner.dlt', message: 'It is cut off.' };
    expect(unreadable({ ...evidence, failed: [...evidence.failed, member] }, [])).toEqual([
      { kind: 'file-unreadable', text: 'brake.dlt is empty.', file: 'brake.dlt', limitsVerdict: true },
      { kind: 'file-unreadable', text: 'It is cut off.', file: 'brake.dlt › inner.dlt', limitsVerdict: true },
    ]);
  });

  it('is listed with nineteen others, and the rest counted', () => {
    const session = new SessionBuilder();
    for (let i = 0; i < 20; i++) session.unreadable(`${i}.dlt`, 'It is empty.');
    expect(unreadable(session.build(), [])).toHaveLength(20);
    for (let i = 20; i < 25; i++) session.unreadable(`${i}.dlt`, 'It is empty.');
    const gaps = unreadable(session.build(), []);
    expect(gaps).toHaveLength(21);
    expect(gaps[20]).toEqual({
      kind: 'file-unreadable',
      text: '5 more of this kind are not listed.',
      file: null,
      limitsVerdict: true,
    });
  });

  it('is counted with others that touch no verdict only where none of them does', () => {
    const session = new SessionBuilder();
    for (let i = 0; i < 21; i++) session.file(`${i}.dlt`).damage(9);
    expect(collectGaps(session.build(), []).at(-1)).toMatchObject({
      text: '1 more of this kind is not listed.',
      limitsVerdict: false,
    });
    const support = [0, 20].map((offset) => aFinding({ place: aPlace(1, { file: 21, offset }) }));
    const last = session.file('21.dlt');
    last.line(0, 'first');
    last.damage(5);
    last.line(1, 'last');
    expect(collectGaps(session.build(), support).at(-1)).toMatchObject({
      text: expect.stringMatching(/^2 more/),
      limitsVerdict: true,
    });
  });
});

describe('a clock', () => {
  it.each<[promise: string, write: (file: LogFile) => unknown, kind: string, text: string]>([
    [
      'that was not set in one boot',
      (file) => file.boot(0).boot(5, { clock: 'unset' }),
      'clock-unset',
      'not set in at least one boot',
    ],
    ['that there is none of', (file) => file.line(null, 'x'), 'no-time', 'have no time'],
    [
      'that was completed from outside',
      (file) => {
        file.timeInferred = true;
        return file.line(1, 'x');
      },
      'time-inferred',
      'lack a year or zone',
    ],
  ])('%s is told and touches no verdict', (_, write, kind, text) => {
    expect(gapsOf(write, [0])).toEqual([
      { kind, text: expect.stringContaining(text), file: 'ivi.dlt', limitsVerdict: false },
    ]);
  });

  it('that was set is not told, nor that of another file, nor of a file without records', () => {
    expect(gapsOf((file) => file.boot(0))).toEqual([]);
    expect(gapsOf(() => undefined)).toEqual([]);
    const session = new SessionBuilder();
    session.file('a.dlt').boot(0);
    session.file('b.dlt').boot(0, { clock: 'unset' });
    expect(collectGaps(session.build(), []).map(({ file }) => file)).toEqual(['b.dlt']);
  });

  it('of another member of the same archive is not told', () => {
    const session = new SessionBuilder();
    session.file('a.zip').boot(0, { clock: 'unset' });
    const evidence = session.build();
    const [{ at, ...boot }] = evidence.lifecycles;
    const lifecycles = [{ ...boot, at: { ...at, member: 'other' } }];
    expect(collectGaps({ ...evidence, lifecycles }, [])).toEqual([]);
  });
});

describe('a fault that is not held to be the cause', () => {
  const seenWith = (findings: Finding[], outcome: ObservedOutcome = anOutcome()) => ({
    findings,
    outcome,
    templates: [],
  });
  const noted = (
    finding: Finding,
    seen: { used?: Finding[]; outcome?: ObservedOutcome | undefined } = {},
  ): InvestigationGap[] => anomalies(new Set(seen.used), seenWith([finding], seen.outcome));

  it('is told with its writer and its number', () => {
    const disk = { name: 'storage-io', text: 'A disk failed' };
    expect(noted(aFinding(disk))).toEqual([
      { kind: 'anomaly', text: 'A disk failed, as IVI (app) logged.', file: null, limitsVerdict: false },
    ]);
    expect(noted(aFinding({ ...disk, count: 3 }))).toMatchObject([
      { text: 'A disk failed, as IVI (app) logged 3 times.' },
    ]);
  });

  it.each<[promise: string, finding: Finding]>([
    ['that something failed', aFinding({ role: 'consequence' })],
    ['a step', aStep('phase:install:failed')],
    ['everyday noise', aFinding({ name: 'probe-failed' })],
  ])('is none where it only says: %s', (_, finding) => {
    expect(noted(finding)).toEqual([]);
  });

  it('is none where a cause rests on it', () => {
    const finding = aFinding();
    expect(noted(finding, { used: [finding] })).toEqual([]);
  });

  const arrival = aStep('marker:committed', { place: aPlace(60) });
  const updated = anOutcome({
    observed: 'updated',
    support: [10, 11].map((second) => aStep('marker:committed', { place: aPlace(second) })).concat(arrival),
  });
  const panic = (second: number) => aFinding({ name: 'kernel-panic', place: aPlace(second) });

  it.each<[promise: string, finding: Finding, outcome: ObservedOutcome, limitsVerdict: boolean]>([
    ['an ECU that is unsound after its update', panic(90), updated, true],
    ['one that was unsound before it', panic(30), updated, false],
    ['an application that crashed after it', aFinding({ place: aPlace(90) }), updated, false],
    ['an ECU that is unsound without an update', panic(90), { ...updated, observed: 'failed' }, false],
    ['one of an update that nothing shows', panic(90), { ...updated, support: [] }, false],
  ])('touches a success: %s', (_, finding, outcome, limitsVerdict) => {
    expect(noted(finding, { outcome })).toMatchObject([{ limitsVerdict }]);
  });

  it('is listed with nineteen others, and the rest counted', () => {
    const many = Array.from({ length: 22 }, (_, i) => aFinding({ place: aPlace(i) }));
    const gaps = anomalies(new Set(), seenWith(many));
    expect(gaps).toHaveLength(21);
    expect(gaps[20]).toEqual({
      kind: 'anomaly',
      text: '2 more of this kind are not listed.',
      file: null,
      limitsVerdict: false,
    });
  });
});

describe('what was not read back', () => {
  it('touches every verdict where its bytes have changed', () => {
    expect(unprovenGaps([aFinding()])).toEqual([
      {
        kind: 'quote-unverified',
        text: 'The bytes behind "A process crashed" could not be read back as they were: it is not used.',
        file: null,
        limitsVerdict: true,
      },
    ]);
  });

  it('touches none where it was passed over, and is told only where there is something', () => {
    expect(passedOver(0)).toEqual([]);
    expect(passedOver(3)).toEqual([
      {
        kind: 'passed-over',
        text: '3 less telling findings were not read back and are not used.',
        file: null,
        limitsVerdict: false,
      },
    ]);
  });

  it('stands in the report without what only the verdict needs', () => {
    expect(toReportGap(passedOver(3)[0])).toEqual({
      kind: 'passed-over',
      text: '3 less telling findings were not read back and are not used.',
      file: null,
    });
  });
});

describe('what else was seen', () => {
  const seen = (...findings: Finding[]) => ({ findings, outcome: anOutcome(), templates: [] });

  it('is nothing that stands in the record that a cause rests on', () => {
    const cause = aFinding({ name: 'metadata-expired', text: 'It has expired', place: aPlace(1) });
    const same = aFinding({ name: 'metadata-unread', text: 'It could not be read', place: aPlace(1) });
    const other = aFinding({ name: 'low-voltage', text: 'Too little power', place: aPlace(2) });
    const texts = anomalies(new Set([cause]), seen(cause, same, other)).map(({ text }) => text);
    expect(texts).toEqual(['Too little power, as IVI (app) logged.']);
  });
});

describe('what rules know and is by itself no fault', () => {
  it('is told, with its count', () => {
    const refused = aFinding({ text: 'A request was refused', role: 'consequence', count: 3 });
    const again = { ...refused, key: 'again', count: 2 };
    expect(everyday([refused, again]).map(({ text }) => text)).toEqual([
      'Seen, and by itself no fault: A request was refused, as IVI (app) logged 5 times.',
    ]);
    expect(everyday([refused, aStep('phase:install:started')])).toEqual([
      {
        kind: 'everyday',
        text: 'Seen, and by itself no fault: A request was refused, as IVI (app) logged 3 times.',
        file: null,
        limitsVerdict: false,
      },
    ]);
  });

  it('is told of a session in which nothing else is known', async () => {
    const session = new SessionBuilder();
    session.file('can0.log').fault(1, '7F 22 31', refusal({ request: 'A diagnostic request' }));
    const { finding, gaps, totals } = await reportOn(session);
    expect([finding, totals.faults]).toEqual(['unknown', 1]);
    expect(gaps.map(({ kind }) => kind)).toEqual(['everyday']);
  });
});
