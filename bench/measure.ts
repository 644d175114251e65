import { resolve } from 'node:path';
import { type Benchmark, LONG_ROUNDS, type Measurement, ROUNDS } from './benchmark.ts';

/** `node measure.ts MODULE BENCHMARK FILE`: one benchmark in a process of its own; prints a `Measurement`. */

const [modulePath, name, path] = process.argv.slice(2);
const { benchmarks } = (await import(resolve(modulePath))) as { benchmarks: Benchmark[] };
const benchmark = benchmarks.find((each) => each.name === name);
if (!benchmark) throw new TypeError(`${modulePath} has no benchmark named ${name}`);

const rounds: { seconds: number; records: number }[] = [];
let peakMemoryBytes = 0;
const roundCount = benchmark.repeats ? LONG_ROUNDS : ROUNDS;
for (let round = 0; round < roundCount; round++) {
  const before = performance.now();
  const records = await benchmark.run(path);
  rounds.push({ seconds: (performance.now() - before) / 1000, records });
  // maxRSS is in KiB on Linux. What later rounds add is garbage of earlier ones.
  if (round === 0) peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
}
const coldSeconds = rounds[0].seconds;
rounds.sort((a, b) => a.seconds - b.seconds);
const measurement: Measurement = {
  ...rounds[0],
  medianSeconds: rounds[roundCount >> 1].seconds,
  coldSeconds,
  peakMemoryBytes,
};
console.log(JSON.stringify(measurement));
