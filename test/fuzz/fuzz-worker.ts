import { parentPort, workerData } from 'node:worker_threads';
import { BlockCoverage } from './block-coverage.ts';
import type { Diary } from './diary.ts';
import { diaryOf } from './diary.ts';
import { fuzz } from './fuzz-loop.ts';
import { FUZZ_TARGETS } from './targets.ts';

export interface FuzzJob {
  target: string;
  seed: number;
  inputs: number;
  untilMs: number;
  diary: Diary['shared'];
}

const { target: name, diary: shared, ...options } = workerData as FuzzJob;
const target = FUZZ_TARGETS.find((each) => each.name === name);
if (target) {
  const diary = diaryOf(shared);
  const coverage = new BlockCoverage((url) => url.includes('/src/'));
  const run = await fuzz({ ...options, target, coverage, onInput: (bytes) => diary.write(bytes) });
  parentPort?.postMessage({ ...run, covered: coverage.size });
  coverage.close();
}
