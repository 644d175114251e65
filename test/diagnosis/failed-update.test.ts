import { describe, expect, it } from 'vitest';
import { leadingCause, reportOn } from '#test/support/session-report.ts';
import { healthCheckRollback, powerLossDuringFlash, rivalCauses, signatureFailure } from '#test/support/sessions.ts';

describe('a failed update', () => {
  it('names an invalid signature as the cause when client and gateway both say so', async () => {
    const diagnosis = await reportOn(signatureFailure());
    expect(leadingCause(diagnosis)).toBe('signature-invalid');
    expect(diagnosis).toMatchObject({ finding: 'fault', verdict: 'CONFIRMED', outcome: { observed: 'failed' } });
    expect(diagnosis.headline).toContain('kDownloadPayloadPubKeyVerificationError (18)');
    expect(diagnosis.actions[0].knowledge).toBe('ue-payload-public-key');
  });

  it('names the failed health check as the cause of a rollback', async () => {
    const diagnosis = await reportOn(healthCheckRollback());
    expect(leadingCause(diagnosis)).toBe('health-check-failed');
    expect(diagnosis).toMatchObject({ verdict: 'CONFIRMED', outcome: { observed: 'rolled-back' } });
  });

  it('names the power loss as the cause of a flash that was cut off', async () => {
    const diagnosis = await reportOn(powerLossDuringFlash());
    expect(leadingCause(diagnosis)).toBe('power-loss');
    expect(diagnosis).toMatchObject({ verdict: 'CONFIRMED', outcome: { observed: 'interrupted' } });
    const cut = diagnosis.hypotheses.find(({ causeCode }) => causeCode === 'transfer-incomplete');
    expect(cut?.status).toBe('ruled-out');
  });

  it('proves every claim: its evidence exists, was read back, and holds its numbers', async () => {
    for (const session of [signatureFailure(), healthCheckRollback(), powerLossDuringFlash(), rivalCauses()]) {
      const { evidence, hypotheses, provenance } = await reportOn(session);
      const claims = hypotheses.flatMap((hypothesis) => hypothesis.claims);
      expect(claims.length).toBeGreaterThan(0);
      expect(provenance.claimsDropped).toBe(0);
      for (const id of claims.flatMap((claim) => claim.evidence)) {
        const item = evidence.find((other) => other.id === id);
        expect(item?.quote?.verified ?? item?.kind === 'negative').toBe(true);
      }
    }
  });

  it('counts a commit that never came as evidence', async () => {
    const { evidence, hypotheses } = await reportOn(signatureFailure());
    const negative = evidence.find(({ kind }) => kind === 'negative');
    expect(negative).toMatchObject({ quote: null, text: 'No commit of the new software is in the logs.' });
    expect(hypotheses[0].claims.at(-1)?.evidence).toContain(negative?.id);
  });
});
