import { describe, expect, it } from 'vitest';
import { renderHtml } from '#src/report/html.ts';
import { renderMarkdown } from '#src/report/markdown.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { logReport } from '#test/support/log-report.ts';
import { reportOn } from '#test/support/session-report.ts';
import { healthyUpdate } from '#test/support/sessions.ts';

const VALUES = [11.9, 12.4, 9.8].map((volts, i) => `2026-05-13T08:00:0${i}Z tcu power: supply voltage ${volts} V`);

describe('what is computed of logs', () => {
  it('is shown: values that were measured, with their range and unit', async () => {
    const report = await logReport(VALUES);
    const texts = [renderMarkdown(report), renderHtml(report), renderTerminal(report, { colour: false, width: 200 })];
    expect(report.measured).toMatchObject([{ unit: 'V', count: 3, min: 9.8, max: 12.4 }]);
    for (const text of texts) expect(text).toMatch(/9\\?\.8 to 12\\?\.4 V, 95 % up to 12\\?\.\d+ \(3 values\)/);
  });

  it('is shown: what it was compared with, or that there was nothing', async () => {
    const text = renderTerminal(await reportOn(healthyUpdate()), { colour: false, width: 200 });
    expect(text).toContain('No baseline: logs of a vehicle that was well can be named with --compare.');
  });

  it('is left out where nothing was measured', async () => {
    const report = await logReport(['nothing to measure here']);
    expect(report.measured).toBeUndefined();
    expect(renderTerminal(report, { colour: false, width: 200 })).not.toContain('Measured');
  });
});
