/** How long a search by meaning takes: `npx node bench/vectors.ts [ROWS] [DIMENSIONS]`; time of the processor. */
import { quantise } from '#src/knowledge/own/vector-index.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
const DIMENSIONS = Number(process.argv[3] ?? 256);
const SEARCHES = 40;

let state = 1;
const next = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 31 - 1;
};
const vector = (): Float32Array => Float32Array.from({ length: DIMENSIONS }, next);
const index = quantise(Array.from({ length: ROWS }, vector));
const times = Array.from({ length: SEARCHES }, () => {
  const query = vector();
  const before = process.cpuUsage();
  index.nearest(query, 10, () => true);
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 1e3;
}).sort((a, b) => a - b);
const size = (index.toBytes().length / 2 ** 20).toFixed(1);
console.log(
  `${ROWS} rows of ${DIMENSIONS} numbers, ${size} MiB: median ${times[SEARCHES >> 1].toFixed(1)} ms, least ${times[0].toFixed(1)} ms`,
);
