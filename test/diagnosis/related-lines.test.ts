import { describe, expect, it } from 'vitest';
import { updateNamesIn } from '#src/diagnosis/update-names.ts';
import type { Report } from '#src/report/report.ts';
import { logsReport } from '#test/support/log-report.ts';

const quoteOf = ({ evidence, hypotheses: [lead] }: Report): string | undefined =>
  evidence.find(({ id }) => id === lead?.evidence[0])?.quote?.text;

const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 12, 8, 0, 0) + seconds * 1000).toISOString();

/** A head unit that says in words of its own what it does, a gateway that says how it ended, and noise beside them. */
const session = (own: readonly string[], { noiseAt = 58 } = {}): Record<string, string[]> => ({
  'gateway/orch.log': [
    `${at(1)} INFO orch: rollout FW-2026-118: IVI is fetching 7.4.1`,
    `${at(60)} WARN orch: rollout FW-2026-118: IVI still on 7.3.0, marked unsuccessful`,
  ],
  'ivi/main.log': [`${at(2)} INFO renewer: taking build 7.4.1`, ...own, `${at(61)} INFO audio: volume 12`],
  'tcu/main.log': [
    `${at(noiseAt)} ERROR sound: Unable to contact session bus: connection refused`,
    `${at(62)} INFO gnss: fix 3D`,
  ],
});

describe('a line that no rule knows', () => {
  it('leads over louder noise where its writer tells of the same version', async () => {
    const report = await logsReport(
      session([
        `${at(57)} ERROR renewer: tray 4 does not take data`,
        `${at(58)} WARN renewer: renewal to build 7.4.1 given up`,
      ]),
    );
    expect(quoteOf(report)).toContain('tray 4 does not take data');
  });

  it('leads where it says what became of a process that took part', async () => {
    const report = await logsReport({
      ...session([`${at(57)} WARN renewer: renewal to build 7.4.1 given up`], { noiseAt: 20 }),
      'ivi/dmesg.log': [
        '[   40.100000] mmc1: new high speed SDIO card',
        '[   56.100000] keeper: group went above its budget of 48 MiB, renewer ended',
      ],
    });
    expect(quoteOf(report)).toContain('above its budget');
  });

  it('gives way to an error about the same thing that was logged before it and says why', async () => {
    const report = await logsReport(
      session([
        `${at(30)} ERROR loader: sheet 3 where sheet 4 belongs, camera function sleeps`,
        `${at(57)} ERROR renewer: camera function did not report`,
        `${at(58)} WARN renewer: renewal to build 7.4.1 given up`,
      ]),
    );
    expect(quoteOf(report)).toContain('sheet 3 where sheet 4 belongs');
  });
});

describe('a sensor that falls silent', () => {
  const sweeps = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, i) => `${at(from + i)} DEBUG scan: sweep ${from + i}, 28813 returns`);
  const others = Array.from({ length: 300 }, (_, i) => `${at(i)} INFO plan: trajectory ${i} accepted`);
  const log = (own: readonly string[]): string[] => [...others, ...own].sort();

  it('is a fault in a long log where its writer says an error as it stops', async () => {
    const report = await logsReport({
      'adas.log': log([...sweeps(0, 120), `${at(120)} ERROR scan: spindle stuck at 0 rpm`]),
    });
    expect(report.finding).toBe('fault');
    expect(quoteOf(report)).toContain('spindle stuck');
  });

  it('is none where it goes on after the error', async () => {
    const report = await logsReport({
      'adas.log': log([...sweeps(0, 300), `${at(120)} ERROR scan: spindle stuck at 0 rpm`]),
    });
    expect(report.finding).toBe('unknown');
  });
});

describe('what names an update', () => {
  it.each([
    ['rollout OTA-2026-9633: IVI still on 4.1.0', ['OTA-2026-9633', '4.1.0']],
    ['writing v2.10.3-rc.1 to slot B', ['v2.10.3-rc.1', 'slot b']],
    ['job_00417_7 on rootfs.1', ['job_00417_7', 'rootfs 1']],
    ['2026-05-12 08:00:01 peer 10.0.0.17 answered 3 times', []],
    ['cpu 24 %, memory 334 MB', []],
  ])('is in "%s": %j', (text, names) => {
    expect(updateNamesIn(text)).toEqual(names);
  });
});
