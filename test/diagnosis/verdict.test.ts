import { describe, expect, it } from 'vitest';
import { invalidSignature, otaError } from '#test/support/faults.ts';
import { leadingCause, reportOn } from '#test/support/session-report.ts';
import { failedStep, onlyWrapperLines, rivalCauses, signatureFailure } from '#test/support/sessions.ts';

describe('the verdict', () => {
  it('is inconclusive when the logs only repeat that something failed', async () => {
    const diagnosis = await reportOn(onlyWrapperLines());
    expect(diagnosis).toMatchObject({ finding: 'fault', verdict: 'INCONCLUSIVE', hypotheses: [] });
    expect(diagnosis.verdictReason).toContain('no line that Argus knows names a cause');
  });

  it('is inconclusive and NOVEL when no knowledge row describes the fault', async () => {
    const session = onlyWrapperLines();
    const fault = {
      kind: 'flux-misaligned',
      vocabulary: 'system',
      role: 'cause',
      title: 'The flux was misaligned',
    } as const;
    session.file('x.dlt', { ecu: 'FLUX' }).fault(5, 'flux misaligned', fault);
    const diagnosis = await reportOn(session);
    expect(leadingCause(diagnosis)).toBe('NOVEL');
    expect(diagnosis.verdict).toBe('INCONCLUSIVE');
  });

  it('is only likely while a rival cause survives', async () => {
    const diagnosis = await reportOn(rivalCauses());
    expect(diagnosis.verdict).toBe('LIKELY');
    expect(diagnosis.hypotheses.map(({ status }) => status)).toEqual(['leading', 'rival']);
    expect(diagnosis.verdictReason).toContain('is not ruled out');
  });

  it('is lowered by a file that could not be read', async () => {
    const session = signatureFailure().unreadable('brake.dlt', 'brake.dlt is empty.');
    const diagnosis = await reportOn(session);
    expect(diagnosis.verdict).toBe('LIKELY');
    expect(diagnosis.verdictReason).toContain('brake.dlt is empty.');
  });

  it('is only likely when one source alone speaks', async () => {
    const session = failedStep({
      step: 'download',
      line: 'not enough space',
      fault: {
        kind: 'no-space',
        vocabulary: 'update_engine',
        role: 'cause',
        title: 'There is not enough space for the update',
      },
      faultSecond: 70,
      failedSecond: 71,
    });
    expect((await reportOn(session)).verdictReason).toContain('one source only');
  });

  it('is inconclusive when the code names only the step that failed', async () => {
    const session = failedStep({
      step: 'install',
      line: 'kInstallDeviceOpenError',
      fault: otaError({ role: 'symptom', code: 'kInstallDeviceOpenError (7)' }),
      faultSecond: 70,
      failedSecond: 71,
    });
    const diagnosis = await reportOn(session);
    expect(leadingCause(diagnosis)).toBe('target-partition-not-opened');
    expect(diagnosis.verdict).toBe('INCONCLUSIVE');
  });

  it('is lowered by damage between the pieces of evidence and not by damage elsewhere', async () => {
    const story = (damageAt: 'before' | 'between') => {
      const session = signatureFailure();
      const file = session.file('gateway/more.dlt', { ecu: 'GWAY' });
      if (damageAt === 'before') file.damage(100);
      file.fault(73, 'signature', invalidSignature({ vocabulary: 'rauc', title: 'A signature is not valid' }));
      if (damageAt === 'between') file.damage(100);
      file.fault(74, 'signature', invalidSignature({ vocabulary: 'swupdate', title: 'A signature is wrong' }));
      return reportOn(session);
    };
    expect((await story('before')).verdict).toBe('CONFIRMED');
    expect((await story('between')).verdict).toBe('LIKELY');
  });
});
