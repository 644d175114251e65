import { Buffer } from 'node:buffer';
import type { Batch } from '#src/batch/batch.ts';
import type { BatchRecord, Place, RecordWish } from '#src/batch/batch-records.ts';
import { jsonText } from '#src/report/json-text.ts';
import { requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import { momentUs, wordsOf } from './query-schemas.ts';
import { readCursor, writeCursor } from './record-cursor.ts';
import type { RecordItem, RecordPage, RecordsQuery } from './record-schemas.ts';
import type { ApiPorts, Call } from './route.ts';

const AROUND = 20;
const LIMIT = 40;

/** `GET /batches/{batchId}/records`: around a place, or by what they are. */
export async function readRecords(call: Call<RecordsQuery, undefined>): Promise<ApiResponse> {
  const { batchId, headers, ports, query } = call;
  const batch = await requireBatch(ports, batchId);
  if (ports.settings.streamsRecords && isForLines(headers['accept']) && query.at === undefined)
    return linesResponse(ports, batch, query);
  const page = query.at === undefined ? await search(ports, batch, query) : await lookAt(ports, batch, query);
  return jsonResponse(200, page satisfies RecordPage);
}

const LINES = 'application/x-ndjson';

/** Pages are what is answered where nothing is asked for. */
const isForLines = (accept = ''): boolean => accept.trimStart().startsWith(LINES);

const linesResponse = (ports: ApiPorts, batch: Batch, query: RecordsQuery): ApiResponse => ({
  status: 200,
  headers: { 'content-type': LINES, 'cache-control': 'no-store' },
  body: linesOf(ports.records.stream(batch, wishOf(query))),
});

async function* linesOf(pages: AsyncIterable<BatchRecord[]>): AsyncGenerator<string, void> {
  for await (const records of pages) yield records.map((record) => `${jsonText(itemOf(record))}\n`).join('');
}

async function lookAt(ports: ApiPorts, batch: Batch, query: RecordsQuery): Promise<RecordPage> {
  const place = placeOf(query);
  if ('file' in place && place.file >= batch.fileCount) throw noSuchPlace(batch, query);
  const around = Number(query.around ?? AROUND);
  const found = await ports.records.around(batch, { place, around });
  if (found === undefined) throw noSuchPlace(batch, query);
  const records = found.records.map(itemOf);
  const here = records.findIndex(({ offset }) => offset === found.at.offset);
  const [before, after] = [records.filter(({ offset }) => offset < found.at.offset).length, records.length];
  // There may be more on either side; an empty page behind a cursor says that there was not.
  const hasBefore = before >= around && around > 0;
  const ends = endsOf(records, {
    hasNext: after - before > around,
    hasPrevious: hasBefore || (around === 0 && found.at.offset > 0),
  });
  const bytes = found.records[here]?.bytes;
  const shown = { here: here < 0 ? null : here, bytes: bytes ? Buffer.from(bytes).toString('hex') : null };
  return { records, ...shown, isCut: false, ...ends, last: lastCursor(batch) };
}

function placeOf({ at = '', member }: RecordsQuery): Place {
  if (at.startsWith('E')) return { evidence: at };
  const [file, offset] = at.split(':').map(Number);
  return { file, member: member ?? null, offset };
}

const noSuchPlace = ({ batchId, fileCount }: Batch, { at }: RecordsQuery): Problem => {
  const detail = `Batch ${batchId} has no place ${at}: it has ${fileCount} files, counted from 0, and the lines of its report.`;
  return new Problem('invalid-request', detail, { places: [{ parameter: 'at', detail }] });
};

async function search(ports: ApiPorts, batch: Batch, query: RecordsQuery): Promise<RecordPage> {
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const found = await ports.records.search(batch, { ...wishOf(query), ...(cursor && { [cursor.side]: cursor.place }) });
  const records = found.records.map(itemOf);
  const isBack = cursor?.side === 'before';
  const ends = endsOf(records, {
    hasNext: isBack ? cursor.place.file < batch.fileCount : found.isCut,
    hasPrevious: isBack ? found.isCut : cursor !== undefined,
  });
  return { records, here: null, bytes: null, isCut: found.isCut, ...ends, last: lastCursor(batch) };
}

/** Before where one more file would begin. */
const lastCursor = ({ fileCount }: Batch): string =>
  writeCursor('before', { file: fileCount, offset: 0, member: null });

const endsOf = (
  records: readonly RecordItem[],
  { hasNext, hasPrevious }: { hasNext: boolean; hasPrevious: boolean },
) => {
  const [first, last] = [records.at(0), records.at(-1)];
  return {
    next: hasNext && last ? writeCursor('after', last) : null,
    previous: hasPrevious && first ? writeCursor('before', first) : null,
  };
};

function wishOf(query: RecordsQuery): RecordWish {
  const { app, context, ecu, file, from, level, limit, notTemplate, template, text, to } = query;
  return {
    limit: Number(limit ?? LIMIT),
    ...(file !== undefined && { file: Number(file) }),
    ...(text !== undefined && { words: wordsOf(text) }),
    ...(ecu !== undefined && { ecu }),
    ...(app !== undefined && { app }),
    ...(context !== undefined && { context }),
    ...(level !== undefined && { level }),
    ...(from !== undefined && { fromUs: momentUs(from) }),
    ...(to !== undefined && { toUs: momentUs(to) }),
    ...(template !== undefined && { templates: template.split(',') }),
    ...(notTemplate !== undefined && { notTemplates: notTemplate.split(',') }),
  };
}

function itemOf({ bytes: _, pointer, timeUs, ...record }: BatchRecord): RecordItem {
  const { digest, file, length, member, offset } = pointer;
  return { file, member, offset, length, digest, time: isoOf(timeUs), timeUs, ...record };
}

/** A clock of a vehicle may say what no calendar knows. */
function isoOf(timeUs: number | null): string | null {
  const time = new Date((timeUs ?? Number.NaN) / 1_000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
