import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type DiagnosisEvent, diagnose } from '#src/diagnosis/diagnose.ts';
import { loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { type BatchContext, Report } from '#src/report/report.ts';
import { aContext, SessionBuilder } from '#test/support/evidence-builder.ts';
import {
  abort,
  fieldFault,
  healthCheckRollback,
  healthyUpdate,
  onlyWrapperLines,
  powerLossDuringFlash,
  rivalCauses,
  signatureFailure,
} from '#test/support/sessions.ts';

interface Options {
  context?: Partial<BatchContext>;
  knowledge?: typeof KNOWLEDGE;
  isTampered?: (text: string) => boolean;
  emit?: (event: DiagnosisEvent) => void;
}

const report = (
  session: SessionBuilder,
  { context, emit, isTampered, knowledge = KNOWLEDGE }: Options = {},
): Promise<Report> =>
  diagnose({
    evidence: session.build(),
    context: aContext(context),
    argusVersion: '0.1.0',
    quotes: session.quotes(isTampered),
    knowledge,
    ...(emit && { emit }),
  });

const leadingCause = ({ hypotheses: [first] }: Report): string | undefined =>
  first?.status === 'leading' ? first.causeCode : undefined;

describe('a failed update', () => {
  it('names an invalid signature as the cause when client and gateway both say so', async () => {
    const diagnosis = await report(signatureFailure());
    expect(leadingCause(diagnosis)).toBe('signature-invalid');
    expect(diagnosis).toMatchObject({ finding: 'fault', verdict: 'CONFIRMED', outcome: { observed: 'failed' } });
    expect(diagnosis.headline).toContain('kDownloadPayloadPubKeyVerificationError (18)');
    expect(diagnosis.actions[0].knowledge).toBe('ue-payload-public-key');
  });

  it('names the failed health check as the cause of a rollback', async () => {
    const diagnosis = await report(healthCheckRollback());
    expect(leadingCause(diagnosis)).toBe('health-check-failed');
    expect(diagnosis).toMatchObject({ verdict: 'CONFIRMED', outcome: { observed: 'rolled-back' } });
  });

  it('names the power loss as the cause of a flash that was cut off', async () => {
    const diagnosis = await report(powerLossDuringFlash());
    expect(leadingCause(diagnosis)).toBe('power-loss');
    expect(diagnosis).toMatchObject({ verdict: 'CONFIRMED', outcome: { observed: 'interrupted' } });
    const cut = diagnosis.hypotheses.find(({ causeCode }) => causeCode === 'transfer-incomplete');
    expect(cut?.status).toBe('ruled-out');
  });

  it('proves every claim: its evidence exists, was read back, and holds its numbers', async () => {
    for (const session of [signatureFailure(), healthCheckRollback(), powerLossDuringFlash(), rivalCauses()]) {
      const { evidence, hypotheses, provenance } = await report(session);
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
    const { evidence, hypotheses } = await report(signatureFailure());
    const negative = evidence.find(({ kind }) => kind === 'negative');
    expect(negative).toMatchObject({ quote: null, text: 'No commit of the new software is in the logs.' });
    expect(hypotheses[0].claims.at(-1)?.evidence).toContain(negative?.id);
  });
});

describe('a claimed outcome', () => {
  it('is contradicted when the vehicle says success and the logs show a rollback', async () => {
    const { headline, outcome } = await report(healthCheckRollback(), { context: { claimedOutcome: 'success' } });
    expect(outcome).toMatchObject({ observed: 'rolled-back', claimed: 'success', agrees: false });
    expect(headline).toContain('The vehicle had reported "success".');
  });

  it('agrees when the logs show the same', async () => {
    const { outcome } = await report(healthyUpdate(), { context: { claimedOutcome: 'SUCCESS' } });
    expect(outcome).toMatchObject({ observed: 'updated', agrees: true });
  });

  it('is not judged when its words are unknown', async () => {
    const { outcome } = await report(healthyUpdate(), { context: { claimedOutcome: 'status 17' } });
    expect(outcome.agrees).toBeNull();
  });
});

describe('a healthy update', () => {
  it('has no fault, no hypothesis and no action, whatever noise its logs hold', async () => {
    const diagnosis = await report(healthyUpdate());
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'CONFIRMED', hypotheses: [], actions: [] });
  });

  it('still mentions an anomaly that was not held against it', async () => {
    const { gaps } = await report(healthyUpdate());
    expect(gaps.filter(({ kind }) => kind === 'anomaly')).toHaveLength(1);
  });

  it('is only likely when a file could not be read', async () => {
    const session = healthyUpdate().unreadable('brake.dlt', 'brake.dlt holds no log that Argus knows.');
    expect(await report(session)).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
  });
});

describe('an update that arrived', () => {
  it('is only likely to be sound when the ECU is reset by a watchdog after it', async () => {
    const session = healthyUpdate();
    const fault = { kind: 'watchdog-reset', vocabulary: 'kernel', role: 'cause', title: 'A watchdog expired' } as const;
    session.file('later.dlt', { ecu: 'ADAS' }).fault(900, 'watchdog bite', fault);
    const diagnosis = await report(session);
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
    expect(diagnosis.verdictReason).toContain('A watchdog expired');
  });
});

describe('an update to a version that is never seen', () => {
  it('is only likely, and the version is not in the headline', async () => {
    const firmware = { from: '7.1.0', to: '9.9.9' };
    const diagnosis = await report(healthyUpdate(), { context: { firmware } });
    expect(diagnosis).toMatchObject({ finding: 'no-fault', verdict: 'LIKELY' });
    expect(diagnosis.headline).not.toContain('9.9.9');
  });
});

describe('a fault without an update', () => {
  it('is diagnosed from its code, and the meaning of a supplier code is left to the supplier', async () => {
    const diagnosis = await report(fieldFault());
    expect(leadingCause(diagnosis)).toBe('sensor-fault');
    expect(diagnosis).toMatchObject({ finding: 'fault', outcome: { observed: 'not-attempted' } });
    expect(diagnosis.hypotheses[0].claims[1].text).toContain('defined by the supplier');
  });

  it('is unknown when the logs show neither a fault nor an update', async () => {
    const session = new SessionBuilder();
    session.file('drive.dlt', { ecu: 'GWAY' }).boot(0);
    expect(await report(session)).toMatchObject({ finding: 'unknown', verdict: 'INCONCLUSIVE', hypotheses: [] });
  });

  it('is not made of refused reads', async () => {
    const session = new SessionBuilder();
    session.file('can.log', { format: 'candump' }).fault(5, '7F2231', {
      kind: 'uds-negative-response',
      vocabulary: 'uds',
      role: 'consequence',
      code: 'NRC 0x31',
      title: 'ReadDataByIdentifier was refused with NRC 0x31 (requestOutOfRange)',
    });
    expect(await report(session)).toMatchObject({ finding: 'unknown', hypotheses: [], knowledge: { matched: [] } });
  });
});

describe('the verdict', () => {
  it('is inconclusive when the logs only repeat that something failed', async () => {
    const diagnosis = await report(onlyWrapperLines());
    expect(diagnosis).toMatchObject({ finding: 'fault', verdict: 'INCONCLUSIVE', hypotheses: [] });
    expect(diagnosis.verdictReason).toContain('none of their lines names a cause');
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
    const diagnosis = await report(session);
    expect(leadingCause(diagnosis)).toBe('NOVEL');
    expect(diagnosis.verdict).toBe('INCONCLUSIVE');
  });

  it('is only likely while a rival cause survives', async () => {
    const diagnosis = await report(rivalCauses());
    expect(diagnosis.verdict).toBe('LIKELY');
    expect(diagnosis.hypotheses.map(({ status }) => status)).toEqual(['leading', 'rival']);
    expect(diagnosis.verdictReason).toContain('is not ruled out');
  });

  it('is lowered by a file that could not be read', async () => {
    const session = signatureFailure().unreadable('brake.dlt', 'brake.dlt is empty.');
    const diagnosis = await report(session);
    expect(diagnosis.verdict).toBe('LIKELY');
    expect(diagnosis.verdictReason).toContain('brake.dlt is empty.');
  });

  it('is only likely when one source alone speaks', async () => {
    const session = new SessionBuilder();
    session
      .file('ivi/logcat.txt', { format: 'logcat' })
      .phase(10, 'download', 'started')
      .fault(70, 'not enough space', {
        kind: 'no-space',
        vocabulary: 'update_engine',
        role: 'cause',
        title: 'There is not enough space for the update',
      })
      .phase(71, 'download', 'failed');
    expect((await report(session)).verdictReason).toContain('one source only');
  });

  it('is inconclusive when the code names only the step that failed', async () => {
    const session = new SessionBuilder();
    session
      .file('ivi/logcat.txt', { format: 'logcat' })
      .phase(10, 'install', 'started')
      .fault(70, 'kInstallDeviceOpenError', {
        kind: 'ota-error',
        vocabulary: 'update_engine',
        role: 'symptom',
        code: 'kInstallDeviceOpenError (7)',
        title: 'update_engine ended with kInstallDeviceOpenError (7)',
      })
      .phase(71, 'install', 'failed');
    const diagnosis = await report(session);
    expect(leadingCause(diagnosis)).toBe('target-partition-not-opened');
    expect(diagnosis.verdict).toBe('INCONCLUSIVE');
  });

  it('is lowered by damage between the pieces of evidence and not by damage elsewhere', async () => {
    const story = (damageAt: 'before' | 'between') => {
      const session = signatureFailure();
      const file = session.file('gateway/more.dlt', { ecu: 'GWAY' });
      if (damageAt === 'before') file.damage(100);
      file.fault(73, 'signature', {
        kind: 'signature-invalid',
        vocabulary: 'rauc',
        role: 'cause',
        title: 'A signature is not valid',
      });
      if (damageAt === 'between') file.damage(100);
      file.fault(74, 'signature', {
        kind: 'signature-invalid',
        vocabulary: 'swupdate',
        role: 'cause',
        title: 'A signature is wrong',
      });
      return report(session);
    };
    expect((await story('before')).verdict).toBe('CONFIRMED');
    expect((await story('between')).verdict).toBe('LIKELY');
  });
});

describe('causes', () => {
  it('that first show after the failure are ruled out', async () => {
    const session = signatureFailure();
    session.file('late.dlt', { ecu: 'BODY' }).fault(600, 'supply voltage too low', {
      kind: 'low-voltage',
      vocabulary: 'kernel',
      role: 'cause',
      title: 'The supply voltage was too low',
    });
    const { hypotheses, verdict } = await report(session);
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
    const { hypotheses } = await report(session);
    expect(hypotheses.map(({ causeCode }) => causeCode)).not.toContain('dtc-powertrain');
  });

  it('need their discriminating evidence, and the row that lacks it is in the ledger', async () => {
    const { knowledge } = await report(onlyCode9());
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
    const { hypotheses } = await report(session);
    expect(hypotheses[0]).toMatchObject({ causeCode: 'payload-access-denied', status: 'leading' });
    expect(hypotheses[1]).toMatchObject({ causeCode: 'download-failed', status: 'ruled-out' });
  });

  it('are not offered for a firmware they do not hold for', async () => {
    const rows = KNOWLEDGE.rows.map((row) => ({
      ...row,
      firmware: row.causeCode === 'signature-invalid' ? '>=8.0' : null,
    }));
    const diagnosis = await report(signatureFailure(), { knowledge: loadKnowledge(rows) });
    expect(leadingCause(diagnosis)).not.toBe('signature-invalid');
    expect(diagnosis.knowledge.excluded.find(({ id }) => id === 'ota-signature-invalid')?.reason).toContain(
      'firmware >=8.0',
    );
  });

  function onlyCode9(): SessionBuilder {
    const session = new SessionBuilder();
    session
      .file('ivi/logcat.txt', { format: 'logcat' })
      .phase(10, 'download', 'started')
      .fault(21, 'kDownloadTransferError', {
        kind: 'ota-error',
        vocabulary: 'update_engine',
        role: 'symptom',
        code: 'kDownloadTransferError (9)',
        title: 'update_engine ended with kDownloadTransferError (9)',
      })
      .phase(21, 'download', 'failed');
    return session;
  }
});

describe('quotes', () => {
  it('that cannot be read back are not used, and a gap says so', async () => {
    const isTampered = (text: string) => /signature|key verification|PubKey/i.test(text);
    const diagnosis = await report(signatureFailure(), { isTampered });
    expect(leadingCause(diagnosis)).toBeUndefined();
    expect(diagnosis.evidence.some(({ quote }) => isTampered(quote?.text ?? ''))).toBe(false);
    expect(diagnosis.gaps.filter(({ kind }) => kind === 'quote-unverified')).toHaveLength(3);
  });
});

describe('a report', () => {
  it('is the same bytes for the same evidence in any order', async () => {
    const session = powerLossDuringFlash();
    const evidence = session.build();
    const shuffled = {
      ...evidence,
      faults: evidence.faults.toReversed(),
      phases: evidence.phases.toReversed(),
      outcomes: evidence.outcomes.toReversed(),
    };
    const write = (input: typeof evidence) =>
      diagnose({
        evidence: input,
        context: aContext(),
        argusVersion: '0.1.0',
        quotes: session.quotes(),
        knowledge: KNOWLEDGE,
      });
    expect(JSON.stringify(await write(shuffled))).toBe(JSON.stringify(await write(evidence)));
  });

  it('fits its schema', async () => {
    for (const session of [
      signatureFailure(),
      healthCheckRollback(),
      healthyUpdate(),
      fieldFault(),
      onlyWrapperLines(),
    ]) {
      expect(z.safeParse(Report, await report(session)).error).toBeUndefined();
    }
  });

  it('tells its progress, and every claim that passed the gate once', async () => {
    const events: DiagnosisEvent[] = [];
    const { hypotheses } = await report(signatureFailure(), { emit: (event) => void events.push(event) });
    const claims = events.flatMap((event) => (event.type === 'claim' ? event.data.claim : []));
    expect(claims).toEqual(hypotheses.flatMap((hypothesis) => hypothesis.claims));
    expect(events[0].type).toBe('progress');
  });

  it('keeps to forty items of evidence in a flood of faults', async () => {
    const session = signatureFailure();
    const flood = session.file('flood.dlt', { ecu: 'FLOD' });
    for (let i = 0; i < 2000; i++) {
      flood.fault(60, `crash ${i}`, {
        kind: 'crash',
        vocabulary: 'system',
        role: 'symptom',
        title: `Process ${i} crashed`,
        app: `P${i}`,
      });
    }
    const { evidence, hypotheses, timeline } = await report(session);
    expect(evidence.length).toBeLessThanOrEqual(40);
    expect(timeline.length).toBeLessThanOrEqual(300);
    expect(hypotheses[0].causeCode).toBe('signature-invalid');
  });

  it('keeps the wrapper lines out of the causes', async () => {
    const session = signatureFailure();
    session.file('first.log', { format: 'syslog' }).fault(1, 'Update failed', abort);
    const { hypotheses } = await report(session);
    expect(hypotheses.map(({ causeCode }) => causeCode)).not.toContain('NOVEL');
  });
});
