import type { SweepCounts } from '#src/batch/sweep.ts';

interface Sweeper {
  /** Looks after open batches at once, and every minute from then on. */
  start(): void;
  /** Looks after them now. */
  sweep(): Promise<unknown>;
  /** In a moment: something went wrong that may have passed by then. */
  sweepSoon(): void;
  /** Stops; resolves when the sweep that runs has ended. */
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;
const SOON_MS = 1_000;
/** A disk that was full goes on being asked, at little cost. */
const SOON_AT_MOST_MS = 10_000;

/** Sweeps one after the other. One that met a fault is followed by another soon, and ever later while there are faults. */
export function sweeperOf(sweepBatches: () => Promise<SweepCounts>): Sweeper {
  let running: Promise<unknown> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;
  let always: NodeJS.Timeout | undefined;
  let waitMs = SOON_MS;
  let isClosed = false;
  const sweep = () => {
    running = running.catch(() => {}).then(() => (isClosed ? undefined : sweepBatches()));
    return running;
  };
  const sweepQuietly = async () => {
    const counts = (await sweep().catch(() => ({ faults: 1 }))) as SweepCounts | undefined;
    const isFine = !counts?.faults;
    waitMs = isFine ? SOON_MS : Math.min(2 * waitMs, SOON_AT_MOST_MS);
    if (!isFine) sweepSoon();
  };
  const sweepSoon = () => {
    if (isClosed) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      void sweepQuietly();
    }, waitMs).unref();
  };
  return {
    start() {
      void sweepQuietly();
      always = setInterval(sweepQuietly, SWEEP_EVERY_MS).unref();
    },
    sweep,
    sweepSoon,
    async close() {
      isClosed = true;
      clearTimeout(soon);
      clearInterval(always);
      await running.catch(() => {});
    },
  };
}
