import type { Batch } from './batch.ts';
import { completeQuotes } from './complete-quotes.ts';
import { countFiles, outcomesOf } from './count-files.ts';
import { requireBatch } from './enter-state.ts';
import { failedFile } from './failures.ts';
import { type FileList, readFileList } from './file-list.ts';
import { attemptKey, blocksKey, planKey } from './keys.ts';
import { type CollectedFile, type ParseTools, parseFile } from './parse-file.ts';
import type { BatchPorts } from './ports.ts';
import { readJson, writeJson } from './stored-json.ts';
import { storedFile } from './stored-source.ts';
import { beginAttempt, type UnitAttempt } from './unit-attempt.ts';
import { findUnit, type StoredUnit, writeUnit } from './unit-result.ts';

export interface ParseUnitContext extends ParseTools {
  table: BatchPorts['table'];
  store: BatchPorts['store'];
  versions: string;
  /** Names the process that workers live and die in. */
  run: string;
}

export interface UnitCounts {
  unit: number;
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
  const stored = await findUnit(context.store, batchId, unit);
  const isReused = stored?.versions === context.versions;
  const result = isReused ? stored : await parseAnew(context, batchId, unit);
  const outcomes = outcomesOf(result.files, result.read);
  await countFiles(context.table, batchId, outcomes);
  return { unit, parsed: outcomes.parsed.length, failed: outcomes.failed.length, reused: isReused };
}

async function parseAnew(context: ParseUnitContext, batchId: string, unit: number): Promise<StoredUnit> {
  const { store, table, versions, run } = context;
  const [batch, list, plan] = await Promise.all([
    requireBatch(table, batchId),
    readFileList(store, batchId),
    readJson<number[][]>(store, planKey(batchId)),
  ]);
  const attempt = await beginAttempt(store, attemptKey(batchId, unit), run);
  const files = plan[unit];
  const read = new Set<number>();
  const collected = parseFiles(context, { batch, list, files, attempt, read });
  await writeUnit(store, batchId, { unit, files, versions }, collected);
  return { versions, files, read };
}

interface UnitWork {
  batch: Batch;
  list: FileList;
  files: readonly number[];
  attempt: UnitAttempt;
  /** Takes the files of which something could be read. */
  read: Set<number>;
}

/** One file after the other, as they are asked for. */
async function* parseFiles(context: ParseUnitContext, work: UnitWork): AsyncGenerator<CollectedFile> {
  try {
    for (const index of work.files) {
      const collected = await parseNext(context, work, index);
      if (collected.evidence.length > 0) work.read.add(index);
      yield collected;
    }
  } finally {
    await work.attempt.putDown();
  }
}

async function parseNext(context: ParseUnitContext, { batch, list, attempt }: UnitWork, index: number) {
  const file = list.at(index);
  if (attempt.isDeadly(index)) return { evidence: [], failed: [failedFile(index, file, 'worker-died')] };
  await attempt.take(index);
  const open = () => storedFile(context.store, batch, { index, sizeBytes: file.sizeBytes });
  const { blocks = [], ...collected } = await parseFile(context, { index, file, ...open(), keepsQuotes: true });
  // Before the unit's result: what that tells of can be found.
  if (blocks.length > 0) await writeJson(context.store, blocksKey(batch.batchId, index), blocks);
  const log = { open: () => ({ ...open(), codecs: context.codecs }), blocks };
  return { ...collected, quotes: await completeQuotes(collected, log) };
}
