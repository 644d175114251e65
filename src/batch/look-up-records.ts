import type { FoundRecord, RecordQuery, RecordReader } from '#src/diagnosis/record-reader.ts';
import type { BatchEvidence, EvidencePointer } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import { evidenceKey, reportKey } from './keys.ts';
import { openRecords } from './open-records.ts';
import type { ParseTools } from './parse-file.ts';
import type { ObjectStore } from './ports.ts';
import { storedFiles } from './stored-files.ts';
import { findJson } from './stored-json.ts';

export interface RecordTools extends Pick<ParseTools, 'codecs'> {
  store: ObjectStore;
}

/** A record of a batch, where it stands in it. */
export type BatchRecord = FoundRecord;

/** What is looked for, and in which file; in all of them where none is given. */
export interface RecordWish extends Omit<RecordQuery, 'places'> {
  file?: number;
  limit: number;
}

export interface FoundRecords {
  records: BatchRecord[];
  /** There may be more: the limit or the time was reached. */
  isCut: boolean;
}

/** How long one question may take; a caller that wants more narrows it down. */
const PATIENCE_MS = 20_000;

/** Records of a batch that fit, in order of file and place. */
export async function searchBatch(tools: RecordTools, batch: Batch, wish: RecordWish): Promise<FoundRecords> {
  const { file, limit, ...query } = wish;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const files = await filesFor(tools.store, batch, { file, query });
  const records = await readerOf(tools, batch).search({ files, query, limit: limit + 1, signal });
  return { records: records.slice(0, limit), isCut: records.length > limit || signal.aborted };
}

/** A place of a batch: where a record begins, or the line of its report with this id. */
export type Place = { evidence: string } | Pick<EvidencePointer, 'file' | 'member' | 'offset'>;

/** The records around a place and the one there; undefined where there is no such line of the report. */
export async function recordsAround(
  tools: RecordTools,
  batch: Batch,
  { around, place }: { place: Place; around: number },
): Promise<{ records: BatchRecord[]; at: Pick<EvidencePointer, 'file' | 'member' | 'offset'> } | undefined> {
  const at = 'evidence' in place ? await pointerOf(tools.store, batch, place.evidence) : place;
  if (at === undefined) return undefined;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const records = await readerOf(tools, batch).around({ at, before: around, after: around, signal });
  return { at, records };
}

const readerOf = (tools: RecordTools, batch: Batch): RecordReader => openRecords(storedFiles(tools, batch));

async function pointerOf(store: ObjectStore, { batchId }: Batch, id: string): Promise<EvidencePointer | undefined> {
  const report = await findJson<Report>(store, reportKey(batchId));
  return report?.evidence.find((item) => item.id === id)?.quote?.pointer;
}

/** All that can hold such a record: by their times and templates, where the batch is aggregated and either is asked for. */
async function filesFor(
  store: ObjectStore,
  { batchId, fileCount }: Batch,
  { file, query }: { file: number | undefined; query: RecordQuery },
): Promise<number[]> {
  if (file !== undefined) return file < fileCount ? [file] : [];
  const isNarrow = query.fromUs !== undefined || query.toUs !== undefined || query.template !== undefined;
  const evidence = isNarrow ? await findJson<BatchEvidence>(store, evidenceKey(batchId)) : undefined;
  if (evidence === undefined) return Array.from({ length: fileCount }, (_, index) => index);
  const { fromUs = Number.NEGATIVE_INFINITY, template, toUs = Number.POSITIVE_INFINITY } = query;
  const rows = evidence.templates.filter(({ fingerprint }) => fingerprint === template);
  const named = new Set(rows.flatMap(({ occurrences }) => occurrences.map((each) => each.file)));
  const fitting = evidence.files.filter(
    ({ file: { index }, firstTimeUs, lastTimeUs }) =>
      (template === undefined || named.has(index)) &&
      (lastTimeUs ?? Number.POSITIVE_INFINITY) >= fromUs &&
      (firstTimeUs ?? Number.NEGATIVE_INFINITY) <= toUs,
  );
  return [...new Set(fitting.map(({ file: { index } }) => index))].sort((a, b) => a - b);
}
