import { describe, expect, it } from 'vitest';
import { type Attempt, awaitsUse, observeAttempts, spansOf, wentWell, wentWrong } from '#src/diagnosis/episodes.ts';
import { aFinding, aPlace, aStep, aStory, wordsIn } from '#test/support/findings.ts';

const attemptsOf = (...story: string[]): Attempt[] => observeAttempts(aStory(...story));

type Row = [promise: string, story: string[], outcome: string, end: string];

const checkOne = (_promise: string, story: string[], outcome: string, end: string): void => {
  const attempts = attemptsOf(...story);
  expect(attempts).toMatchObject([{ ecu: 'IVI', outcome }]);
  expect(wordsIn([attempts[0].end])).toEqual([end]);
  expect(wordsIn(attempts[0].findings)).toEqual(story.filter((line) => line !== 'crash'));
};

const ENDS: Row[] = [
  ['it has no end', ['download started', 'download succeeded'], 'unknown', ''],
  ['new software is in place', ['install started', 'install succeeded'], 'waiting-for-reboot', 'install succeeded'],
  ['the client says that it waits', ['install started', 'update-applied'], 'waiting-for-reboot', 'update-applied'],
  ['it was committed', ['install started', 'update-applied', 'boot', 'committed B'], 'installed', 'committed B'],
  ['it was committed as a step', ['install started', 'commit succeeded'], 'installed', 'commit succeeded'],
  ['a step failed', ['install started', 'install failed'], 'failed', 'install failed'],
  ['a check after it failed', ['update-applied', 'health-check failed'], 'failed', 'health-check failed'],
  ['the client gave up', ['update-failed'], 'failed', 'update-failed'],
  [
    'it failed and was undone',
    ['install failed', 'rollback started', 'rolled-back'],
    'rolled-back',
    'rollback started',
  ],
  [
    'it was undone, whatever is said after it',
    ['install started', 'rolled-back', 'update-failed', 'committed A'],
    'rolled-back',
    'rolled-back',
  ],
  ['there was nothing to do', ['check started', 'up-to-date'], 'nothing-to-do', 'up-to-date'],
  [
    'there was nothing to do, and its client calls that a failure',
    ['check started', 'up-to-date', 'update-failed'],
    'nothing-to-do',
    'up-to-date',
  ],
  ['power was lost', ['install started', 'power-loss'], 'interrupted', 'power-loss'],
  ['it failed because power was lost', ['install started', 'power-loss', 'install failed'], 'failed', 'install failed'],
  ['power was lost after it failed', ['install started', 'install failed', 'power-loss'], 'failed', 'install failed'],
  [
    'power was lost after it was in place',
    ['install succeeded', 'power-loss'],
    'waiting-for-reboot',
    'install succeeded',
  ],
  ['the ECU boots in the middle of a step', ['install started', 'boot'], 'interrupted', 'boot'],
  ['the ECU boots between two steps', ['install started', 'verify succeeded', 'boot'], 'unknown', ''],
  ['the ECU boots as it was to', ['activate succeeded', 'reboot started', 'boot'], 'unknown', ''],
  ['the ECU boots after it failed', ['install started', 'install failed', 'boot'], 'failed', 'install failed'],
  [
    'other things happen on the way',
    ['install started', 'crash', 'update-applied'],
    'waiting-for-reboot',
    'update-applied',
  ],
];

describe('a try of an update ends as it did where', () => {
  it.each(ENDS)('%s', checkOne);
});

describe('no try is begun', () => {
  it.each([
    ['by a boot', ['boot', 'log-begin']],
    ['by a slot that boots and commits itself', ['slot-booted A', 'committed A']],
    ['by a version that is read', ['version-seen 7.1.0']],
    ['by a step that every boot has', ['health-check started', 'health-check succeeded', 'commit succeeded']],
    ['by a fault of the vehicle', ['crash', 'power-loss']],
  ])('%s', (_, story) => {
    expect(attemptsOf(...story)).toEqual([]);
  });
});

describe('a try is begun', () => {
  it.each([
    'check started',
    'check succeeded',
    'check failed',
    'download started',
    'verify started',
    'install started',
    'activate succeeded',
    'rollback started',
    'up-to-date',
    'update-applied',
    'update-failed',
    'rolled-back',
    'ota-aborted',
    'signature-invalid',
  ])('by: %s', (words) => {
    expect(attemptsOf(words)).toHaveLength(1);
  });
});

describe('the next try', () => {
  it.each<[promise: string, story: string[], tries: string[]]>([
    [
      'begins where the one before had ended',
      ['download started', 'download failed', 'download started'],
      ['failed', 'unknown'],
    ],
    ['may begin with a check', ['up-to-date', 'check started', 'up-to-date'], ['nothing-to-do', 'nothing-to-do']],
    ['may begin with the installation', ['install failed', 'install started'], ['failed', 'unknown']],
    [
      'begins with a step that comes before what was done, though nothing had ended',
      ['download started', 'activate started', 'download started'],
      ['unknown', 'unknown'],
    ],
    ['does not begin with a file more', ['download started', 'install started', 'download started'], ['unknown']],
    [
      'does not begin with a step that comes later',
      ['install started', 'install failed', 'activate started'],
      ['failed'],
    ],
    ['does not begin with the same step again', ['install started', 'install started'], ['unknown']],
    ['does not begin with the end of a step', ['download failed', 'download succeeded'], ['failed']],
    [
      'does not begin with the reboot after it',
      ['install succeeded', 'reboot started', 'health-check started'],
      ['waiting-for-reboot'],
    ],
    [
      'of another ECU is one of its own',
      ['install started', 'GWAY> install started', 'install failed'],
      ['failed', 'unknown'],
    ],
  ])('%s', (_, story, tries) => {
    expect(attemptsOf(...story).map(({ outcome }) => outcome)).toEqual(tries);
  });
});

describe('tries', () => {
  const outcomes = [
    'installed',
    'waiting-for-reboot',
    'nothing-to-do',
    'failed',
    'rolled-back',
    'interrupted',
    'unknown',
  ] as const;
  const having = (isOf: (attempt: Attempt) => boolean): string[] =>
    outcomes.filter((outcome) => isOf({ ecu: '', outcome, findings: [], end: null }));

  it('went well, went wrong, or nobody knows', () => {
    expect(having(wentWell)).toEqual(['installed', 'waiting-for-reboot', 'nothing-to-do']);
    expect(having(wentWrong)).toEqual(['failed', 'rolled-back', 'interrupted']);
  });
});

describe('the bytes of a try', () => {
  const at = (offset: number, file = 0) => aPlace(1, { file, offset });
  const tryAt = (offset: number, file = 0, ...more: number[]): Attempt => ({
    ecu: 'IVI',
    outcome: 'failed',
    findings: [offset, ...more].map((each) => aStep('phase:install:started', { place: at(each, file) })),
    end: null,
  });
  const spans = (...attempts: Attempt[]) =>
    [...spansOf(attempts).values()].map((own) => own.map(({ stream, from, to }) => `${stream} ${from}-${to}`));

  it('go from its first finding to a little behind its last', () => {
    expect(spans(tryAt(500, 0, 9_000, 100))).toEqual([['0: 100-13096']]);
  });

  it('end where the next one begins', () => {
    expect(spans(tryAt(0, 0, 1_000), tryAt(3_000), tryAt(90_000))).toEqual([
      ['0: 0-3000'],
      ['0: 3000-7096'],
      ['0: 90000-94096'],
    ]);
  });

  it('do not end where one of another log begins', () => {
    expect(spans(tryAt(0), tryAt(3_000, 1))).toEqual([['0: 0-4096'], ['1: 3000-7096']]);
  });

  it('are told per log', () => {
    const both = { ...tryAt(0), findings: [...tryAt(0).findings, aFinding({ place: at(50, 2) })] };
    expect(spans(both)).toEqual([['0: 0-4096', '2: 50-4146']]);
  });
});

describe('an update is written and not seen in use where', () => {
  const tries = (...of: [ecu: string, outcome: Attempt['outcome']][]): Attempt[] =>
    of.map(([ecu, outcome]) => ({ ecu, outcome, findings: [], end: null }));

  it.each<[promise: string, attempts: Attempt[], awaits: boolean]>([
    ['the last try of an ECU waits for its reboot', tries(['A', 'failed'], ['A', 'waiting-for-reboot']), true],
    ['the others are done', tries(['A', 'waiting-for-reboot'], ['B', 'installed']), true],
    ['not where another one failed', tries(['A', 'waiting-for-reboot'], ['B', 'failed']), false],
    ['not where a later try is open', tries(['A', 'waiting-for-reboot'], ['A', 'unknown']), false],
    ['not where all are in use', tries(['A', 'installed']), false],
    ['not without a try', [], false],
  ])('%s', (_, attempts, awaits) => {
    expect(awaitsUse(attempts)).toBe(awaits);
  });
});
