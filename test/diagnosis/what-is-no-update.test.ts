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

describe('a boot to its login', () => {
  it('is no update, whatever the units of a service manager are called', async () => {
    const report = await logReport([
      '[  OK  ] Finished Apply Kernel Variables.',
      '         Starting Update is Completed...',
      '[  OK  ] Started Network Name Resolution.',
      '[  OK  ] Finished Update is Completed.',
      '[  OK  ] Reached target Multi-User System.',
    ]);
    expect(report).toMatchObject({ attempts: [], finding: 'unknown', lookAt: [] });
  });
});

describe('an update that its client called committed', () => {
  it('has not failed, although a question to its server did once, and a script wrote something', async () => {
    const at = (second: number, text: string, level = 'info') =>
      `time="2024-01-02T10:00:${String(second).padStart(2, '0')}Z" level=${level} msg="${text}"`;
    const { finding, outcome } = await logReport([
      at(10, 'State transition: update-fetch [Download_Enter] -> update-store [Download_Enter]'),
      at(11, 'State transition: update-after-store [Download_Leave] -> update-install [ArtifactInstall]'),
      at(12, 'Collected output (stderr) while running script /var/lib/scripts/ArtifactInstall_Leave_07 all is set'),
      at(13, 'Error receiving scheduled update data: 503 Service Unavailable', 'error'),
      at(43, 'State transition: update-install [ArtifactInstall] -> update-commit [ArtifactCommit_Enter]'),
      at(44, 'State transition: update-commit [ArtifactCommit_Enter] -> update-after-commit [ArtifactCommit_Leave]'),
    ]);
    expect(outcome.observed).toBe('updated');
    expect(finding).toBe('no-fault');
  });
});
