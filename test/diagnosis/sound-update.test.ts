import { describe, expect, it } from 'vitest';
import { reportOn } from '#test/support/session-report.ts';
import { healthyUpdate } from '#test/support/sessions.ts';

describe('a healthy update', () => {
  it('has no fault, no hypothesis and no action, whatever noise its logs hold', async () => {
    const diagnosis = await reportOn(healthyUpdate());
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'CONFIRMED', hypotheses: [], actions: [] });
  });

  it('still mentions an anomaly that was not held against it', async () => {
    const { gaps } = await reportOn(healthyUpdate());
    expect(gaps.filter(({ kind }) => kind === 'anomaly')).toHaveLength(1);
  });

  it('is only likely when a file could not be read', async () => {
    const session = healthyUpdate().unreadable('brake.dlt', 'brake.dlt holds no log that Argus knows.');
    expect(await reportOn(session)).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
  });
});

describe('an update that arrived', () => {
  it('is only likely to be sound when the ECU is reset by a watchdog after it', async () => {
    const session = healthyUpdate();
    const fault = { kind: 'watchdog-reset', vocabulary: 'kernel', role: 'cause', title: 'A watchdog expired' } as const;
    session.file('later.dlt', { ecu: 'ADAS' }).fault(900, 'watchdog bite', fault);
    const diagnosis = await reportOn(session);
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
    expect(diagnosis.verdictReason).toContain('A watchdog expired');
  });
});

describe('an update to a version that is never seen', () => {
  it('is only likely, and the version is not in the headline', async () => {
    const firmware = { from: '7.1.0', to: '9.9.9' };
    const diagnosis = await reportOn(healthyUpdate(), { context: { firmware } });
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
    expect(diagnosis.headline).not.toContain('9.9.9');
  });
});
