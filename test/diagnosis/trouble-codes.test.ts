import { expect, it } from 'vitest';
import { SessionBuilder } from '#test/support/evidence-builder.ts';
import { reportOn } from '#test/support/session-report.ts';

const withCodes = (...codes: string[]): SessionBuilder => {
  const session = new SessionBuilder();
  const file = session.file('can1.log', { format: 'candump', ecu: 'can1' });
  codes.forEach((code, i) => {
    const title = `The ECU broadcast the active trouble code ${code}`;
    file.fault(5 + i, `DM1 ${code}`, { kind: 'dtc', vocabulary: 'dtc', role: 'symptom', code, title });
  });
  return session;
};

it.each<[codes: string[], headline: string]>([
  [['SPN 980 FMI 9'], 'A J1939 trouble code is reported on can1 (SPN 980 FMI 9). No update seen.'],
  [
    ['SPN 980 FMI 9', 'SPN 609 FMI 12', 'SPN 3216 FMI 20'],
    'A J1939 trouble code is reported on can1 (SPN 980 FMI 9 and 2 more). No update seen.',
  ],
  [['B1002', 'B1012'], 'A chassis or body trouble code is stored on can1 (B1002 and 1 more). No update seen.'],
])('%s are told by the first of them, and how many more there are', async (codes, headline) => {
  const report = await reportOn(withCodes(...codes), { context: { firmware: null } });
  expect([report.headline, report.verdict]).toEqual([headline, 'INCONCLUSIVE']);
  expect(report.hypotheses).toHaveLength(1);
});
