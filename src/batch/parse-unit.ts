import type { RangeBlocks } from '#src/evidence/blocks/join-blocks.ts';
import type { FileRange } from '#src/evidence/read-stored-file.ts';
import type { ByteSource } from '#src/parsers/byte-source.ts';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import { findCuttable } from '#src/parsers/read-range.ts';
import { findRecordStart, LINE_CUT } from '#src/parsers/record-cut.ts';
import type { Batch, BatchFile } from './batch.ts';
import { completeQuotes } from './complete-quotes.ts';
import { countFiles, outcomesOf } from './count-files.ts';
import { requireBatch } from './enter-state.ts';
import { areDocuments, failedFile, failureOfObject } from './failures.ts';
import { type FileList, readFileList } from './file-list.ts';
import { attemptKey, blocksKey, planKey, rangeBlocksPrefix } from './keys.ts';
import { type ParsedFile, type ParseTools, parseFile } from './parse-file.ts';
import { filesOf, type Plan, type PlanUnit } from './plan.ts';
import type { BatchPorts } from './ports.ts';
import { readJson, writeJson } from './stored-json.ts';
import { type StoredFile, storedFile } from './stored-source.ts';
import { beginAttempt, type UnitAttempt } from './unit-attempt.ts';
import { findUnit, type StoredUnit, writeUnit } from './unit-result.ts';

export interface ParseUnitContext extends ParseTools {
  table: BatchPorts['table'];
  store: BatchPorts['store'];
  versions: string;
  /** Chooses the description files that are for the vehicle of a batch. */
  describe?: (batch: Batch) => Described;
  /** Names the process that workers live and die in. */
  run: string;
}

/** What description files say, and what is another whenever they are. */
export interface Described {
  descriptions: Descriptions;
  digest: string;
}

interface UnitCounts {
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
  given: ParseUnitContext,
  { batchId, unit }: { batchId: string; unit: number },
): Promise<UnitCounts> {
  const context = await described(given, batchId);
  const stored = await findUnit(context.store, batchId, unit);
  const isReused = stored?.versions === context.versions;
  const result = isReused ? stored : await parseAnew(context, batchId, unit);
  const outcomes = outcomesOf(result.files, result.read);
  await countFiles(context.table, batchId, outcomes);
  return { unit, parsed: outcomes.parsed.length, failed: outcomes.failed.length, reused: isReused };
}

/** Other description files make other evidence of the same bytes. */
async function described(context: ParseUnitContext, batchId: string): Promise<ParseUnitContext> {
  if (!context.describe) return context;
  const { descriptions, digest } = context.describe(await requireBatch(context.table, batchId));
  return { ...context, descriptions, versions: `${context.versions}, databases ${digest}` };
}

async function parseAnew(context: ParseUnitContext, batchId: string, unit: number): Promise<StoredUnit> {
  const { store, table, versions, run } = context;
  const [batch, list, plan] = await Promise.all([
    requireBatch(table, batchId),
    readFileList(store, batchId),
    readJson<Plan>(store, planKey(batchId)),
  ]);
  const attempt = await beginAttempt(store, attemptKey(batchId, unit), run);
  const work = plan.units[unit];
  const files = filesOf(work);
  const read = new Set<number>();
  const collected = parseFiles(context, { batch, list, work, attempt, read });
  await writeUnit(store, batchId, { unit, files, versions }, collected);
  return { versions, files, read };
}

interface UnitWork {
  batch: Batch;
  list: FileList;
  work: PlanUnit;
  attempt: UnitAttempt;
  /** Takes the files of which something could be read. */
  read: Set<number>;
}

/** One file after the other, as they are asked for. */
async function* parseFiles(context: ParseUnitContext, unit: UnitWork): AsyncGenerator<ParsedFile> {
  try {
    for (const index of filesOf(unit.work)) {
      const collected = await parseNext(context, unit, index);
      const isRead = collected.evidence.length > 0 || collected.hash || areDocuments(collected.failed);
      if (isRead) unit.read.add(index);
      yield collected;
    }
  } finally {
    await unit.attempt.putDown();
  }
}

async function parseNext(context: ParseUnitContext, unit: UnitWork, index: number): Promise<ParsedFile> {
  const { list, attempt } = unit;
  const file = list.at(index);
  if (attempt.isDeadly(index)) return { evidence: [], failed: [failedFile(index, file, 'worker-died')] };
  await attempt.take(index);
  try {
    return await parseStored(context, unit, index);
  } catch (error) {
    const failure = failureOfObject(error, index, file);
    if (!failure) throw error;
    return { evidence: [], failed: [failure] };
  }
}

async function parseStored(context: ParseUnitContext, unit: UnitWork, index: number): Promise<ParsedFile> {
  const { batch, list, work } = unit;
  const file = list.at(index);
  const place = { index, sizeBytes: file.sizeBytes };
  const open = () => storedFile(context.store, batch, place);
  if ('hash' in work) return { evidence: [], failed: [], hash: await hashFile(context, index, open()) };
  if ('range' in work)
    return parseRange(context, { batch, index, file, range: await alignRange(open().source, work.range) });
  const { blocks = [], ...collected } = await parseFile(context, { index, file, ...open(), keepsQuotes: true });
  // Before the unit's result: what that tells of can be found.
  if (blocks.length > 0) await writeJson(context.store, blocksKey(batch.batchId, index), blocks);
  const { codecs, descriptions } = context;
  const log = { open: () => ({ ...open(), codecs, ...(descriptions && { descriptions }) }), blocks };
  return { ...collected, quotes: await completeQuotes(collected, log) };
}

interface RangeOfFile {
  batch: Batch;
  index: number;
  file: BatchFile;
  range: FileRange;
}

/** Lines point only at themselves: each has its quote when it is read. */
async function parseRange(context: ParseUnitContext, { batch, index, file, range }: RangeOfFile): Promise<ParsedFile> {
  const bytes = { offset: range.from, length: range.to - range.from };
  const stored = storedFile(context.store, batch, { index, sizeBytes: file.sizeBytes, range: bytes });
  const { blocks = [], ...collected } = await parseFile(context, { index, file, ...stored, range, keepsQuotes: true });
  const key = `${rangeBlocksPrefix(batch.batchId, index)}${String(range.from).padStart(15, '0')}.json`;
  const [blocksOfRange] = blocks;
  const { from, to } = range;
  if (blocksOfRange) await writeJson(context.store, key, { from, to, index: blocksOfRange } satisfies RangeBlocks);
  return collected;
}

async function hashFile({ createSha256 }: ParseUnitContext, file: number, { stream }: StoredFile) {
  const hash = createSha256();
  for await (const chunk of stream) hash.update(chunk);
  return { file, sha256: hash.hex() };
}

/** From the first record that begins in the range to the first one behind it. */
async function alignRange(source: ByteSource, { from, to, format }: FileRange): Promise<FileRange> {
  const cut = findCuttable(format)?.cut ?? LINE_CUT;
  const [start, end] = await Promise.all([from, to].map((place) => findRecordStart(source, cut, place)));
  return { from: start, to: end, format };
}
