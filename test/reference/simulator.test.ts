import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS, type ScenarioName, type SimulatedSession, simulate } from '#src/simulator/simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-simulated-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, parameters: string[], debianPackage: string): string {
  const { error, stdout, stderr } = spawnSync(command, parameters, { maxBuffer: 1 << 28, encoding: 'latin1' });
  if (error)
    throw new Error(`${command} cannot be run; install it with: apt-get install ${debianPackage}`, { cause: error });
  return stdout + stderr;
}

const COUNT_FRAMES = 'import can, sys; print(sum(1 for _ in can.CanutilsLogReader(sys.argv[1])))';

/** What each reference decoder counts in a file of that format. */
const COUNTERS = {
  dlt: (file: string) =>
    Number(/Total number of messages: (\d+)/.exec(run('dlt-convert', ['-c', file], 'dlt-tools'))?.[1]),
  candump: (file: string) => Number(run('/usr/bin/python3', ['-c', COUNT_FRAMES, file], 'python3-can')),
};

describe.each(Object.keys(SCENARIOS) as ScenarioName[])('the simulated session "%s"', (name) => {
  let session: SimulatedSession;
  beforeAll(async () => {
    session = await simulate(name, { outDir: join(folder, name), seed: 1 });
  });

  it('is read back by dlt-convert and python-can with the counts it was written with', () => {
    const counted = session.files.flatMap(({ name: file, format, records }) =>
      format === 'logcat' || format === 'text'
        ? []
        : [{ file, records, read: COUNTERS[format](join(folder, name, file)) }],
    );
    expect(counted.length).toBeGreaterThanOrEqual(3);
    expect(counted.map(({ file, read }) => ({ file, records: read }))).toEqual(
      counted.map(({ file, records }) => ({ file, records })),
    );
  });

  it('is converted frame by frame by log2asc', () => {
    const { records } = session.files.find(({ format }) => format === 'candump') ?? { records: 0 };
    const asc = run('log2asc', ['-I', join(folder, name, 'can0.log'), 'can0'], 'can-utils');
    expect(asc.split('\n').filter((line) => / d 8 /.test(line))).toHaveLength(records);
  });
});
