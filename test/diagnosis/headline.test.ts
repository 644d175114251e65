import { describe, expect, it } from 'vitest';
import { agreesWithClaim } from '#src/diagnosis/claimed-outcome.ts';
import { type HeadlineInput, headlineOf } from '#src/diagnosis/headline.ts';
import type { Observed } from '#src/diagnosis/observe-outcome.ts';
import type { Hypothesis } from '#src/report/report.ts';
import { aContext } from '#test/support/evidence-builder.ts';
import { anOutcome, aStep } from '#test/support/findings.ts';

const begun = (observed: Observed) => anOutcome({ observed, start: aStep('phase:download:started') });
const cause = (fields: Partial<Hypothesis> = {}) =>
  ({ title: 'The signature is not valid', ecu: 'IVI', ...fields }) as Hypothesis;

const headline = (input: Partial<HeadlineInput> = {}): string =>
  headlineOf({
    finding: 'fault',
    outcome: begun('failed'),
    context: aContext(),
    leading: cause(),
    code: null,
    program: null,
    isToldByKind: false,
    isWritten: false,
    file: null,
    lookAt: undefined,
    agrees: null,
    isUnread: false,
    ...input,
  });

describe('a headline', () => {
  it.each<[Observed, string]>([
    ['updated', 'The update was installed, but the signature is not valid on IVI.'],
    ['rolled-back', 'The update was rolled back: the signature is not valid on IVI.'],
    ['failed', 'The update failed: the signature is not valid on IVI.'],
    ['interrupted', 'The update was interrupted: the signature is not valid on IVI.'],
    ['not-attempted', 'No update was due; a fault was seen: the signature is not valid on IVI.'],
    [
      'unknown',
      'An update was tried, and no line that Argus knows says how it ended: the signature is not valid on IVI.',
    ],
  ])('says how the update ended: %s', (observed, text) => {
    expect(headline({ outcome: begun(observed) })).toBe(text);
  });

  it.each<[promise: string, input: Partial<HeadlineInput>, text: string]>([
    ['no update is seen', { outcome: anOutcome() }, 'The signature is not valid on IVI. No update seen.'],
    [
      'an update that is not seen was not due',
      { outcome: anOutcome({ observed: 'not-attempted' }) },
      'No update was due; a fault was seen: the signature is not valid on IVI.',
    ],
    [
      'no update is seen, and no cause',
      { outcome: anOutcome(), leading: undefined },
      'Something failed: no line that Argus knows says why. No update seen.',
    ],
    [
      'no rule knows the cause',
      { leading: cause({ causeCode: 'NOVEL' }) },
      'The update failed: no rule knows the cause; first by its words: the signature is not valid on IVI.',
    ],
    [
      'no rule knows the cause, and no update is seen',
      { outcome: anOutcome(), leading: cause({ causeCode: 'NOVEL' }) },
      'No rule knows a fault here; first by its words: the signature is not valid on IVI. No update seen.',
    ],
    [
      'its kind says what it is, and no rule why',
      { leading: cause({ causeCode: 'NOVEL' }), isToldByKind: true },
      'The update failed: the signature is not valid on IVI; no line that Argus knows says why.',
    ],
    [
      'its kind says what it is, and no update is seen',
      { outcome: anOutcome(), leading: cause({ causeCode: 'NOVEL' }), isToldByKind: true },
      'The signature is not valid on IVI; no line that Argus knows says why. No update seen.',
    ],
    [
      'a program ended that the title names',
      { outcome: anOutcome(), leading: cause({ title: 'gpsd crashed', causeCode: 'x' }), program: { repetition: '' } },
      'gpsd crashed on IVI. No update seen.',
    ],
    [
      'a program ended that the title does not name first',
      { outcome: anOutcome(), leading: cause({ title: 'A watchdog reset it (gpsd)' }), program: { repetition: '' } },
      'A watchdog reset it (gpsd) on IVI. No update seen.',
    ],
    [
      'a program ended inside an update, without a name',
      { leading: cause({ title: 'The firmware stopped', causeCode: 'NOVEL' }), program: { repetition: '' } },
      'The update failed: the firmware stopped on IVI; no line that Argus knows says why.',
    ],
    [
      'its title has the code already',
      { leading: cause({ title: 'Ended with EIO (5)' }), code: 'EIO' },
      'The update failed: ended with EIO (5) on IVI.',
    ],
    [
      'an update was written and is not seen in use',
      { outcome: begun('unknown'), isWritten: true },
      'An update was written and is not seen in use; a fault was seen: the signature is not valid on IVI.',
    ],
    [
      'an update was written, and a later step failed',
      { isWritten: true },
      'The update failed: the signature is not valid on IVI.',
    ],
    ['no cause is known', { leading: undefined }, 'The update failed: no line that Argus knows says why.'],
    ['the ECU has no name', { leading: cause({ ecu: '' }) }, 'The update failed: the signature is not valid.'],
    ['the cause has a code', { code: 'EIO' }, 'The update failed: the signature is not valid on IVI (EIO).'],
    [
      'its title begins with an abbreviation',
      { leading: cause({ title: 'CAN went silent' }) },
      'The update failed: CAN went silent on IVI.',
    ],
    [
      'the vehicle claimed otherwise',
      { context: aContext({ claimedOutcome: 'success' }), agrees: false },
      'The update failed: the signature is not valid on IVI. The vehicle had reported "success".',
    ],
    [
      'the vehicle claimed the same',
      { context: aContext({ claimedOutcome: 'failed' }), agrees: true },
      'The update failed: the signature is not valid on IVI.',
    ],
    [
      'what it claimed is not understood',
      { context: aContext({ claimedOutcome: '17' }) },
      'The update failed: the signature is not valid on IVI.',
    ],
  ])('is true where %s', (_, input, text) => {
    expect(headline(input)).toBe(text);
  });

  it.each<[promise: string, input: Partial<HeadlineInput>, text: string]>([
    [
      'the version that was to come runs',
      { outcome: { ...begun('updated'), isTargetSeen: true } },
      'The update to 7.2.0 was installed and is in use; no line that Argus knows names a fault.',
    ],
    [
      'it is not seen running',
      { outcome: { ...begun('updated'), isTargetSeen: false } },
      'The update was installed and is in use; no line that Argus knows names a fault.',
    ],
    [
      'nobody knows which was to come',
      { outcome: { ...begun('updated'), isTargetSeen: true }, context: aContext({ firmware: null }) },
      'The update was installed and is in use; no line that Argus knows names a fault.',
    ],
    [
      'there was nothing to do',
      { outcome: anOutcome({ observed: 'not-attempted' }) },
      'The update client found nothing to do; no line that Argus knows names a fault.',
    ],
  ])('speaks of no fault where %s', (_, input, text) => {
    expect(headline({ finding: 'no-fault', leading: undefined, ...input })).toBe(text);
  });

  it.each<[promise: string, input: Partial<HeadlineInput>, text: string]>([
    ['nothing at all', { outcome: anOutcome() }, 'No line that Argus knows names a fault or an update.'],
    [
      'an update that began',
      { outcome: begun('unknown') },
      'An update was tried; no line that Argus knows says how it ended or names a fault.',
    ],
    [
      'an update that was written',
      { outcome: begun('unknown'), isWritten: true },
      'An update was written and is not seen in use; no line that Argus knows names a fault.',
    ],
    [
      'a line that sounds like a failure',
      { outcome: anOutcome(), lookAt: '“x failed” (a.log)' },
      'No line that Argus knows names a fault or an update. Look first at “x failed” (a.log).',
    ],
  ])('says what was recognised where nothing is known but %s', (_, input, text) => {
    expect(headline({ finding: 'unknown', leading: undefined, ...input })).toBe(text);
  });
});

describe('what a vehicle claims', () => {
  it.each<[claimed: string, agreesWith: Observed[]]>([
    ['ROLLED_BACK', ['rolled-back']],
    ['rollback', ['rolled-back']],
    ['roll back done', ['rolled-back']],
    ['reverted', ['rolled-back']],
    ['interrupted', ['interrupted', 'failed']],
    ['aborted', ['interrupted', 'failed']],
    ['canceled', ['interrupted', 'failed']],
    ['power fail', ['interrupted', 'failed']],
    ['failure', ['interrupted', 'failed', 'rolled-back']],
    ['ERROR', ['interrupted', 'failed', 'rolled-back']],
    ['rejected', ['interrupted', 'failed', 'rolled-back']],
    ['unsuccessful', ['interrupted', 'failed', 'rolled-back']],
    ['success', ['updated']],
    ['updated', ['updated']],
    ['installed', ['updated']],
    ['finished', ['updated']],
    ['complete', ['updated']],
    ['committed', ['updated']],
    ['OK', ['updated']],
    ['done', ['updated']],
    ['passed', ['updated']],
  ])('"%s" agrees with %j and with nothing else', (claimed, agreesWith) => {
    const seen: Observed[] = ['interrupted', 'failed', 'rolled-back', 'updated'];
    expect(seen.filter((observed) => agreesWithClaim(claimed, observed))).toEqual(agreesWith);
    expect(agreesWithClaim(claimed, 'not-attempted')).toBeNull();
  });

  it.each(['not attempted', 'not_started', 'skipped', 'up-to-date', 'up to date', 'no update', 'no-update'])(
    '"%s" agrees with an update that was not due, and contradicts any other',
    (claimed) => {
      expect(agreesWithClaim(claimed, 'not-attempted')).toBe(true);
      expect(agreesWithClaim(claimed, 'updated')).toBe(false);
    },
  );

  it.each<[claimed: string | null, observed: Observed]>([
    [null, 'failed'],
    ['success', 'unknown'],
    ['not ok, or so', 'failed'],
    ['17', 'failed'],
    [`${'x'.repeat(200)}success`, 'updated'],
  ])('is not judged: %s, %s', (claimed, observed) => {
    expect(agreesWithClaim(claimed, observed)).toBeNull();
  });
});
