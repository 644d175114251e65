import { describe, expect, it } from 'vitest';
import { collectFindings } from '#src/diagnosis/collect-findings.ts';
import { observeAttempts } from '#src/diagnosis/episodes.ts';
import { type ObservedOutcome, observeOutcome } from '#src/diagnosis/observe-outcome.ts';
import { aContext, type LogFile, SessionBuilder } from '#test/support/evidence-builder.ts';
import { growthOf } from '#test/support/growth.ts';
import { healthCheckRollback, healthyUpdate, powerLossDuringFlash } from '#test/support/sessions.ts';

const observe = (session: SessionBuilder): ObservedOutcome => {
  const findings = collectFindings(session.build());
  return observeOutcome(findings, observeAttempts(findings), aContext());
};

const observed = (write: (file: LogFile) => void): string => {
  const session = new SessionBuilder();
  write(session.file('ecu.dlt', { ecu: 'IVI' }));
  return observe(session).observed;
};

const powerLoss = { kind: 'power-loss', vocabulary: 'kernel', role: 'cause', title: 'Power was lost' } as const;

describe('the observed outcome', () => {
  it('is updated once the new software was brought in and committed', () => {
    expect(observe(healthyUpdate()).observed).toBe('updated');
  });

  it('is unknown when an ECU only boots and commits its slot, as it does every day', () => {
    expect(observed((file) => file.boot(0).outcome(1, 'slot-booted', 'A').outcome(2, 'committed', 'A'))).toBe(
      'unknown',
    );
  });

  it('is not attempted when there was nothing newer', () => {
    expect(observed((file) => file.phase(0, 'check', 'started').outcome(1, 'up-to-date'))).toBe('not-attempted');
  });

  it('is rolled back although the old slot commits itself after it', () => {
    expect(observe(healthCheckRollback()).observed).toBe('rolled-back');
  });

  it('is rolled back when the old slot boots again after the new one, with no word about it', () => {
    const { observed: end, support } = observe(
      (() => {
        const session = new SessionBuilder();
        session
          .file('a.dlt', { ecu: 'A' })
          .outcome(0, 'slot-booted', 'A')
          .outcome(10, 'update-applied')
          .outcome(20, 'slot-booted', 'B')
          .outcome(30, 'slot-booted', 'A');
        return session;
      })(),
    );
    expect(end).toBe('rolled-back');
    expect(support.map(({ value }) => value)).toEqual(['B', 'A']);
  });

  it('is that of the last try, which failed after an earlier one was rolled back', () => {
    const twice = (file: LogFile) =>
      file.phase(0, 'install', 'started').outcome(5, 'rolled-back').phase(20, 'install', 'started');
    expect(observed((file) => twice(file).phase(30, 'install', 'failed'))).toBe('failed');
    expect(observed((file) => twice(file))).toBe('rolled-back');
  });

  it('is updated after two updates that lead from slot A to B and back to A', () => {
    const update = (file: LogFile, second: number, slot: string) =>
      file
        .phase(second, 'install', 'succeeded')
        .outcome(second + 1, 'slot-booted', slot)
        .outcome(second + 2, 'committed', slot);
    expect(observed((file) => update(update(file.outcome(0, 'slot-booted', 'A'), 10, 'B'), 30, 'A'))).toBe('updated');
  });

  it('is updated when a download failed first and a later try arrived', () => {
    expect(
      observed((file) =>
        file
          .phase(0, 'download', 'started')
          .phase(5, 'download', 'failed')
          .outcome(6, 'update-failed')
          .phase(60, 'download', 'started')
          .phase(90, 'install', 'succeeded')
          .outcome(120, 'committed', 'B'),
      ),
    ).toBe('updated');
  });

  it('is failed when another ECU arrived and this one did not', () => {
    const session = new SessionBuilder();
    session.file('ivi.dlt', { ecu: 'IVI' }).phase(0, 'install', 'started').phase(9, 'install', 'failed');
    session.file('adas.dlt', { ecu: 'ADAS' }).phase(20, 'install', 'succeeded').outcome(30, 'committed', 'B');
    expect(observe(session).observed).toBe('failed');
  });

  it('is interrupted when power was lost, and updated when the update went on after it', () => {
    const cut = (file: LogFile) => file.phase(0, 'install', 'started').fault(10, 'power lost', powerLoss);
    expect(observe(powerLossDuringFlash()).observed).toBe('interrupted');
    expect(observed(cut)).toBe('interrupted');
    expect(observed((file) => cut(file).phase(60, 'install', 'succeeded').outcome(90, 'committed', 'B'))).toBe(
      'updated',
    );
  });

  it('is updated when power was lost only after the commit', () => {
    expect(
      observed((file) =>
        file.phase(0, 'install', 'succeeded').outcome(10, 'committed', 'B').fault(500, 'power lost', powerLoss),
      ),
    ).toBe('updated');
  });

  it('is failed when the transfer was refused rather than cut', () => {
    const refused = {
      kind: 'uds-transfer-incomplete',
      vocabulary: 'uds',
      role: 'symptom',
      title: 'A download ended by negative response',
      facts: { endedBy: 'negative response' },
    } as const;
    expect(
      observed((file) => file.phase(0, 'install', 'started').fault(0, 'x', refused).phase(5, 'install', 'failed')),
    ).toBe('failed');
  });

  it('is interrupted when an ECU boots in the middle of a step, and unknown when the log just ends there', () => {
    expect(observed((file) => file.boot(0).phase(10, 'install', 'started').boot(30))).toBe('interrupted');
    expect(observed((file) => file.boot(0).phase(10, 'install', 'started'))).toBe('unknown');
  });

  it('is updated when the version that was to come is seen, however it is written', () => {
    expect(observed((file) => file.phase(0, 'install', 'started').outcome(9, 'version-seen', 'v7.2'))).toBe('updated');
  });

  it('counts what never came', () => {
    const { negatives } = observe(powerLossDuringFlash());
    expect(negatives).toEqual([
      'No commit of the new software is in the logs',
      'The version that the update was to bring is never seen running',
    ]);
  });

  it('takes time that grows with the log, not with its square', () => {
    const evidenceOf = (downloads: number) => {
      const session = new SessionBuilder();
      const file = session.file('loop.dlt', { ecu: 'IVI' });
      for (let i = 0; i < downloads; i++) file.phase(i, 'download', 'started').phase(i, 'download', 'failed');
      return session.build();
    };
    const evidence = { 1: evidenceOf(1250), 4: evidenceOf(5000) };
    const growth = growthOf((size) => {
      const findings = collectFindings(evidence[size]);
      expect(observeOutcome(findings, observeAttempts(findings), aContext()).observed).toBe('failed');
    });
    expect(growth).toBeLessThan(10);
  });
});
