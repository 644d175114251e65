import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

const quoteOf = ({ evidence, hypotheses: [lead] }: Awaited<ReturnType<typeof logReport>>): string | undefined =>
  evidence.find(({ id }) => id === lead?.evidence[0])?.quote?.text;

describe('a cause that no rule knows', () => {
  it('is the innermost reason before a wrapper, not the wrapper', async () => {
    const report = await logReport([
      'agent: preparing rollout',
      "packer: error: unexpected layout 'quick' found",
      'agent: step 4: script exited with exit status 2',
      'agent: rollout failed!',
    ]);
    expect(quoteOf(report)).toContain('unexpected layout');
    expect(report).toMatchObject({ finding: 'fault', verdict: 'INCONCLUSIVE' });
    expect(report.hypotheses[0].causeCode).toBe('NOVEL');
    expect(report.headline).toContain('unexpected layout');
  });

  it('is what a script wrote before it failed', async () => {
    const report = await logReport([
      'runner: module store path not found, continuing',
      'runner: stderr collected while running script pre-commit: bootloader slot table was damaged',
      'runner: script pre-commit failed: exit status 1',
    ]);
    expect(quoteOf(report)).toContain('slot table was damaged');
  });

  it('is not made of conditions, settings, zero counters and apparatus', async () => {
    const report = await logReport([
      'boot: watchdog timeout = 60 s, retries: 3',
      'link: if the peer fails, the standby takes over',
      'check: 12 blocks read, 0 errors',
      'svc: crash reporter started',
      'net: connection restored after failure',
    ]);
    expect(report).toMatchObject({ finding: 'unknown', hypotheses: [], lookAt: [] });
    expect(report.headline).toBe('No line that Argus knows names a fault or an update.');
  });

  it('is not what was only warned of before a later step of the same log went well', async () => {
    const warned = ['store: settings file is corrupted', 'warning: could not reset the counter'];
    const checked = ['agent: Checking for a new Target...', 'agent: Latest Target: os-12'];
    expect(await logReport([...warned, ...checked])).toMatchObject({ finding: 'unknown', hypotheses: [] });
    expect(await logReport([...checked, ...warned])).toMatchObject({ finding: 'fault' });
  });

  it('says where to look when it does not hold the lines for a fault', async () => {
    const filler = Array.from({ length: 300 }, (_, i) => `nav: tile ${String.fromCharCode(97 + (i % 26))} drawn`);
    const report = await logReport([
      ...filler.slice(0, 100),
      'radio: could not open preset list',
      ...filler.slice(100),
    ]);
    expect(report.finding).toBe('unknown');
    expect(report.headline).toContain('Look first at “radio: could not open preset list”');
  });

  it('shows the errors of a log whose words tell of no failure, the rarest first', async () => {
    const often = Array.from(
      { length: 3 },
      (_, i) => `05-13 10:00:0${i}.000   100   100 E Radio   : watchdog timeout = 60 s`,
    );
    const once = '05-13 10:00:05.000   100   100 E Seat    : 12 places read, 0 errors';
    const calm = '05-13 10:00:06.000   100   100 I Seat    : heating on';
    const report = await logReport([...often, once, calm]);
    expect(report).toMatchObject({ finding: 'unknown', verdict: 'INCONCLUSIVE', hypotheses: [] });
    expect(report.verdictReason).toContain('Some lines were logged as errors');
    const shown = report.lookAt.map((id) => report.evidence.find((item) => item.id === id)?.quote?.text ?? '');
    expect(shown).toEqual(['12 places read, 0 errors', 'watchdog timeout = 60 s']);
    expect(report.headline).not.toContain('Look first');
  });

  it('shows no error that good logs hold too', async () => {
    const lines = ['05-13 10:00:00.000   100   100 E Radio   : watchdog timeout = 60 s'];
    expect((await logReport(lines, { good: lines })).lookAt).toEqual([]);
  });

  it('stays within its bounds however many lines tell of failures', async () => {
    const words = ['zone', 'lamp', 'door', 'seat', 'mirror', 'wiper', 'horn', 'relay'];
    const lines = Array.from(
      { length: 4_000 },
      (_, i) =>
        `${words[i % 8]}${words[(i >> 3) % 8]}${words[(i >> 6) % 8]} unit failed: no response from ${words[(i >> 9) % 8]}`,
    );
    const report = await logReport(lines, { top: 5 });
    expect(report.evidence.length).toBeLessThanOrEqual(48);
    expect(report.lookAt.length).toBeLessThanOrEqual(5);
  });
});

describe('contrast', () => {
  const round = (n: number): string[] => [
    `updater: update session ${n} started`,
    'updater: ERR cache lookup failed',
    'updater: stage alpha ready',
    `updater: update session ${n} finished`,
  ];
  const broken = [
    'updater: update session 9 started',
    'updater: ERR cache lookup failed',
    'updater: ERR stage beta: handle rejected',
    'updater: update session 9 failed',
  ];

  it('leaves out what also stands in tries that went well, and says so', async () => {
    const report = await logReport([...[1, 2, 3, 4].flatMap(round), ...broken]);
    expect(quoteOf(report)).toContain('stage beta: handle rejected');
    expect(report.verdict).toBe('LIKELY');
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual([...Array(4).fill('waiting-for-reboot'), 'failed']);
    expect(report.contrast?.decoys.map(({ template }) => template)).toEqual([
      expect.stringContaining('cache lookup failed'),
    ]);
  });

  it('leaves out what also stands in good logs, and names what is new and gone', async () => {
    const good = Array.from({ length: 30 }, (_, i) => [
      'hub: poll ok',
      'hub: ERR legacy port not found',
      `hub: cycle ${i} closed`,
    ]).flat();
    const report = await logReport(
      ['hub: poll ok', 'hub: ERR legacy port not found', 'hub: ERR port 3 refused the frame'],
      { good },
    );
    expect(quoteOf(report)).toContain('refused the frame');
    expect(report).toMatchObject({
      verdict: 'LIKELY',
      contrast: { against: 'Compared with 90 records of 1 good log.' },
    });
    expect(report.contrast?.fresh).toHaveLength(1);
  });

  it('calls nothing likely where there is nothing to compare with', async () => {
    const report = await logReport(['hub: ERR port 3 refused the frame']);
    expect(report).toMatchObject({ finding: 'fault', verdict: 'INCONCLUSIVE', contrast: null });
  });
});
