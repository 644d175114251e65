import { expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

it('the line that a log begins with may be the cause, as any other', async () => {
  const { hypotheses } = await logReport([
    'E (59859) esp-tls: Failed to connect to host (errno 104)',
    'E (59863) esp-tls: Failed to open new connection',
    'E (59872) esp_https_ota: Failed to establish HTTP connection',
    'E (59878) main: ESP HTTPS OTA Begin failed',
  ]);
  expect(hypotheses[0].title).toContain('Failed to connect to host');
});
