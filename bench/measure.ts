import { resolve } from 'node:path';
import { type Benchmark, type Measurement, ROUNDS } from './benchmark.ts';

/** `node measure.ts MODULE BENCHMARK FILE`: one benchmark in a process of its own; prints a `Measurement`. */

const [modulePath, name, path] = process.argv.slice(2);
const { benchmarks } = (await import(resolve(modulePath))) as { benchmarks: Benchmark[] };
const benchmark = benchmarks.find((each) => each.name === name);
if (!benchmark) throw new TypeError(`${modulePath} has no benchmark named ${name}`);

const rounds: { seconds: number; records: number }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const before = performance.now();
  const records = await benchmark.run(path);
  rounds.push({ seconds: (performance.now() - before) / 1000, records });
}
const [{ seconds: coldSeconds }] = rounds;
rounds.sort((a, b) => a.seconds - b.seconds);
const measurement: Measurement = {
  ...rounds[ROUNDS >> 1],
  bestSeconds: rounds[0].seconds,
  coldSeconds,
  // maxRSS is in KiB on Linux.
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(measurement));
