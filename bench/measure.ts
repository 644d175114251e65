import { resolve } from 'node:path';
import { setEngineFlags } from '#src/local/engine-flags.ts';
import { type Benchmark, type Measurement, ROUNDS, type Round } from './benchmark.ts';
import { measurementOf } from './measurement-of.ts';

/** `node measure.ts MODULE BENCHMARK FILE`: one benchmark in a process of its own, as `argus` runs it; prints a `Measurement`. */

setEngineFlags();
const [modulePath, name, path] = process.argv.slice(2);
const { benchmarks } = (await import(resolve(modulePath))) as { benchmarks: Benchmark[] };
const run = benchmarks.find((each) => each.name === name)?.run;
if (typeof run !== 'function')
  throw new TypeError(`${modulePath} has no benchmark named ${name} that runs in a process`);

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const before = process.cpuUsage();
  const records = await run(path);
  const { user, system } = process.cpuUsage(before);
  // maxRSS is in KiB on Linux.
  rounds.push({ seconds: (user + system) / 1e6, records, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 });
}
console.log(JSON.stringify(measurementOf(rounds) satisfies Measurement));
