import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BenchFile } from './benchmark.ts';
import { ASC_TRACE, CANDUMP_LOG, DLT_TRACE, hasCorpus, LOGCAT } from './corpus-files.ts';
import { bundleToMeasure } from './whole-process.ts';

/**
 * What a second core is worth: `node bench/two-cores.ts [MEGABYTES PER FILE]` diagnoses eight files made of real ones on one
 * core and on two, by turns, and compares the best times by the clock. Other work on the machine spoils them: the time of
 * the processor, which it does not, says what the threads cost more. Two processes that know nothing of each other, four files
 * and one core each, show what the machine itself takes away when both its cores read.
 */
const megabytes = Number(process.argv[2] ?? 100);
const ROUNDS = 3;
const AT_LEAST = 1.8;
const APART = 'apart';
const KINDS = [DLT_TRACE, LOGCAT, CANDUMP_LOG, ASC_TRACE];
const folder = mkdtempSync(join(tmpdir(), 'argus-bench-'));

interface Run {
  cores: string;
  seconds: number;
  processorSeconds: number;
}

try {
  if (hasCorpus()) await compare();
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(): Promise<void> {
  const argus = await bundleToMeasure();
  const copies = [0, 1].map((copy) => KINDS.map((file) => written(file, copy)));
  const runs: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const cores of ['0', '0,1']) runs.push(await diagnose(argus, copies.flat(), cores));
    runs.push(apart(await Promise.all(copies.map((files, core) => diagnose(argus, files, String(core))))));
  }
  console.table(runs);
  const [one, two, twoApart] = ['0', '0,1', APART].map((cores) => bestOf(runs.filter((run) => run.cores === cores)));
  const times = one.seconds / two.seconds;
  const most = (2 * one.processorSeconds) / two.processorSeconds;
  console.log(
    `Eight files of ${megabytes} MB: two cores are ${times.toFixed(2)} × one by the clock; the bar is ${AT_LEAST}.`,
  );
  console.log(
    `By what threads cost more, ${most.toFixed(2)} × at most; two processes apart reach ${(one.seconds / twoApart.seconds).toFixed(2)} ×. Load of the machine: ${loadavg()[0].toFixed(1)}.`,
  );
  process.exitCode = times < AT_LEAST ? 1 : 0;
}

/** Both began at once: together they take as long as the slower. */
function apart(both: readonly Run[]): Run {
  return {
    cores: APART,
    seconds: Math.max(...both.map(({ seconds }) => seconds)),
    processorSeconds: both.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0),
  };
}

function written({ name, write }: BenchFile, copy: number): string {
  const path = join(folder, `${copy}-${name}`);
  const descriptor = openSync(path, 'w');
  write((bytes) => writeSync(descriptor, bytes), megabytes);
  closeSync(descriptor);
  return path;
}

async function diagnose(argus: string, files: readonly string[], cores: string): Promise<Run> {
  const command = ['-c', cores, process.execPath, argus, 'diagnose', '--json', ...files];
  const timed = ['-c', 'TIMEFORMAT="%R %U %S"; { time taskset "$@" >/dev/null 2>&1; } 2>&1', 'time', ...command];
  const { stdout } = spawn('bash', timed, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [seconds, user, system] = (await text(stdout)).trim().split(' ').map(Number);
  return { cores, seconds, processorSeconds: Math.round((user + system) * 1e3) / 1e3 };
}

function bestOf(runs: readonly Run[]): Run {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[0];
}
