import type { BatchEvidence, FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import { countMissing, outcomesOf } from './count-files.ts';
import { enterState } from './enter-state.ts';
import { failedFile } from './failures.ts';
import { type FileList, readFileList } from './file-list.ts';
import { evidenceKey, planKey, unitKey } from './keys.ts';
import type { UnitResult } from './parse-unit.ts';
import type { BatchPorts } from './ports.ts';
import { startQueued } from './start-batch.ts';
import { isEnd } from './states.ts';
import { findJson, readJson, writeJson } from './stored-json.ts';

export interface AggregateContext extends BatchPorts {
  /** `mergeEvidence` of `src/evidence`. */
  merge: (files: FileEvidence[], failed: FailedFile[]) => BatchEvidence;
}

/** Not one unit left a result: that is an outage, not a property of the files. */
export class NothingParsed extends Error {
  override readonly name = 'NothingParsed';

  constructor(units: number) {
    super(`None of the ${units} units of work left a result.`);
  }
}

const READS_AT_ONCE = 16;

/** Folds all unit results into the evidence of the batch; files that never came or were lost on the way are listed as failed. */
export async function aggregateBatch(context: AggregateContext, { batchId }: { batchId: string }) {
  const { store } = context;
  const batch = await enterState(context, batchId, { to: 'aggregating' });
  if (isEnd(batch.state)) return { files: 0, failed: 0 };
  // Its parsers are free now. What keeps another batch from starting is no fault of this one; the sweeper tries again.
  await startQueued(context).catch(() => undefined);
  const [list, plan] = await Promise.all([readFileList(store, batchId), readJson<number[][]>(store, planKey(batchId))]);
  const results = await readResults(store, batchId, plan.length);
  const missing = findMissing(list, plan, results);
  const found = results.flatMap((result) => result ?? []);
  const streams = found.flatMap((result) => result.evidence);
  const failed = [...found.flatMap((result) => result.failed), ...missing];
  const all = Array.from({ length: list.count }, (_, file) => file);
  await countMissing(context.table, batchId, outcomesOf(all, streams));
  const evidence = context.merge(streams, failed);
  await writeJson(store, evidenceKey(batchId), evidence);
  return { files: list.count, failed: failed.length };
}

async function readResults(store: BatchPorts['store'], batchId: string, units: number) {
  const results: (UnitResult | undefined)[] = [];
  for (let first = 0; first < units; first += READS_AT_ONCE) {
    const some = Array.from({ length: Math.min(READS_AT_ONCE, units - first) }, (_, i) => first + i);
    results.push(...(await Promise.all(some.map((unit) => findJson<UnitResult>(store, unitKey(batchId, unit))))));
  }
  if (units > 0 && results.every((result) => result === undefined)) throw new NothingParsed(units);
  return results;
}

function findMissing(list: FileList, plan: number[][], results: (UnitResult | undefined)[]): FailedFile[] {
  const planned = new Set(plan.flat());
  const lost = plan.flatMap((files, unit) => (results[unit] ? [] : files));
  const never = Array.from({ length: list.count }, (_, file) => file).filter((file) => !planned.has(file));
  return [
    ...lost.map((file) => failedFile(file, list.at(file), 'unit-lost')),
    ...never.map((file) => failedFile(file, list.at(file), 'not-uploaded')),
  ];
}
