import { expect, it } from 'vitest';
import { renderTerminal } from '#src/report/terminal.ts';
import { logReport } from '#test/support/log-report.ts';

const ASC = [
  'date Wed May 13 08:00:00.000 am 2026',
  'base hex  timestamps absolute',
  'internal events logged',
  '   0.010000 1  ErrorFrame',
  '   0.020000 1  ErrorFrame',
  '   0.030000 2  Status:chip status error active',
  '   0.040000 2  123             Rx   d 2 01 02',
];

it('error frames of an unknown kind, and a controller that takes part in its bus, are told and are no failure', async () => {
  const report = await logReport(ASC);
  const text = renderTerminal(report, { colour: false, width: 300 });
  expect([report.finding, report.lookAt]).toEqual(['unknown', []]);
  expect(text).toContain(
    'Seen, and by itself no fault: An error frame was on the bus, and the log does not say of what kind',
  );
  expect(text).toContain('as CAN1 logged 2 times.');
  expect(text).not.toMatch(/something failed|fault state/i);
});
