import { describe, expect, it } from 'vitest';
import { observeAttempts } from '#src/diagnosis/episodes.ts';
import { type ObservedOutcome, observeOutcome } from '#src/diagnosis/observe-outcome.ts';
import { aContext } from '#test/support/evidence-builder.ts';
import { aStory, wordsIn } from '#test/support/findings.ts';

/** The update is to bring 7.2.0. */
function outcomeOf(
  story: readonly string[],
  firmware: { from: string | null; to: string | null } | null = { from: null, to: '7.2.0' },
): ObservedOutcome {
  const findings = aStory(...story);
  return observeOutcome(findings, observeAttempts(findings), aContext({ firmware }));
}

type Row = [promise: string, story: string[], observed: string, support: string[], failure?: string];

const check = ([, story, observed, support, failure = '']: Row): void => {
  const outcome = outcomeOf(story);
  expect(outcome.observed).toBe(observed);
  expect(wordsIn(outcome.support)).toEqual(support);
  expect(wordsIn([outcome.failure])).toEqual([failure]);
};

const UPDATED: Row[] = [
  ['installed and committed', ['install succeeded', 'committed B'], 'updated', ['committed B']],
  [
    'installed, and the commit step went well',
    ['install succeeded', 'commit succeeded'],
    'updated',
    ['commit succeeded'],
  ],
  ['activated and committed', ['activate succeeded', 'committed B'], 'updated', ['committed B']],
  ['applied and committed', ['update-applied', 'boot', 'committed B'], 'updated', ['committed B']],
  [
    'the version that was to come is seen',
    ['install started', 'version-seen 7.2.0'],
    'updated',
    ['version-seen 7.2.0'],
  ],
  ['it is seen, written otherwise', ['install started', 'version-seen v7.2'], 'updated', ['version-seen v7.2']],
  [
    'every sign of it is told',
    ['install succeeded', 'committed B', 'version-seen 7.2.0'],
    'updated',
    ['committed B', 'version-seen 7.2.0'],
  ],
  ['the coordinator says it for all ECUs', ['install succeeded', 'GWAY> committed'], 'updated', ['GWAY> committed']],
  [
    'a first try failed and a later one arrived',
    ['download started', 'download failed', 'download started', 'install succeeded', 'committed B'],
    'updated',
    ['committed B'],
  ],
  [
    'a step failed and was done again',
    ['install started', 'verify failed', 'verify succeeded', 'install succeeded', 'committed B'],
    'updated',
    ['committed B'],
  ],
  [
    'a rollback was followed by a try that arrived',
    ['install started', 'rolled-back', 'install started', 'install succeeded', 'committed B'],
    'updated',
    ['committed B'],
  ],
  [
    'power was lost on the way and it arrived nevertheless',
    ['install started', 'power-loss', 'install succeeded', 'committed B'],
    'updated',
    ['committed B'],
  ],
  ['power was lost after it', ['install succeeded', 'committed B', 'power-loss'], 'updated', ['committed B']],
  [
    'an ECU without a name may be the one',
    ['install started', '> install succeeded', 'committed B'],
    'updated',
    ['committed B'],
  ],
  [
    'it was committed, by steps whose names no vocabulary knows',
    ['install started ~', 'up-to-date', 'committed B'],
    'updated',
    ['committed B'],
  ],
  ['no update is seen, but its version', ['version-seen 7.2.0'], 'updated', ['version-seen 7.2.0']],
];

const FAILED: Row[] = [
  ['a step failed', ['install started', 'install failed'], 'failed', ['install failed'], 'install failed'],
  ['the client gave up', ['install started', 'update-failed'], 'failed', ['update-failed'], 'update-failed'],
  [
    'every failure of it is told, and the first is where it began',
    ['install started', 'verify failed', 'install failed', 'update-failed'],
    'failed',
    ['verify failed', 'install failed', 'update-failed'],
    'verify failed',
  ],
  [
    'another ECU arrived',
    ['install started', 'install failed', 'GWAY> install succeeded', 'GWAY> committed B'],
    'failed',
    ['install failed'],
    'install failed',
  ],
  [
    'another ECU tried again',
    ['install started', 'install failed', 'GWAY> download started', 'GWAY> install succeeded'],
    'failed',
    ['install failed'],
    'install failed',
  ],
  [
    'it was tried again and did not arrive',
    ['install started', 'install failed', 'install started'],
    'failed',
    ['install failed'],
    'install failed',
  ],
  [
    'the old slot commits itself',
    ['download started', 'download failed', 'committed A'],
    'failed',
    ['download failed'],
    'download failed',
  ],
  [
    'power was lost long after it',
    ['install started', 'install failed', 'power-loss'],
    'failed',
    ['install failed'],
    'install failed',
  ],
  [
    'the way back failed, too',
    ['install started', 'install failed', 'rollback failed'],
    'failed',
    ['install failed'],
    'install failed',
  ],
];

const ROLLED_BACK: Row[] = [
  ['the ECU says so', ['install succeeded', 'rolled-back'], 'rolled-back', ['rolled-back'], 'rolled-back'],
  [
    'the way back began',
    ['install succeeded', 'rollback started'],
    'rolled-back',
    ['rollback started'],
    'rollback started',
  ],
  [
    'a check failed before it',
    ['install succeeded', 'health-check failed', 'rollback started', 'rolled-back', 'committed A'],
    'rolled-back',
    ['rollback started', 'rolled-back'],
    'health-check failed',
  ],
  [
    'the old slot boots again, with no word about it',
    ['slot-booted A', 'update-applied', 'slot-booted B', 'slot-booted A'],
    'rolled-back',
    ['slot-booted B', 'slot-booted A'],
    'slot-booted A',
  ],
  [
    'the old slot boots again and again',
    ['slot-booted A', 'slot-booted A', 'update-applied', 'slot-booted B', 'slot-booted A', 'slot-booted A'],
    'rolled-back',
    ['slot-booted B', 'slot-booted A'],
    'slot-booted A',
  ],
];

const INTERRUPTED: Row[] = [
  ['power was lost', ['install started', 'power-loss'], 'interrupted', ['power-loss'], 'power-loss'],
  [
    'power was lost before the step failed',
    ['install started', 'power-loss', 'install failed'],
    'interrupted',
    ['power-loss'],
    'install failed',
  ],
  [
    'the ECU boots in the middle of a step',
    ['install started', 'boot'],
    'interrupted',
    ['install started', 'boot'],
    'install started',
  ],
  [
    'an ECU without a name boots in the middle of a step, in the same log',
    ['> install started', '> boot'],
    'interrupted',
    ['> install started', '> boot'],
    '> install started',
  ],
  [
    'it boots in the middle of a step and commits its old slot',
    ['slot-booted A', 'install started', 'boot', 'committed A'],
    'interrupted',
    ['install started', 'boot'],
    'install started',
  ],
];

const UNKNOWN: Row[] = [
  ['the log ends in the middle of a step', ['boot', 'install started'], 'unknown', []],
  ['another ECU boots', ['install started', 'GWAY> boot'], 'unknown', []],
  ['an ECU without a name boots, in another log', ['install started', '> boot'], 'unknown', []],
  [
    'the step was read from words that all clients share when the ECU booted',
    ['install started ~', 'boot'],
    'unknown',
    [],
  ],
  ['the step had ended when the ECU booted', ['install started', 'verify succeeded', 'boot'], 'unknown', []],
  ['the boot is what was waited for', ['verify succeeded', 'reboot started', 'boot'], 'unknown', []],
  ['a slot is committed that nobody installed', ['download started', 'committed A'], 'unknown', []],
  ['another ECU commits its slot', ['install succeeded', 'GWAY> committed B'], 'unknown', []],
  ['another version is seen', ['install started', 'version-seen 7.1.0'], 'unknown', []],
  [
    'the slot changes because it was installed twice',
    ['slot-booted A', 'install succeeded', 'slot-booted B', 'install succeeded', 'slot-booted A'],
    'unknown',
    [],
  ],
  ['the slot changes once', ['slot-booted A', 'install succeeded', 'slot-booted B'], 'unknown', []],
  ['three slots boot', ['slot-booted A', 'install succeeded', 'slot-booted B', 'slot-booted C'], 'unknown', []],
  [
    'slots of two ECUs boot',
    ['slot-booted A', 'install succeeded', 'GWAY> slot-booted B', 'slot-booted A'],
    'unknown',
    [],
  ],
  ['there are only boots', ['boot', 'slot-booted A', 'committed A'], 'unknown', []],
];

const NOT_ATTEMPTED: Row[] = [
  ['there was nothing newer', ['check started', 'up-to-date'], 'not-attempted', ['up-to-date']],
  [
    'its client calls that a failure',
    ['check started', 'up-to-date', 'update-failed'],
    'not-attempted',
    ['up-to-date'],
  ],
];

describe.each([
  ['updated', UPDATED],
  ['failed', FAILED],
  ['rolled back', ROLLED_BACK],
  ['interrupted', INTERRUPTED],
  ['unknown', UNKNOWN],
  ['not attempted', NOT_ATTEMPTED],
])('an update is %s where', (_, rows) => {
  it.each(rows)('%s', (...row) => check(row));
});

describe('what else an outcome tells', () => {
  it.each<[promise: string, story: string[], decided: string, start: string]>([
    [
      'the failure, where nothing was undone',
      ['download started', 'install failed'],
      'install failed',
      'download started',
    ],
    [
      'the last word of a try that says it more than once',
      ['download started', 'install failed', 'update-failed'],
      'update-failed',
      'download started',
    ],
    [
      'the last word of the try that failed, not of the next one',
      ['install failed', 'download started', 'download failed'],
      'install failed',
      'install failed',
    ],
    [
      'the way back, where something was',
      ['boot', 'install succeeded', 'health-check failed', 'rollback started', 'rolled-back'],
      'rollback started',
      'install succeeded',
    ],
    ['nothing, where it arrived', ['download started', 'install succeeded', 'committed B'], '', 'download started'],
    ['neither, where no update was tried', ['boot', 'up-to-date'], '', ''],
  ])('the end was decided by %s', (_, story, decided, start) => {
    const outcome = outcomeOf(story);
    expect(wordsIn([outcome.decided, outcome.start])).toEqual([decided, start]);
  });

  it.each<[promise: string, story: string[], isSeen: boolean]>([
    ['seen', ['install started', 'version-seen 7.2.0'], true],
    ['seen without an update', ['version-seen 7.2.0'], true],
    ['not seen', ['install started', 'install failed'], false],
    ['not seen where only another one is', ['version-seen 7.1.0'], false],
    [
      'not seen where it ran before the update began',
      ['version-seen 7.2.0', 'install started', 'install failed'],
      false,
    ],
  ])('the version that was to come: %s', (_, story, isSeen) => {
    expect(outcomeOf(story).isTargetSeen).toBe(isSeen);
  });

  it('nothing of a version where nobody knows which was to come', () => {
    expect(outcomeOf(['install started', 'version-seen 7.2.0'], null).isTargetSeen).toBeNull();
    expect(outcomeOf(['version-seen 7.2.0'], { from: '7.1.0', to: null })).toMatchObject({
      observed: 'unknown',
      isTargetSeen: null,
    });
  });

  it.each<[promise: string, story: string[], negatives: string[]]>([
    ['nothing where it arrived', ['install succeeded', 'committed B'], []],
    ['nothing where none was tried', ['boot'], []],
    [
      'no commit, and no version',
      ['install started', 'install failed'],
      [
        'No commit of the new software is in the logs',
        'The version that the update was to bring is never seen running',
      ],
    ],
    [
      'no version alone, where nothing was written',
      ['download started', 'download failed'],
      ['The version that the update was to bring is never seen running'],
    ],
    [
      'no commit that holds',
      ['install started', 'rolled-back', 'committed A'],
      [
        'No commit in the logs follows an installation that was not undone',
        'The version that the update was to bring is never seen running',
      ],
    ],
  ])('what never came: %s', (_, story, negatives) => {
    expect(outcomeOf(story).negatives).toEqual(negatives);
  });

  it('what never came, without a version where it was seen or is not known', () => {
    const noCommit = ['No commit of the new software is in the logs'];
    expect(outcomeOf(['install started', 'install failed'], null).negatives).toEqual(noCommit);
    expect(outcomeOf(['install started', 'version-seen 7.2.0', 'rolled-back']).negatives).toEqual(noCommit);
  });
});
