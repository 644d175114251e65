const TRIES = 3;
/** Below it, noise is all that is measured. */
const LEAST_MS = 2;

/**
 * How many times the work of four times the size takes that of one: about 4 when it grows with the size, 16 with its
 * square. Counts the time of this thread, not what others take of the machine, and the fastest of some tries.
 */
export function growthOf(run: (size: 1 | 4) => unknown): number {
  const [one, four] = ([1, 4] as const).map((size) =>
    Math.min(...Array.from({ length: TRIES }, () => threadMs(() => run(size)))),
  );
  return four / Math.max(one, LEAST_MS);
}

function threadMs(run: () => unknown): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
