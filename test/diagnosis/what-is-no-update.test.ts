import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

describe('a boot', () => {
  it('that could not verify or mount what it boots from is no update that failed', async () => {
    const { headline, outcome } = await logReport([
      'loader: board revision 4',
      'loader: Failed to verify partition table: entry 3 ends behind the end of the flash',
      'loader: could not mount rootfs on flash0p2',
    ]);
    expect(outcome.observed).toBe('unknown');
    expect(headline).not.toMatch(/update failed/i);
  });
});

describe('an update', () => {
  it('whose image did not verify has failed, where other lines speak of it', async () => {
    const { outcome } = await logReport([
      'swd: downloading image 7.3 for slot b',
      'swd: download of image 7.3 finished',
      'swd: Failed to verify image 7.3: digest mismatch',
    ]);
    expect(outcome.observed).toBe('failed');
  });

  it('that completed with an error has not succeeded', async () => {
    const { outcome } = await logReport([
      'swd: starting software update of unit 5',
      'swd: Software update completed with error 9',
    ]);
    expect(outcome.observed).toBe('failed');
  });
});
