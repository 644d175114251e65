import { mutate, Random } from '#test/support/mutate.ts';
import type { BlockCoverage } from './block-coverage.ts';
import type { FuzzTarget } from './targets.ts';

/** Inputs between two looks at what ran. */
const BATCH = 32;
/** Longer inputs are slow and show nothing more. */
const MAX_INPUT_BYTES = 32 * 1024;
/** Of work on one input. */
const MAX_MS = 2000;

export interface FuzzRun {
  inputs: number;
  /** Inputs that were kept because they reached new code. */
  kept: number;
  longestMs: number;
  broken: { message: string; bytes: Uint8Array } | undefined;
}

export interface FuzzOptions {
  target: FuzzTarget;
  coverage: BlockCoverage;
  seed: number;
  inputs: number;
  untilMs: number;
  /** Called before each input. */
  onInput(bytes: Uint8Array): void;
}

/** Damages inputs that reached new code again and again, until a promise is broken or it is over. */
export async function fuzz(options: FuzzOptions): Promise<FuzzRun> {
  const { target, coverage, inputs, untilMs, seed } = options;
  const run: FuzzRun = { inputs: 0, kept: 0, longestMs: 0, broken: undefined };
  const random = new Random(seed);
  const corpus = target.seeds.filter(({ length }) => length <= MAX_INPUT_BYTES);
  for (const bytes of corpus) await hold(bytes, { run, options, seed: 0 });
  coverage.look().keep();
  run.inputs = 0;
  const seeds = corpus.length;
  while (!run.broken && run.inputs < inputs && Date.now() < untilMs) {
    const batch = Array.from({ length: Math.min(BATCH, inputs - run.inputs) }, () => {
      const bytes = mutate(random.pick(corpus), random.below(2 ** 32), random.pick(corpus));
      return { bytes: bytes.subarray(0, MAX_INPUT_BYTES), seed: random.below(2 ** 32) };
    });
    for (const { bytes, seed } of batch) await hold(bytes, { run, options, seed });
    if (!run.broken && coverage.look().isNew) corpus.push(...(await findNew(batch, { run, options })));
  }
  run.kept = corpus.length - seeds;
  return run;
}

interface Going {
  run: FuzzRun;
  options: FuzzOptions;
}

async function hold(bytes: Uint8Array, { run, options, seed }: Going & { seed: number }): Promise<void> {
  if (run.broken) return;
  options.onInput(bytes);
  run.inputs++;
  const began = process.threadCpuUsage();
  try {
    await options.target.hold(bytes, new Random(seed));
  } catch (error) {
    run.broken = { message: error instanceof Error ? (error.stack ?? error.message) : String(error), bytes };
  }
  const { user, system } = process.threadCpuUsage(began);
  const ms = Math.round((user + system) / 1000);
  run.longestMs = Math.max(run.longestMs, ms);
  if (ms > MAX_MS) run.broken ??= { message: `it takes ${ms} ms of work`, bytes };
}

/** Which of the inputs it were: each is run again by itself. */
async function findNew(batch: { bytes: Uint8Array; seed: number }[], { run, options }: Going): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const { bytes, seed } of batch) {
    await hold(bytes, { run, options, seed });
    const { isNew, keep } = options.coverage.look();
    if (isNew) found.push(bytes);
    keep();
  }
  return found;
}
