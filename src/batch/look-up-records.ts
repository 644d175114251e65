import type { RecordQuery, RecordReader } from '#src/diagnosis/record-reader.ts';
import type { BatchEvidence, EvidencePointer } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import type { BatchRecords } from './batch-records.ts';
import { evidenceKey, reportKey } from './keys.ts';
import { openRecords } from './open-records.ts';
import type { ParseTools } from './parse-file.ts';
import type { ObjectStore } from './ports.ts';
import { storedFiles } from './stored-files.ts';
import { findJson } from './stored-json.ts';

export interface RecordTools extends Pick<ParseTools, 'codecs'> {
  store: ObjectStore;
}

/** How long one question may take; a caller that wants more narrows it down. */
const PATIENCE_MS = 20_000;

/** `BatchRecords` from where the files were uploaded to. */
export const batchRecords = (tools: RecordTools): BatchRecords => ({
  async search(batch, { file, limit, ...query }) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const files = await filesFor(tools.store, batch, { file, query });
    const records = await readerOf(tools, batch).search({ files, query, limit: limit + 1, signal });
    return { records: records.slice(0, limit), isCut: records.length > limit || signal.aborted };
  },
  async around(batch, { around, place }) {
    const at = 'evidence' in place ? await pointerOf(tools.store, batch, place.evidence) : place;
    if (at === undefined) return undefined;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return { at, records: await readerOf(tools, batch).around({ at, before: around, after: around, signal }) };
  },
});

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
