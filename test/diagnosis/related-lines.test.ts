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

describe('the reason of a crash', () => {
  it('is what the process said itself right before others tell that it died', async () => {
    const report = await logsReport({
      'ecu.log': [
        '[locator]  F0119 09:56:02.920255  7575 locator.cc:62] Reflectance map folder is invalid!',
        '[locator]  *** Check failure stack trace: ***',
        '[launcher] ERROR Process [locator] has died [pid 7575, exit code -6]',
      ],
    });
    expect(quoteOf(report)).toContain('Reflectance map folder is invalid');
  });

  it('is the last word of an exception that nobody caught', async () => {
    const report = await logsReport({
      'ecu.log': [
        "[container-1] terminate called after throwing an instance of 'std::runtime_error'",
        '[container-1]   what():  gpuErrorUnsupportedCode (222)',
        '[container-1] *** Aborted at 1756926009 (unix time) ***',
      ],
    });
    expect(quoteOf(report)).toContain('gpuErrorUnsupportedCode');
  });
});

describe('a log that goes on to say that something succeeded', () => {
  const tries = ["modem: error: couldn't connect: call failed", 'modem: trying the other profile'];

  it('has no fault for what went wrong before', async () => {
    const report = await logsReport({ 'ecu.log': [...tries, 'modem: successfully connected'] });
    expect(report.finding).toBe('unknown');
  });

  it('has one where it goes wrong again', async () => {
    const report = await logsReport({ 'ecu.log': [...tries, 'modem: successfully connected', tries[0]] });
    expect(report.finding).toBe('fault');
  });
});

describe('a look for what is not there', () => {
  const kernel = (...lines: string[]): string[] => lines.map((line, i) => `[   ${10 + i}.000000] ${line}`);
  const look = 'radiofw radio0: Direct firmware load for vendor/radiofw-43430.bin failed with error -2';

  it('is the cause where the driver that looked fails right after', async () => {
    const report = await logsReport({
      'dmesg.log': kernel(
        look,
        'usbcore: registered new interface driver radiofw',
        'radiofw: clock request: HT timed out',
      ),
    });
    expect(report.evidence.map(({ quote }) => quote?.text).join()).toContain('Direct firmware load');
  });

  it('is everyday noise where nothing fails', async () => {
    const report = await logsReport({ 'dmesg.log': kernel(look, 'radiofw: firmware version 7.45 is running') });
    expect(report.finding).toBe('unknown');
  });
});
