import { describe, expect, it } from 'vitest';
import { SessionBuilder } from '#test/support/evidence-builder.ts';
import { refusal } from '#test/support/faults.ts';
import { leadingCause, reportOn } from '#test/support/session-report.ts';
import { fieldFault } from '#test/support/sessions.ts';

describe('a fault without an update', () => {
  it('is diagnosed from its code, and the meaning of a supplier code is left to the supplier', async () => {
    const diagnosis = await reportOn(fieldFault());
    expect(leadingCause(diagnosis)).toBe('sensor-fault');
    expect(diagnosis).toMatchObject({ finding: 'fault', outcome: { observed: 'unknown' } });
    expect(diagnosis.hypotheses[0].claims[1].text).toContain('defined by the supplier');
  });

  it('is unknown when the logs show neither a fault nor an update', async () => {
    const session = new SessionBuilder();
    session.file('drive.dlt', { ecu: 'GWAY' }).boot(0);
    expect(await reportOn(session)).toMatchObject({ finding: 'unknown', verdict: 'INCONCLUSIVE', hypotheses: [] });
  });

  it('is not made of refused reads', async () => {
    const session = new SessionBuilder();
    const refusedRead = refusal({ request: 'ReadDataByIdentifier' });
    session.file('can.log', { format: 'candump' }).fault(5, '7F2231', refusedRead);
    expect(await reportOn(session)).toMatchObject({ finding: 'unknown', hypotheses: [], knowledge: { matched: [] } });
  });
});
