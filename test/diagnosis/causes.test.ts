import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { SessionBuilder } from '#test/support/evidence-builder.ts';
import { lowVoltage, otaError } from '#test/support/faults.ts';
import { leadingCause, reportOn } from '#test/support/session-report.ts';
import { failedStep, onlyWrapperLines, signatureFailure } from '#test/support/sessions.ts';

const onlyCode9 = (): SessionBuilder =>
  failedStep({
    step: 'download',
    line: 'kDownloadTransferError',
    fault: otaError({ role: 'symptom', code: 'kDownloadTransferError (9)' }),
    faultSecond: 21,
    failedSecond: 21,
  });

describe('causes', () => {
  it('that first show after the failure are ruled out', async () => {
    const session = signatureFailure();
    session.file('late.dlt', { ecu: 'BODY' }).fault(600, 'supply voltage too low', lowVoltage);
    const { hypotheses, verdict } = await reportOn(session);
    const late = hypotheses.find(({ causeCode }) => causeCode === 'low-voltage');
    expect(late).toMatchObject({ status: 'ruled-out', reason: 'It first shows after the update had already failed.' });
    expect(verdict).toBe('CONFIRMED');
  });

  it('of the vehicle never explain an update', async () => {
    const session = onlyWrapperLines();
    session.file('dtc.log', { ecu: 'ENGN' }).fault(5, 'P0420', {
      kind: 'dtc',
      vocabulary: 'dtc',
      role: 'symptom',
      code: 'P0420-00',
      title: 'The ECU reported the trouble code P0420-00',
    });
    const { hypotheses } = await reportOn(session);
    expect(hypotheses.map(({ causeCode }) => causeCode)).not.toContain('dtc-powertrain');
  });

  it('need their discriminating evidence, and the row that lacks it is in the ledger', async () => {
    const { knowledge } = await reportOn(onlyCode9());
    expect(knowledge.matched.map(({ id }) => id)).toContain('ue-transfer');
    expect(knowledge.excluded).toContainEqual({
      id: 'ue-transfer-access',
      reason: 'It also needs one of: EACCES, EPERM.',
    });
  });

  it('lead before the step they made fail when their discriminating evidence is there', async () => {
    const session = onlyCode9();
    session.file('ivi/more.txt', { format: 'logcat' }).fault(20, 'Code=EACCES', {
      kind: 'access-denied',
      vocabulary: 'update_engine',
      role: 'cause',
      code: 'EACCES',
      title: 'update_engine was refused access to a file (EACCES)',
    });
    const { hypotheses } = await reportOn(session);
    expect(hypotheses[0]).toMatchObject({ causeCode: 'payload-access-denied', status: 'leading' });
    expect(hypotheses[1]).toMatchObject({ causeCode: 'download-failed', status: 'ruled-out' });
  });

  it('are not offered for a firmware they do not hold for', async () => {
    const rows = KNOWLEDGE.rows.map((row) => ({
      ...row,
      firmware: row.causeCode === 'signature-invalid' ? '>=8.0' : null,
    }));
    const diagnosis = await reportOn(signatureFailure(), { knowledge: loadKnowledge(rows) });
    expect(leadingCause(diagnosis)).not.toBe('signature-invalid');
    expect(diagnosis.knowledge.excluded.find(({ id }) => id === 'ota-signature-invalid')?.reason).toContain(
      'firmware >=8.0',
    );
  });
});
