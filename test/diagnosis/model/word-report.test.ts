import { describe, expect, it } from 'vitest';
import { SessionBuilder } from '#test/support/evidence-builder.ts';
import { storageError } from '#test/support/faults.ts';
import { answering } from '#test/support/scripted-model.ts';
import { powerLossDuringFlash, rivalCauses } from '#test/support/sessions.ts';
import { consult, rulesOnly } from './consultation.ts';

/** A power loss that the rules confirm, and before it a cause that no row describes, hidden behind an older trouble. */
function overlookedCause(second = 40): SessionBuilder {
  const session = powerLossDuringFlash();
  session.file('gateway/gw.dlt', { ecu: 'GWAY' }).fault(-1500, 'mmcblk0: I/O error', storageError);
  session.file('adas/adas.dlt', { ecu: 'ADAS' }).fault(second, 'lidar front error code 0x8004', {
    kind: 'sensor-fault',
    vocabulary: 'sensor',
    role: 'cause',
    code: '0x8004',
    title: 'A sensor reported the code 0x8004',
  });
  return session;
}

async function doubting(doubt: string, kind: string, session: () => SessionBuilder) {
  const rules = await rulesOnly(session());
  const evidence = rules.evidence.find((item) => item.kind === kind)?.id;
  const { report } = await consult([answering({ doubt, evidence })], { session: session() });
  return { rules, report, evidence };
}

describe('a doubt of a language model', () => {
  it('lowers CONFIRMED where it cites an earlier cause that no cause explains, in words of the rules', async () => {
    const { rules, report, evidence } = await doubting('earlier-cause', 'sensor-fault', overlookedCause);
    expect(rules.verdict).toBe('CONFIRMED');
    expect(report).toMatchObject({
      verdict: 'LIKELY',
      verdictReason: `Lowered from CONFIRMED: ${evidence} (A sensor reported the code 0x8004, as ADAS logged) names a cause too, was logged before what the leading cause rests on, and no cause explains it. The language model pointed to it, and code confirmed it.`,
      model: { claimsDropped: 0, note: expect.stringContaining('a doubt that it raised and code confirmed') },
    });
  });

  it('lowers CONFIRMED where it cites the new version in use after the failure', async () => {
    const session = () => {
      const rolledBack = new SessionBuilder();
      rolledBack
        .file('adas/adas.dlt', { ecu: 'ADAS' })
        .phase(20, 'install', 'started')
        .phase(90, 'install', 'succeeded')
        .fault(150, 'health check camera_ready failed', {
          kind: 'health-check-failed',
          vocabulary: 'dlt',
          role: 'symptom',
          title: 'A health check failed',
        })
        .phase(151, 'rollback', 'started')
        .outcome(500, 'version-seen', '7.2.0');
      rolledBack.file('gateway/gw.log', { format: 'syslog', ecu: 'GWAY' }).outcome(185, 'rolled-back');
      return rolledBack;
    };
    const { rules, report, evidence } = await doubting('opposite-outcome', 'marker:version-seen', session);
    expect([rules.verdict, rules.outcome.observed]).toEqual(['CONFIRMED', 'rolled-back']);
    expect(report.verdict).toBe('LIKELY');
    expect(report.verdictReason).toContain(`${evidence} (The version in use was seen to be 7.2.0, as ADAS logged)`);
  });

  it.each([
    ['of what the leading cause rests on', 'earlier-cause', 'power-loss', overlookedCause],
    ['of a cause that the rules ruled out', 'earlier-cause', 'storage-error', overlookedCause],
    ['of a boot', 'earlier-cause', 'boot', overlookedCause],
    ['of a fact by absence', 'earlier-cause', 'negative', overlookedCause],
    ['of a cause that came later', 'earlier-cause', 'sensor-fault', () => overlookedCause(400)],
    ['of a cause that came long before', 'earlier-cause', 'sensor-fault', () => overlookedCause(-1200)],
    ['of no success', 'opposite-outcome', 'phase:install:failed', overlookedCause],
    ['of a verdict that is not CONFIRMED', 'earlier-cause', 'storage-error', rivalCauses],
  ])('does nothing and is counted when it is %s', async (_what, doubt, kind, session) => {
    const { rules, report } = await doubting(doubt, kind, session);
    expect([report.verdict, report.verdictReason]).toEqual([rules.verdict, rules.verdictReason]);
    expect(report.model).toMatchObject({ claimsDropped: 1 });
  });
});
