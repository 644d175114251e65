import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { DiagnosisEvent } from '#src/diagnosis/investigation.ts';
import { Report } from '#src/report/report.ts';
import { abort } from '#test/support/faults.ts';
import { aKnowledgeRow } from '#test/support/findings.ts';
import { reportOn, sessionInput } from '#test/support/session-report.ts';
import {
  fieldFault,
  healthCheckRollback,
  healthyUpdate,
  onlyWrapperLines,
  powerLossDuringFlash,
  signatureFailure,
} from '#test/support/sessions.ts';

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
    const write = (input: typeof evidence) => diagnose({ ...sessionInput(session), evidence: input });
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
      expect(z.safeParse(Report, await reportOn(session)).error).toBeUndefined();
    }
  });

  it('tells its progress, and every claim that passed the gate once', async () => {
    const events: DiagnosisEvent[] = [];
    const { hypotheses } = await reportOn(signatureFailure(), { emit: (event) => void events.push(event) });
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
    const { evidence, hypotheses, timeline } = await reportOn(session);
    expect(evidence.length).toBeLessThanOrEqual(40);
    expect(timeline.length).toBeLessThanOrEqual(300);
    expect(hypotheses[0].causeCode).toBe('signature-invalid');
  });

  it('keeps the wrapper lines out of the causes', async () => {
    const session = signatureFailure();
    session.file('first.log', { format: 'syslog' }).fault(1, 'Update failed', abort);
    const { hypotheses } = await reportOn(session);
    expect(hypotheses.map(({ causeCode }) => causeCode)).not.toContain('NOVEL');
  });

  it('says of a cause what a better one has not said, and of one that has nothing else what was seen', async () => {
    const rows = ['worn', 'loose', 'wet'].map((causeCode) =>
      aKnowledgeRow({
        causeCode,
        match: { kinds: ['sensor-fault'] },
        cause: causeCode === 'loose' ? 'It is loose.' : 'It is worn.',
      }),
    );
    const { hypotheses } = await reportOn(fieldFault(), { knowledge: { snapshot: 'test', rows } });
    const seen = 'A sensor reported the code 0x8004, as ADAS logged.';
    expect(hypotheses.map(({ claims }) => claims.map(({ text }) => text))).toEqual([
      [seen, 'It is loose.'],
      ['It is worn.'],
      [seen],
    ]);
  });

  it('says of an action that it is for another cause than the leading one, and no action twice', async () => {
    const action = (text: string) => ({ text, risk: 'none' as const });
    const row = (causeCode: string, kind: string, ...texts: string[]) =>
      aKnowledgeRow({ causeCode, title: `It is ${causeCode}`, match: { kinds: [kind] }, actions: texts.map(action) });
    const rows = [
      row('worn', 'sensor-fault', 'Look at it.', 'Replace it.'),
      row('loose', 'dtc', 'Fasten it.', 'Look again.'),
      row('wet', 'dtc', 'Look at it.'),
    ];
    const { actions, hypotheses } = await reportOn(fieldFault(), { knowledge: { snapshot: 'test', rows } });
    expect(hypotheses.map(({ causeCode }) => causeCode)).toEqual(['worn', 'loose', 'wet']);
    expect(actions.map(({ text }) => text)).toEqual([
      'Look at it.',
      'Replace it.',
      'If it is "It is loose": Fasten it.',
    ]);
  });
});
