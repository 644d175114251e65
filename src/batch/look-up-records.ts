import type { EvidencePlace, FoundRecord, RecordQuery, RecordReader } from '#src/diagnosis/record-reader.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { MAX_STREAMS } from '#src/evidence/merge/template-merger.ts';
import { streamRecords } from '#src/evidence/stream-records.ts';
import type { Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import type { BatchRecord, BatchRecords, RecordWish } from './batch-records.ts';
import { reportKey } from './keys.ts';
import { openRecords } from './open-records.ts';
import { findEvidence } from './pages/read-evidence.ts';
import { TemplateNames } from './pages/template-names.ts';
import type { ParseTools } from './parse-file.ts';
import type { ObjectStore } from './ports.ts';
import { storedFiles } from './stored-files.ts';
import { findJson } from './stored-json.ts';

interface RecordTools extends Pick<ParseTools, 'codecs'> {
  store: ObjectStore;
}

/** How long one question may take; a caller that wants more narrows it down. */
const PATIENCE_MS = 20_000;

/** `BatchRecords` from where the files were uploaded to. */
export const batchRecords = (tools: RecordTools): BatchRecords => ({
  async search(batch, wish) {
    const { after, before, limit } = wish;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const evidence = await findEvidence(tools.store, batch);
    const names = new TemplateNames(evidence?.templates ?? []);
    const query = queryOf(wish, names);
    const files = filesFor(batch, evidence, { file: wish.file, query });
    const places = { ...(after && { after }), ...(before && { before }) };
    const found = await readerOf(tools, batch).search({ files, query, limit: limit + 1, signal, ...places });
    const isCut = found.length > limit || signal.aborted;
    const records = before ? found.slice(-limit) : found.slice(0, limit);
    return { records: records.map((record) => namedBy(names, record)), isCut };
  },
  async *stream(batch, wish) {
    const evidence = await findEvidence(tools.store, batch);
    const names = new TemplateNames(evidence?.templates ?? []);
    const query = queryOf(wish, names);
    const logOf = storedFiles(tools, batch);
    for (const file of filesFor(batch, evidence, { file: wish.file, query })) {
      for await (const found of streamRecords(await logOf(file), { file, query }))
        yield found.map((record) => namedBy(names, record));
    }
  },
  async around(batch, { around, place }) {
    const at = 'evidence' in place ? await pointerOf(tools.store, batch, place.evidence) : place;
    if (at === undefined) return undefined;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const names = new TemplateNames((await findEvidence(tools.store, batch))?.templates ?? []);
    const found = await readerOf(tools, batch).around({ at, before: around, after: around, signal });
    return { at, records: found.map((record) => namedBy(names, record)) };
  },
});

function queryOf(
  { after, before, file, limit, notTemplates, templates, ...query }: Partial<RecordWish>,
  names: TemplateNames,
): RecordQuery {
  return {
    ...query,
    ...(templates && { templates: templates.map((each) => names.signOf(each)) }),
    ...(notTemplates && { notTemplates: notTemplates.map((each) => names.signOf(each)) }),
  };
}

const namedBy = (names: TemplateNames, { template, ...record }: FoundRecord): BatchRecord => ({
  ...record,
  template: template && names.nameOf(template),
});

const readerOf = (tools: RecordTools, batch: Batch): RecordReader => openRecords(storedFiles(tools, batch));

async function pointerOf(store: ObjectStore, { batchId }: Batch, id: string): Promise<EvidencePlace | undefined> {
  const report = await findJson<Report>(store, reportKey(batchId));
  return report?.evidence.find((item) => item.id === id)?.quote?.pointer;
}

/** All that can hold such a record: by their times and templates, where the batch is aggregated. */
function filesFor(
  { fileCount }: Batch,
  evidence: BatchEvidence | undefined,
  { file, query }: { file: number | undefined; query: RecordQuery },
): number[] {
  if (file !== undefined) return file < fileCount ? [file] : [];
  if (evidence === undefined) return Array.from({ length: fileCount }, (_, index) => index);
  const { fromUs = Number.NEGATIVE_INFINITY, templates, toUs = Number.POSITIVE_INFINITY } = query;
  const isTimed = query.fromUs !== undefined || query.toUs !== undefined;
  const named =
    templates &&
    new Set(
      filesOf(
        evidence,
        templates.map(({ fingerprint }) => fingerprint),
      ),
    );
  const fitting = evidence.files.filter(
    ({ file: { index }, firstTimeUs, lastTimeUs }) =>
      (named?.has(index) ?? true) &&
      (!isTimed ||
        ((lastTimeUs ?? Number.POSITIVE_INFINITY) >= fromUs && (firstTimeUs ?? Number.NEGATIVE_INFINITY) <= toUs)),
  );
  return [...new Set(fitting.map(({ file: { index } }) => index))].sort((a, b) => a - b);
}

/** Of a template that is in very many streams only the first ones are noted. */
function filesOf({ files, templates }: BatchEvidence, fingerprints: readonly string[]): number[] {
  const rows = templates.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  const isEverywhere = rows.length === 0 || rows.some(({ occurrences }) => occurrences.length >= MAX_STREAMS);
  if (isEverywhere) return files.map(({ file }) => file.index);
  return rows.flatMap(({ occurrences }) => occurrences.map(({ file }) => file));
}
