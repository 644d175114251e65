import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';
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

  it('leads with what this try failed for, not with what an earlier one did before another went well', async () => {
    const first = ['starting update to 4.1', 'signature verification failed for package hub', 'update to 4.1 failed'];
    const good = ['starting update to 4.2', 'package installed successfully', 'update to 4.2 completed'];
    const last = ['starting update to 4.3', 'part of package 7 does not fit its shelf', 'update to 4.3 failed'];
    const lines = [...first, ...good, ...last].map((said, i) => `Mar 02 10:0${i}:00 gw upd[7]: ${said}`);
    const { attempts, hypotheses } = await logReport(lines);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'waiting-for-reboot', 'failed']);
    expect(hypotheses[0].title).toContain('does not fit its shelf');
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
