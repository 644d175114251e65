import type { FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import type { Batch } from './batch.ts';
import { countFiles, outcomesOf } from './count-files.ts';
import { requireBatch } from './enter-state.ts';
import { failedFile } from './failures.ts';
import { type FileList, readFileList } from './file-list.ts';
import { attemptKey, planKey, rawKey, unitKey } from './keys.ts';
import { type CollectedFile, type ParseTools, parseFile } from './parse-file.ts';
import type { BatchPorts } from './ports.ts';
import { findJson, readJson, writeJson } from './stored-json.ts';
import { storedSource } from './stored-source.ts';
import { beginAttempt, type UnitAttempt } from './unit-attempt.ts';

/** What a unit leaves behind for the aggregation. */
export interface UnitResult {
  unit: number;
  files: number[];
  /** Versions of everything that turns bytes into evidence: another value, and the unit is parsed anew. */
  versions: string;
  evidence: FileEvidence[];
  failed: FailedFile[];
}

export interface ParseUnitContext extends ParseTools {
  table: BatchPorts['table'];
  store: BatchPorts['store'];
  versions: string;
  /** Names the process that workers live and die in. */
  run: string;
}

export interface UnitCounts {
  parsed: number;
  failed: number;
  reused: boolean;
}

/**
 * Turns the files of one unit into evidence. A result that is there already and was made by the same versions is kept
 * (uploads cannot be overwritten, so the same file indexes are the same bytes): retries and restarts only do what is missing.
 */
export async function parseUnit(
  context: ParseUnitContext,
  { batchId, unit }: { batchId: string; unit: number },
): Promise<UnitCounts> {
  const stored = await findJson<UnitResult>(context.store, unitKey(batchId, unit));
  const isReused = stored?.versions === context.versions;
  const result = isReused ? stored : await parseAnew(context, batchId, unit);
  const outcomes = outcomesOf(result.files, result.evidence);
  await countFiles(context.table, batchId, outcomes);
  return { parsed: outcomes.parsed.length, failed: outcomes.failed.length, reused: isReused };
}

async function parseAnew(context: ParseUnitContext, batchId: string, unit: number): Promise<UnitResult> {
  const { store, table, versions, run } = context;
  const [batch, list, plan] = await Promise.all([
    requireBatch(table, batchId),
    readFileList(store, batchId),
    readJson<number[][]>(store, planKey(batchId)),
  ]);
  const attempt = await beginAttempt(store, attemptKey(batchId, unit), run);
  const collected = await parseFiles(context, { batch, list, files: plan[unit], attempt });
  const result: UnitResult = { unit, files: plan[unit], versions, ...collected };
  await writeJson(store, unitKey(batchId, unit), result);
  return result;
}

interface UnitWork {
  batch: Batch;
  list: FileList;
  files: readonly number[];
  attempt: UnitAttempt;
}

async function parseFiles(context: ParseUnitContext, work: UnitWork): Promise<CollectedFile> {
  const evidence: FileEvidence[] = [];
  const failed: FailedFile[] = [];
  try {
    for (const index of work.files) {
      const collected = await parseNext(context, work, index);
      evidence.push(...collected.evidence);
      failed.push(...collected.failed);
    }
  } finally {
    await work.attempt.putDown();
  }
  return { evidence, failed };
}

async function parseNext(context: ParseUnitContext, { batch, list, attempt }: UnitWork, index: number) {
  const file = list.at(index);
  if (attempt.isDeadly(index)) return { evidence: [], failed: [failedFile(index, file, 'worker-died')] };
  await attempt.take(index);
  const key = rawKey(batch.batchId, index);
  const stream = context.store.stream(key);
  const source = storedSource(context.store, key, file.sizeBytes);
  return parseFile(context, { index, file, stream, source, referenceTimeUs: batch.createdAtMs * 1_000 });
}
