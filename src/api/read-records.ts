import type { Batch } from '#src/batch/batch.ts';
import type { BatchRecord, Place, RecordWish } from '#src/batch/batch-records.ts';
import { requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { RecordItem, RecordPage, RecordsQuery } from './record-schemas.ts';
import type { ApiPorts, Call } from './route.ts';

const AROUND = 20;
const LIMIT = 40;

/** `GET /batches/{batchId}/records`: around a place, or by what they are. */
export async function readRecords({ batchId, ports, query }: Call<RecordsQuery, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  const page = query.at === undefined ? await search(ports, batch, query) : await lookAt(ports, batch, query);
  return jsonResponse(200, page satisfies RecordPage);
}

async function lookAt(ports: ApiPorts, batch: Batch, query: RecordsQuery): Promise<RecordPage> {
  const place = placeOf(query);
  if ('file' in place && place.file >= batch.fileCount) throw noSuchPlace(batch, query);
  const found = await ports.records.around(batch, { place, around: Number(query.around ?? AROUND) });
  if (found === undefined) throw noSuchPlace(batch, query);
  const here = found.records.findIndex(({ pointer: { offset } }) => offset === found.at.offset);
  return { records: found.records.map(itemOf), here: here < 0 ? null : here, isCut: false };
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
  const { records, isCut } = await ports.records.search(batch, wishOf(query));
  return { records: records.map(itemOf), here: null, isCut };
}

function wishOf({ app, context, ecu, file, from, level, limit, template, text, to }: RecordsQuery): RecordWish {
  return {
    limit: Number(limit ?? LIMIT),
    ...(file !== undefined && { file: Number(file) }),
    ...(text !== undefined && { words: text.split(/\s+/).filter((word) => word !== '') }),
    ...(ecu !== undefined && { ecu }),
    ...(app !== undefined && { app }),
    ...(context !== undefined && { context }),
    ...(level !== undefined && { level }),
    ...(from !== undefined && { fromUs: Date.parse(from) * 1_000 }),
    ...(to !== undefined && { toUs: Date.parse(to) * 1_000 }),
    ...(template !== undefined && { template }),
  };
}

function itemOf({ pointer, timeUs, ...record }: BatchRecord): RecordItem {
  const { digest, file, length, member, offset } = pointer;
  return { file, member, offset, length, digest, time: isoOf(timeUs), ...record };
}

/** A clock of a vehicle may say what no calendar knows. */
function isoOf(timeUs: number | null): string | null {
  const time = new Date((timeUs ?? Number.NaN) / 1_000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
