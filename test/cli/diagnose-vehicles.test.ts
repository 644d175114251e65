import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const line = (second: number, host: string, text: string): string =>
  `2026-05-13T08:00:${String(second).padStart(2, '0')}+00:00 ${host} ${text}`;

const failing = (host: string): string[] => [
  line(2, host, 'rauc[512]: installing /data/update.raucb'),
  line(3, host, 'rauc[512]: signature verification failed: Verify error: certificate has expired'),
  line(3, host, 'rauc[512]: Installation error: signature verification failed: Verify error: certificate has expired'),
];
const healthy = (host: string): string[] => [
  line(2, host, 'rauc[498]: installing /data/update.raucb'),
  line(33, host, 'rauc[498]: Installation of /data/update.raucb succeeded'),
  line(53, host, 'rauc[312]: Marked slot rootfs.1 as good'),
];
const laptop: string[] = [
  line(1, 'mint', 'gnome-shell[2210]: Window manager warning'),
  line(1, 'mint', 'gdm-session[1]: unlocked login keyring'),
  line(3, 'mint', 'openssl[9]: Verify error: certificate has expired'),
];

function inFolder(files: Record<string, string[]>) {
  const cwd = temporaryFolder();
  for (const [name, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), `${lines.join('\n')}\n`);
  }
  return async (...argv: string[]) => {
    const { stdout } = await runLine(['diagnose', '.', '--json', ...argv], { cwd });
    return Report.parse(JSON.parse(stdout));
  };
}

describe('argus diagnose of several vehicles in one folder', () => {
  it('confirms nothing across them, and shows the one that is well beside the one that failed', async () => {
    const { headline, vehicles, verdict } = await inFolder({
      'a/journal.log': failing('tcu-0041'),
      'b/journal.log': healthy('tcu-0077'),
    })();
    expect(headline).toBe('The update failed: a certificate has expired on tcu-0041.');
    expect(verdict).toBe('LIKELY');
    expect(vehicles?.text).toContain('cannot be of one vehicle');
    expect(vehicles?.text).toContain('--vehicle tcu-0077');
    expect(vehicles?.groups).toMatchObject([
      { name: 'tcu-0041', isShown: true, observed: 'failed' },
      { name: 'tcu-0077', isShown: false, observed: 'updated', finding: 'no-fault', files: ['b/journal.log'] },
    ]);
  });

  it('takes two vehicles with the same fault for no two sources', async () => {
    const logs = { 'a/journal.log': failing('tcu-0041'), 'b/journal.log': failing('tcu-0077') };
    expect((await inFolder(logs)()).verdict).toBe('LIKELY');
  });

  it('reports on the vehicle that is asked for', async () => {
    const logs = { 'a/journal.log': failing('tcu-0041'), 'b/journal.log': healthy('tcu-0077') };
    const { batch, outcome, vehicles } = await inFolder(logs)('--vehicle', 'tcu-0077');
    expect([batch.vehicleId, outcome.observed]).toEqual(['tcu-0077', 'updated']);
    expect(vehicles?.groups.find(({ isShown }) => isShown)?.name).toBe('tcu-0077');
  });

  it('takes all logs for those of one vehicle when a user says so', async () => {
    const logs = { 'a/journal.log': failing('tcu-0041'), 'b/journal.log': healthy('tcu-0077') };
    const { attempts, vehicles } = await inFolder(logs)('--vehicle', 'my-car');
    expect(vehicles).toBeUndefined();
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'installed']);
  });

  it('takes a laptop for no source of an ECU, and even then not when it is said to be of the vehicle', async () => {
    const diagnose = inFolder({ 'journal.log': failing('tcu'), 'laptop.log': laptop });
    const { vehicles, verdict } = await diagnose();
    expect([verdict, vehicles?.groups.map(({ name }) => name)]).toEqual(['LIKELY', ['tcu', 'mint']]);
    const said = await diagnose('--vehicle', 'my-car');
    expect(said.verdict).not.toBe('CONFIRMED');
    expect(said.gaps.map(({ kind }) => kind)).toContain('several-vehicles');
  });

  it('keeps the ECUs of one vehicle together, and lists what could not be read once', async () => {
    const diagnose = inFolder({ 'gw.log': failing('gateway'), 'ivi.log': healthy('ivi'), 'none.log': [] });
    const { totals, vehicles } = await diagnose();
    expect([vehicles, totals.files]).toEqual([undefined, 3]);
  });

  it('says it in the terminal before the headline, and lists the others', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.log'), `${failing('tcu-0041').join('\n')}\n`);
    writeFileSync(join(cwd, 'b.log'), `${healthy('tcu-0077').join('\n')}\n`);
    const { stdout } = await runLine(['diagnose', 'a.log', 'b.log'], { cwd });
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toMatch(
      /^These logs cannot be of one vehicle .* The update failed: .* The other logs, each by itself - tcu-0077 \(b\.log\): LIKELY\. The update was installed/,
    );
  });
});
