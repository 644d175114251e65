import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import { isAttempt, isEveryBoots, isFailure, isRetry, isSameEcu } from '#src/diagnosis/outcome-findings.ts';
import { updateNamesIn } from '#src/diagnosis/update-names.ts';
import { aFinding, aStep } from '#test/support/findings.ts';

const inferred = { isInferred: true } as const;

describe('an update was tried', () => {
  it.each<[promise: string, finding: Finding, isTried: boolean]>([
    ['where a step of one shows', aStep('phase:download:started'), true],
    ['where one verified', aStep('phase:verify:started'), true],
    ['and not where every boot verifies', aStep('phase:verify:started', inferred), false],
    ['where words that all share tell of installing', aStep('phase:install:started', inferred), true],
    ['and not where something booted', aStep('boot'), false],
    ['and not where a process crashed', aFinding({ vocabulary: 'kernel' }), false],
    [
      'and not where a client looked for what is not there',
      aFinding({ name: 'probe-failed', vocabulary: 'rauc' }),
      false,
    ],
    ['and not where nobody knows whose words they are', aFinding({ vocabulary: null }), false],
    ...['update_engine', 'rauc', 'swupdate', 'mender', 'aktualizr', 'hawkbit'].map(
      (vocabulary): [string, Finding, boolean] => [
        `where ${vocabulary} tells of a fault`,
        aFinding({ vocabulary }),
        true,
      ],
    ),
  ])('%s', (_, finding, isTried) => {
    expect(isAttempt(finding)).toBe(isTried);
  });
});

describe('what every boot does', () => {
  it('is verifying, in words that all programs share', () => {
    expect(isEveryBoots(aStep('phase:verify:failed', inferred))).toBe(true);
    expect(isEveryBoots(aStep('phase:verify:failed'))).toBe(false);
    expect(isEveryBoots(aStep('phase:install:failed', inferred))).toBe(false);
  });
});

describe('a new try begins', () => {
  it.each([
    ['phase:download:started', true],
    ['phase:install:started', true],
    ['phase:install:failed', false],
    ['phase:activate:started', false],
    ['boot', false],
  ])('with %s: %s', (name, isNew) => {
    expect(isRetry(aStep(name))).toBe(isNew);
  });
});

describe('a failure', () => {
  it('is a step that failed, and not a rollback that failed', () => {
    expect(isFailure(aStep('phase:install:failed'))).toBe(true);
    expect(isFailure(aStep('phase:rollback:failed'))).toBe(false);
    expect(isFailure(aStep('phase:install:succeeded'))).toBe(false);
  });
});

describe('two writers are one ECU', () => {
  it.each([
    ['IVI', 'IVI', true],
    ['IVI', '', true],
    ['', 'IVI', true],
    ['IVI', 'TCU', false],
  ])('"%s" and "%s": %s', (a, b, isSame) => {
    expect(isSameEcu({ ecu: a }, { ecu: b })).toBe(isSame);
  });
});

describe('what names an update', () => {
  it.each<[text: string, names: string[]]>([
    ['release 7.4.1 is here', ['7.4.1']],
    ['release 7.4 is here', []],
    ['7.4.1-rc.2+b3', ['7.4.1-rc.2+b3']],
    ['from 10.0.0.17', []],
    ['10.0.0.17.4 is none', ['10.0.0.17.4']],
    ['on 2026-05-13T08:00', []],
    ['at 08:15.10', []],
    ['campaign OTA-2026-118', ['OTA-2026-118']],
    ['job_00417 runs', ['job_00417']],
    ['bundle-7 is here', []],
    ['11-22-33 is here', []],
    ['abc123 is here', []],
    ['a-12 b', []],
    ['Slot B is used', ['slot b']],
    ['rootfs.1', ['rootfs 1']],
    ['bank_a now', ['bank a']],
    ['slot C', []],
    ['slot 1%', []],
    ['level = 1', []],
    ['level 0 = off', []],
    ['abc B', []],
  ])('in "%s" is %j', (text, names) => {
    expect(updateNamesIn(text)).toEqual(names);
  });
});
