import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { diaryOf } from '#test/fuzz/diary.ts';
import type { FuzzRun } from '#test/fuzz/fuzz-loop.ts';
import type { FuzzJob } from '#test/fuzz/fuzz-worker.ts';
import type { FuzzTarget } from '#test/fuzz/targets.ts';
import { PromiseBroken } from './fleet.ts';
import type { Soak, SoakOptions } from './soak.ts';

const WORKER = new URL('../fuzz/fuzz-worker.ts', import.meta.url);
/** Each is a case of `test/fuzz/finds.test.ts` from then on. */
export const FINDS = fileURLToPath(new URL('../fuzz/finds', import.meta.url));
/** Without a new input: an endless loop, on the slowest machine. */
const HUNG_MS = 60_000;

type Result = FuzzRun & { covered: number };

export const fuzzing = (targets: readonly FuzzTarget[]): Soak => ({
  about:
    'whatever the bytes, each is counted once and soon, and the same however they arrive; inputs that reach new code are damaged further',
  rounds: 500_000,
  run: (options) => fuzzAll(targets, options),
});

async function fuzzAll(targets: readonly FuzzTarget[], { rounds, untilMs, seed, log }: SoakOptions): Promise<string> {
  const total = { inputs: 0, kept: 0, longestMs: 0 };
  const broken: string[] = [];
  for (const [at, { name }] of targets.entries()) {
    const left = targets.length - at;
    const { inputs, kept, covered, longestMs, ...found } = await fuzzOne(name, {
      inputs: Math.ceil((rounds - total.inputs) / left),
      untilMs: untilMs === Number.MAX_VALUE ? untilMs : Date.now() + (untilMs - Date.now()) / left,
      seed,
    });
    log(
      `${name}: ${inputs} inputs, ${kept} kept for the code they reach (${covered} characters), ${longestMs} ms at most`,
    );
    // One find in one format hides none in another.
    if (found.broken) broken.push(keep(name, found.broken));
    total.inputs += inputs;
    total.kept += kept;
    total.longestMs = Math.max(total.longestMs, longestMs);
  }
  if (broken.length > 0) throw new PromiseBroken(broken.join('\n'));
  const { inputs, kept, longestMs } = total;
  return `${inputs} damaged inputs of ${targets.length} kinds, ${kept} of them in new code, each as promised, ${longestMs} ms of work at most`;
}

type Part = Pick<SoakOptions, 'untilMs' | 'seed'> & { inputs: number };

async function fuzzOne(target: string, part: Part): Promise<Result> {
  const diary = diaryOf();
  const worker = new Worker(WORKER, { workerData: { ...part, target, diary: diary.shared } satisfies FuzzJob });
  try {
    return await Promise.race([resultOf(worker), hung(diary)]);
  } finally {
    await worker.terminate();
  }
}

function resultOf(worker: Worker): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (code) => reject(new PromiseBroken(`the fuzzer ended with ${code}`)));
  });
}

/** Resolves when no new input was begun for long. */
async function hung(diary: ReturnType<typeof diaryOf>): Promise<Result> {
  for (let seen = -1; seen !== diary.read().inputs; ) {
    seen = diary.read().inputs;
    await new Promise((resolve) => setTimeout(resolve, HUNG_MS).unref());
  }
  const { bytes, inputs } = diary.read();
  const broken = { message: 'it hangs', bytes };
  return { inputs, kept: 0, covered: 0, longestMs: HUNG_MS, broken };
}

function keep(target: string, { message, bytes }: { message: string; bytes: Uint8Array }): string {
  const folder = join(FINDS, target);
  mkdirSync(folder, { recursive: true });
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.bin`;
  writeFileSync(join(folder, name), bytes);
  return `${target} breaks on test/fuzz/finds/${target}/${name} (${bytes.length} bytes): ${message}`;
}
