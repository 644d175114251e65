import { closeSync, fsyncSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchFile, type Benchmark, type Measurement, ROUNDS } from './benchmark.ts';
import { isPinned, onOneCore } from './on-one-core.ts';
import { secondsOfPeer } from './seconds-of-peer.ts';
import { measureWholeProcess } from './whole-process.ts';

/** Large enough that start-up is noise, small enough that a peer at 4 MB/s ends within a minute. */
const DEFAULT_MEGABYTES = 200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { megabytes: { type: 'string' }, only: { type: 'string' } },
});
const megabytes = Number(values.megabytes ?? DEFAULT_MEGABYTES);
const folder = mkdtempSync(join(tmpdir(), 'argus-bench-'));
const files = new Map<string, string>();

try {
  const rows: Row[] = [];
  for (const module of benchModules()) rows.push(...(await runModule(module)));
  console.table(rows.map(({ misses, ...row }) => ({ ...row, bar: misses.join(', ') || 'met' })));
  console.log(
    `Node ${process.version}, ${isPinned ? 'pinned to one core' : 'not pinned: taskset is missing'}, median of ${ROUNDS}.`,
  );
  process.exitCode = rows.some((row) => row.misses.length > 0) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

interface Row {
  benchmark: string;
  MB: string;
  'MB/s': string;
  'best MB/s': string;
  'cold MB/s': string;
  'k records/s': string;
  'peer MB/s': string;
  'times peer': string;
  'peak MB': string;
  misses: string[];
}

function benchModules(): string[] {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts'));
  const wanted = names.filter((name) => positionals.length === 0 || positionals.some((word) => name.includes(word)));
  return wanted.sort().map((name) => join(import.meta.dirname, name));
}

async function runModule(module: string): Promise<Row[]> {
  const { benchmarks } = (await import(module)) as { benchmarks: Benchmark[] };
  const rows: Row[] = [];
  for (const benchmark of benchmarks)
    if (values.only === undefined || benchmark.name.includes(values.only))
      rows.push(await runBenchmark(module, benchmark));
  return rows;
}

async function runBenchmark(module: string, benchmark: Benchmark): Promise<Row> {
  const path = generated(benchmark.file);
  const sizeMB = (statSync(path).size / 1e6) * (benchmark.repeats ?? 1);
  console.error(`${benchmark.name} …`);
  const isWhole = benchmark.run === 'whole-process';
  const measured = isWhole ? await measureWholeProcess(path) : measure(module, benchmark.name, path);
  const speed = sizeMB / measured.seconds;
  const peerSpeed = benchmark.peer ? sizeMB / (secondsOfPeer(benchmark.peer, path) ?? Number.NaN) : Number.NaN;
  return {
    benchmark: benchmark.name,
    MB: sizeMB.toFixed(0),
    'MB/s': speed.toFixed(0),
    'best MB/s': (sizeMB / measured.bestSeconds).toFixed(0),
    'cold MB/s': (sizeMB / measured.coldSeconds).toFixed(0),
    'k records/s': (measured.records / measured.seconds / 1000).toFixed(0),
    'peer MB/s': shown(peerSpeed),
    'times peer': shown(speed / peerSpeed),
    'peak MB': (measured.peakMemoryBytes / 1e6).toFixed(0),
    misses: missesOf(benchmark, { speed, timesPeer: speed / peerSpeed, memory: measured.peakMemoryBytes / 1e6 }),
  };
}

function missesOf(benchmark: Benchmark, got: { speed: number; timesPeer: number; memory: number }): string[] {
  const { atLeast = {}, peakMemoryBelowMegabytes = Number.POSITIVE_INFINITY } = benchmark;
  const misses: string[] = [];
  if (got.speed < (atLeast.megabytesPerSecond ?? 0)) misses.push(`below ${atLeast.megabytesPerSecond} MB/s`);
  if (got.timesPeer < (atLeast.timesPeer ?? 0)) misses.push(`below ${atLeast.timesPeer} times peer`);
  if (got.memory >= peakMemoryBelowMegabytes) misses.push(`not below ${peakMemoryBelowMegabytes} MB`);
  return misses;
}

function generated(file: BenchFile): string {
  const known = files.get(file.name);
  if (known) return known;
  const path = join(folder, file.name);
  const descriptor = openSync(path, 'w');
  file.write((bytes) => writeSync(descriptor, bytes), megabytes);
  // Else the first benchmark shares its core with the writing of its own file to disk.
  fsyncSync(descriptor);
  closeSync(descriptor);
  files.set(file.name, path);
  return path;
}

function measure(...parameters: [module: string, benchmark: string, path: string]): Measurement {
  const script = join(import.meta.dirname, 'measure.ts');
  const { status, stdout } = onOneCore(process.execPath, [script, ...parameters], 'stdout');
  if (status !== 0) throw new TypeError(`benchmark ${parameters[1]} failed with exit code ${status}`);
  return JSON.parse(stdout);
}

function shown(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(1);
}
