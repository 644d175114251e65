import { describe, expect, it } from 'vitest';
import { collectFindings } from '#src/diagnosis/collect-findings.ts';
import { type Attempt, awaitsUse, observeAttempts } from '#src/diagnosis/episodes.ts';
import { type LogFile, SessionBuilder } from '#test/support/evidence-builder.ts';
import { aPlace, aStep } from '#test/support/findings.ts';

const attemptsOf = (write: (file: LogFile) => void): Attempt[] => {
  const session = new SessionBuilder();
  write(session.file('ecu.dlt', { ecu: 'IVI' }));
  return observeAttempts(collectFindings(session.build()));
};

const outcomesOf = (write: (file: LogFile) => void): string[] => attemptsOf(write).map(({ outcome }) => outcome);

describe('a try of an update', () => {
  it.each<[string[], (file: LogFile) => void]>([
    [['unknown'], (file) => file.phase(0, 'download', 'started')],
    [['waiting-for-reboot'], (file) => file.phase(0, 'install', 'started').outcome(9, 'update-applied')],
    [
      ['installed'],
      (file) => file.phase(0, 'install', 'started').outcome(9, 'update-applied').outcome(20, 'committed', 'B'),
    ],
    [['failed'], (file) => file.phase(0, 'install', 'started').phase(4, 'install', 'failed')],
    [['rolled-back'], (file) => file.phase(0, 'install', 'started').outcome(9, 'rolled-back')],
    [['interrupted'], (file) => file.boot(0).phase(1, 'install', 'started').boot(30)],
    [['nothing-to-do'], (file) => file.phase(0, 'check', 'started').outcome(1, 'up-to-date')],
    [[], (file) => file.boot(0).outcome(1, 'slot-booted', 'A').outcome(2, 'committed', 'A')],
  ])('ends %s', (outcomes, write) => {
    expect(outcomesOf(write)).toEqual(outcomes);
  });

  it.each<[string, boolean, string]>([
    ['only words that all clients share tell of the failure', true, 'installed'],
    ['the client itself tells of the failure', false, 'failed'],
  ])('that its client calls committed in the end, where %s', (_, isInferred, outcome) => {
    const names = ['phase:install:started', 'phase:download:failed', 'phase:commit:succeeded'];
    const findings = names.map((name, i) =>
      aStep(name, { place: aPlace(i), ...(isInferred && name.endsWith(':failed') && { isInferred: true }) }),
    );
    expect(observeAttempts(findings)).toMatchObject([{ outcome }]);
  });

  it('that waits for a reboot still does while its client asks for more', () => {
    const tries = attemptsOf((file) => file.outcome(1, 'update-applied').phase(60, 'check', 'started'));
    expect(awaitsUse(tries)).toBe(true);
  });

  it('that found nothing to do does not fail at it, whatever its client calls its end', () => {
    expect(
      outcomesOf((file) => file.phase(0, 'check', 'started').outcome(1, 'up-to-date').outcome(2, 'update-failed')),
    ).toEqual(['nothing-to-do']);
  });

  it('is not mixed with the next one', () => {
    const tries = attemptsOf((file) =>
      file
        .phase(0, 'download', 'started')
        .phase(3, 'download', 'failed')
        .phase(60, 'download', 'started')
        .phase(70, 'install', 'started')
        .outcome(90, 'update-applied'),
    );
    expect(tries.map(({ outcome, findings }) => [outcome, findings.length])).toEqual([
      ['failed', 2],
      ['waiting-for-reboot', 3],
    ]);
  });

  it('of one ECU is not ended by another', () => {
    const session = new SessionBuilder();
    session.file('a.dlt', { ecu: 'IVI' }).phase(0, 'install', 'started');
    session.file('b.dlt', { ecu: 'TCU' }).phase(1, 'install', 'started').phase(5, 'install', 'failed');
    const tries = observeAttempts(collectFindings(session.build()));
    expect(tries.map(({ ecu, outcome }) => `${ecu} ${outcome}`)).toEqual(['IVI unknown', 'TCU failed']);
  });
});
