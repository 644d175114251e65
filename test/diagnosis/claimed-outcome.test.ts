import { describe, expect, it } from 'vitest';
import { reportOn } from '#test/support/session-report.ts';
import { healthCheckRollback, healthyUpdate } from '#test/support/sessions.ts';

describe('a claimed outcome', () => {
  it('is contradicted when the vehicle says success and the logs show a rollback', async () => {
    const { headline, outcome } = await reportOn(healthCheckRollback(), { context: { claimedOutcome: 'success' } });
    expect(outcome).toMatchObject({ observed: 'rolled-back', claimed: 'success', agrees: false });
    expect(headline).toContain('The vehicle had reported "success".');
  });

  it('agrees when the logs show the same', async () => {
    const { outcome } = await reportOn(healthyUpdate(), { context: { claimedOutcome: 'SUCCESS' } });
    expect(outcome).toMatchObject({ observed: 'updated', agrees: true });
  });

  it('is not judged when its words are unknown', async () => {
    const { outcome } = await reportOn(healthyUpdate(), { context: { claimedOutcome: 'status 17' } });
    expect(outcome.agrees).toBeNull();
  });
});
