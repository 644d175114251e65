/** Milliseconds of the fastest of some tries: what the work itself takes on a machine that is busy with other things. */
export async function fastestMs(tries: number, run: () => unknown): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const began = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}
