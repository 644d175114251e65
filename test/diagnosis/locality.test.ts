import { describe, expect, it } from 'vitest';
import type { Attempt, AttemptOutcome } from '#src/diagnosis/episodes.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import { type Episode, findEpisode, localityOf } from '#src/diagnosis/locality.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import { WEIGHT } from '#src/diagnosis/score.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';
import { aLine, anOutcome, aPlace, aRow, aStep } from '#test/support/findings.ts';

const secondOf = (second: number): number => aPlace(second).timeUs as number;
const NO_LOGS = new Logs([]);

/** A try in file 0 from second 100 to 160, with nothing that marks other lines. */
const episode = (fields: Partial<Episode> = {}): Episode => ({
  spans: [{ stream: '0:', from: 10_000, to: 20_000 }],
  writers: new Set(),
  tellers: new Map(),
  named: new Set(),
  isForNamed: false,
  textOf: () => '',
  logs: NO_LOGS,
  fromUs: secondOf(100),
  toUs: secondOf(160),
  wellAt: null,
  endsUs: [secondOf(160)],
  placeable: new Set(['0:', '1:']),
  ...fields,
});

/** Logged twice, so that its rarity counts for nothing. */
const line = (fields: Partial<Finding> = {}): Finding => aLine({ app: 'soundd', count: 2, row: null, ...fields });
const beside = (second: number | null, fields: Partial<Finding> = {}): Finding =>
  line({ place: aPlace(second, { file: 1, offset: 500 }), ...fields });

describe('in the log of the try that failed, a line', () => {
  const own = (offset: number, fields: Partial<Finding> = {}): Finding =>
    line({ place: aPlace(120, { offset }), ...fields });
  const two = [
    { stream: '0:', from: 10_000, to: 20_000 },
    { stream: '0:', from: 30_000, to: 40_000 },
  ];

  it.each<[promise: string, finding: Finding, fields: Partial<Episode>, weight: number]>([
    ['counts from the first byte of the try', own(10_000), {}, WEIGHT.sameLog],
    ['counts up to its last byte', own(20_000), {}, WEIGHT.sameLog],
    ['counts in any part of the try', own(30_000), { spans: two }, WEIGHT.sameLog],
    ['counts less before it', own(9_999), {}, WEIGHT.beforeTry],
    ['counts least after it', own(20_001), {}, WEIGHT.afterTry],
    ['counts least between two parts of it', own(25_000), { spans: two }, WEIGHT.afterTry],
  ])('%s', (_, finding, fields, weight) => {
    expect(localityOf(finding, episode(fields))).toBe(weight);
  });

  const wellAt = aPlace(90, { offset: 9_000 });
  const again = (offsets: number[]) =>
    aRow({ occurrences: [{ file: 0, member: null, offsets }], firstTimeUs: null, lastTimeUs: null });
  const logs = new Logs([fileEvidence(0)]);

  it.each<[promise: string, finding: Finding, isBefore: boolean]>([
    ['before a try that went well explains nothing since', own(8_999), true],
    ['behind its end is judged by its place', own(9_000), false],
    ['that is logged again since is judged by its place', own(8_000, { row: again([8_000, 9_500]) }), false],
    ['that was logged before it only explains nothing since', own(8_000, { row: again([8_000, 8_500]) }), true],
    ['of another log, before it by the clock, explains nothing since', beside(80, { row: null }), true],
    ['of another log, at the same time by the clock, is judged by its place', beside(89), false],
    ['of another log without a clock is judged by its place', beside(null), false],
  ])('%s', (_, finding, isBefore) => {
    expect(localityOf(finding, episode({ wellAt, logs })) === WEIGHT.beforeGoodTry).toBe(isBefore);
  });

  it('counts more by a writer that took part in it, while it ran', () => {
    const writers = new Set(['0:\0IVI\0soundd']);
    expect(localityOf(own(15_000), episode({ writers }))).toBe(WEIGHT.sameLog + WEIGHT.sameWriter);
    expect(localityOf(own(9_999), episode({ writers }))).toBe(WEIGHT.beforeTry);
  });

  it.each([
    'otad',
    'SWMA',
    'fota-agent',
    'update_engine',
    'upgrader',
    'flash.page',
    'rauc-install',
    'my-deploy',
    'ucm',
  ])('counts more by a program that updates by its name: %s', (app) => {
    expect(localityOf(own(15_000, { app }), episode())).toBe(WEIGHT.sameLog + WEIGHT.sameWriter);
  });

  it.each(['quotad', 'rotary', 'reinstated', 'lookup', 'chupd8'])('and not by one that is named %s', (app) => {
    expect(localityOf(own(15_000, { app }), episode())).toBe(WEIGHT.sameLog);
  });

  it('counts more in a file that is named after updating', () => {
    const finding = own(15_000, { fileName: 'var/log/ota.log' });
    expect(localityOf(finding, episode())).toBe(WEIGHT.sameLog + WEIGHT.sameWriter);
  });

  it('takes the parts of a program for one writer', () => {
    const writers = new Set(['0:\0IVI\0agent']);
    expect(localityOf(own(15_000, { app: 'agent.disk' }), episode({ writers }))).toBe(
      WEIGHT.sameLog + WEIGHT.sameWriter,
    );
    expect(localityOf(own(15_000, { app: 'ab.disk' }), episode({ writers: new Set(['0:\0IVI\0ab']) }))).toBe(
      WEIGHT.sameLog,
    );
  });

  it.each<[promise: string, offsets: number[], weight: number]>([
    ['is background where it was logged before the try, too', [9_000, 15_000], WEIGHT.sameLog + WEIGHT.background],
    ['is none where it was only logged in it', [12_000, 15_000], WEIGHT.sameLog],
    ['is none where it was also logged after it', [15_000, 50_000], WEIGHT.sameLog],
  ])('%s', (_, offsets, weight) => {
    const row = aRow({ occurrences: [{ file: 0, member: null, offsets }] });
    expect(localityOf(own(15_000, { row }), episode())).toBe(weight);
  });

  it('is no background where it was logged once', () => {
    const row = aRow({ occurrences: [{ file: 0, member: null, offsets: [9_000] }] });
    expect(localityOf(own(15_000, { count: 1, row }), episode())).toBe(WEIGHT.sameLog + WEIGHT.once);
  });

  it.each<[count: number, weight: number]>([
    [1, WEIGHT.once],
    [2, 0],
    [5, 0],
    [6, WEIGHT.often],
  ])('that was logged %i times counts %i', (count, weight) => {
    expect(localityOf(own(15_000, { count }), episode())).toBe(WEIGHT.sameLog + weight);
  });
});

describe('in another log, a line', () => {
  it.each<[promise: string, finding: Finding, fields: Partial<Episode>, weight: number]>([
    ['counts most in the last seconds of the try', beside(159), {}, WEIGHT.sameTime + WEIGHT.atTheEnd],
    ['counts as much two seconds after its end', beside(162), {}, WEIGHT.sameTime + WEIGHT.atTheEnd],
    ['counts where it was logged shortly before the end', beside(140), {}, WEIGHT.sameTime],
    ['counts for nothing earlier in the try', beside(139), {}, 0],
    ['counts for nothing five seconds before its begin', beside(95), {}, 0],
    ['counts against its time before that', beside(94), {}, WEIGHT.otherTime],
    ['counts against its time more than two seconds after the end', beside(163), {}, WEIGHT.otherTime],
    ['counts before a restart that came in between', beside(119), { endsUs: [secondOf(120), secondOf(160)] }, 12],
    ['counts for nothing long after that restart', beside(123), { endsUs: [secondOf(120), secondOf(160)] }, 0],
    ['is anywhere without a time', beside(null), {}, WEIGHT.unplaced],
    ['is anywhere where the try has no end', beside(120), { toUs: null }, WEIGHT.unplaced],
    ['is anywhere where the try has no begin', beside(120), { fromUs: null }, WEIGHT.unplaced],
    ['is anywhere where its log is of another time', beside(120), { placeable: new Set(['0:']) }, WEIGHT.unplaced],
  ])('%s', (_, finding, fields, weight) => {
    expect(localityOf(finding, episode(fields))).toBe(weight);
  });

  it('counts for its ECU where the last words of the try name it, else against it', () => {
    const named = new Set(['ivi']);
    expect(localityOf(beside(120), episode({ named }))).toBe(WEIGHT.namedEcu);
    expect(localityOf(beside(120, { ecu: 'TCU' }), episode({ named, isForNamed: true }))).toBe(WEIGHT.otherEcu);
    expect(localityOf(beside(120, { ecu: 'TCU' }), episode({ named }))).toBe(0);
  });

  it('is of the ECU that its folder is named after, where it does not say whose it is', () => {
    const unnamed = beside(120, { ecu: '', fileName: 'logs/TCU/kernel.log' });
    expect(localityOf(unnamed, episode({ named: new Set(['tcu']) }))).toBe(WEIGHT.namedEcu);
    expect(localityOf(unnamed, episode({ named: new Set(['kernel.log']), isForNamed: true }))).toBe(WEIGHT.otherEcu);
    expect(localityOf({ ...unnamed, ecu: 'IVI' }, episode({ named: new Set(['tcu']), isForNamed: true }))).toBe(
      WEIGHT.otherEcu,
    );
  });

  it('of the ECU that is named needs no time', () => {
    expect(localityOf(beside(null), episode({ named: new Set(['ivi']) }))).toBe(WEIGHT.namedEcu);
  });

  it('counts for its writer only where its time does not speak against it', () => {
    const app = 'otad';
    expect(localityOf(beside(120, { app }), episode())).toBe(WEIGHT.sameWriter);
    expect(localityOf(beside(94, { app }), episode())).toBe(WEIGHT.otherTime);
  });

  it.each<[promise: string, first: number | null, last: number | null, weight: number]>([
    ['is background where it began long before the try', 94, 120, WEIGHT.background],
    ['is background where it went on long after it', 120, 166, WEIGHT.background],
    ['is background where it went on for long in it', 120, 141, WEIGHT.background],
    ['is none where it was all said in a short while', 120, 140, 0],
    ['is none where it began shortly before the try and ended soon', 95, 110, 0],
    ['is background where only its begin is known, and that came before', 94, null, WEIGHT.background],
    ['is background where its begin is not known, and it lasted', null, 166, WEIGHT.background],
  ])('%s', (_, first, last, weight) => {
    const row = aRow({
      firstTimeUs: first === null ? null : secondOf(first),
      lastTimeUs: last === null ? null : secondOf(last),
    });
    expect(localityOf(beside(120, { row }), episode())).toBe(weight);
  });

  it('is no background where its time says nothing', () => {
    const row = aRow({ firstTimeUs: secondOf(1), lastTimeUs: secondOf(500) });
    for (const fields of [{ placeable: new Set(['0:']) }, { fromUs: null }, { toUs: null }])
      expect(localityOf(beside(120, { row }), episode(fields))).toBe(WEIGHT.unplaced);
  });
});

describe('a writer that tells of the same update', () => {
  const told = (from: number, to: number): Partial<Episode> => ({
    tellers: new Map([['\0IVI\0soundd', [{ stream: '1:', from, to }]]]),
  });

  it.each<[promise: string, offset: number, weight: number]>([
    ['counts as the log of the try where it has begun to tell', 500, WEIGHT.sameLog + WEIGHT.sameWriter],
    ['counts so until shortly behind its last word of it', 3_048, WEIGHT.sameLog + WEIGHT.sameWriter],
    ['and no longer', 3_049, WEIGHT.otherTime],
    ['and not before', 499, WEIGHT.otherTime],
  ])('%s', (_, offset, weight) => {
    const finding = line({ place: aPlace(1, { file: 1, offset }) });
    expect(localityOf(finding, episode(told(500, 1_000)))).toBe(weight);
  });

  it('counts so in each file of its log that says nothing of it', () => {
    const finding = line({ place: aPlace(1, { file: 7, offset: 9_999 }) });
    expect(localityOf(finding, episode(told(500, 1_000)))).toBe(WEIGHT.sameLog + WEIGHT.sameWriter);
  });

  it('counts where the line of another names it, whole', () => {
    const tellers = new Map([['\0IVI\0renewer', []]]);
    const naming = (text: string, app = 'kernel'): number =>
      localityOf(beside(120, { app }), episode({ tellers, textOf: () => text }));
    expect(naming('Killed process 17 (RENEWER)')).toBe(WEIGHT.namesWriter);
    expect(naming('renewers are out')).toBe(0);
    expect(naming('renewer: started', 'Renewer')).toBe(0);
  });

  it('counts for nothing where its name is too short to be one', () => {
    const tellers = new Map([['\0IVI\0abc', []]]);
    expect(localityOf(beside(120), episode({ tellers, textOf: () => 'abc is gone' }))).toBe(0);
  });
});

describe('the try that failed', () => {
  const attempt = (outcome: AttemptOutcome, findings: Finding[], end: Finding | null = null, ecu = 'IVI'): Attempt => ({
    ...{ ecu, outcome, findings, end },
  });
  const step = (second: number | null, fields: Partial<Finding> = {}): Finding =>
    aStep('phase:install:started', { place: aPlace(second), app: 'otad', ...fields });
  const find = (attempts: Attempt[], seen: Partial<Parameters<typeof findEpisode>[2]> & { failure?: Finding } = {}) =>
    findEpisode(attempts, anOutcome({ failure: seen.failure ?? null }), {
      ...{ files: [], findings: [], logs: NO_LOGS, textOf: () => '' },
      ...seen,
    });

  it('is none where nothing went wrong', () => {
    expect(find([attempt('installed', [step(1)])])).toBeNull();
  });

  it('is the one that has the failure, else the last that went wrong', () => {
    const [first, second, third] = [step(10), step(20), step(30)];
    const tries = [attempt('failed', [first]), attempt('failed', [second]), attempt('installed', [third])];
    expect(find(tries)?.toUs).toBe(secondOf(20));
    expect(find(tries, { failure: first })?.toUs).toBe(secondOf(10));
    expect(find(tries, { failure: step(99) })?.toUs).toBe(secondOf(20));
  });

  it('goes from its first step to its end, and not to what was logged behind it', () => {
    const [begin, end, late] = [step(10), step(40), step(90)];
    expect(find([attempt('failed', [begin, end, late], end)])).toMatchObject({
      fromUs: secondOf(10),
      toUs: secondOf(40),
      endsUs: [secondOf(40)],
    });
  });

  it('goes on in other logs, whatever their offsets', () => {
    const [begin, end] = [step(10), step(40)];
    const elsewhere = step(60, { place: aPlace(60, { file: 1, offset: 99_999 }) });
    expect(find([attempt('failed', [begin, end, elsewhere], end)])?.toUs).toBe(secondOf(60));
  });

  it('began at most two minutes before its end where only that is known', () => {
    expect(find([attempt('failed', [step(300)])])).toMatchObject({ fromUs: secondOf(180), toUs: secondOf(300) });
  });

  it('has no times where its log has none', () => {
    expect(find([attempt('failed', [step(null)])])).toMatchObject({ fromUs: null, toUs: null, endsUs: [] });
  });

  it('is of its writers, each by its log, ECU and program', () => {
    const other = step(20, { app: 'agent.poll', ecu: 'GWAY', place: aPlace(20, { file: 1 }) });
    expect([...(find([attempt('failed', [step(10), other])])?.writers ?? [])]).toEqual([
      '0:\0IVI\0otad',
      '1:\0GWAY\0agent',
    ]);
  });

  it('is told of by writers whose lines bear its version, in all files of their logs', () => {
    const own = step(10);
    const told = aLine({ app: 'renewer', place: aPlace(20, { file: 1 }), row: null });
    const nameless = aLine({ ecu: '', app: '', place: aPlace(20, { file: 2 }), row: null });
    const textOf = (finding: Finding): string => (finding === own ? 'update to 7.4.1' : 'taking 7.4.1 now');
    const tellers = find([attempt('failed', [own])], { findings: [own, told, nameless], textOf })?.tellers;
    expect([...(tellers?.keys() ?? [])]).toEqual(['\0IVI\0otad', '\0IVI\0renewer', '2:\0\0']);
  });

  it('names its ECU and what the last words of the tries that went wrong name', () => {
    const [first, last, good] = [step(10), step(40), step(50)];
    const textOf = (finding: Finding): string =>
      finding === last ? 'TCU still on 4.1.0: marked_bad' : finding === good ? 'cam done' : 'first words';
    const found = find([attempt('failed', [first, last], last), attempt('installed', [good])], { textOf });
    expect([...(found?.named ?? [])]).toEqual(expect.arrayContaining(['ivi', 'tcu', 'still', 'marked_bad']));
    expect(found?.named.has('cam')).toBe(false);
    expect(found?.named.has('first')).toBe(false);
  });

  it('is for an ECU that it names where another file is of that one', () => {
    const own = step(10);
    const told = (file: number, ecu: string) => aLine({ ecu, place: aPlace(20, { file }) });
    const textOf = () => 'TCU still on 4.1.0';
    const isFor = (finding: Finding) =>
      find([attempt('failed', [own])], { findings: [own, finding], textOf })?.isForNamed;
    expect(isFor(told(1, 'TCU'))).toBe(true);
    expect(isFor(told(0, 'TCU'))).toBe(false);
    expect(isFor(told(1, 'CAM'))).toBe(false);
  });

  it('may have ended where an ECU that it names started again meanwhile', () => {
    const boot = (second: number, name = 'boot', ecu = 'IVI') =>
      aStep(name, { ecu, place: aPlace(second, { file: 1 }) });
    const findings = [boot(10), boot(20), boot(25, 'log-begin'), boot(30, 'boot', 'CAM'), boot(40), boot(50)];
    const found = find([attempt('failed', [step(10), step(40)])], { findings });
    expect(found?.endsUs).toEqual([secondOf(40), secondOf(20)]);
  });

  it('says nothing of logs whose times do not overlap with its own', () => {
    const file = (index: number, from: number | null, to: number | null) =>
      fileEvidence(index, {
        firstTimeUs: from === null ? null : secondOf(from),
        lastTimeUs: to === null ? null : secondOf(to),
      });
    const files = [
      file(0, 1, 10),
      file(1, 40, 50),
      file(2, 1, 9),
      file(3, 41, 50),
      file(4, null, 50),
      file(5, 1, null),
    ];
    const found = find([attempt('failed', [step(10), step(40)])], { files });
    expect([...(found?.placeable ?? [])]).toEqual(['0:', '1:']);
    expect(find([attempt('failed', [step(null)])], { files })?.placeable.size).toBe(0);
  });
});
