import type { Batch, BatchState } from './batch.ts';
import { listPosition, toCursor } from './list-position.ts';
import type { BatchPage, BatchTable } from './ports.ts';

/** What is absent does not matter. */
export interface BatchFilter {
  vehicleId?: string | undefined;
  state?: BatchState | undefined;
  verdict?: string | undefined;
  /** Code of the leading cause. */
  cause?: string | undefined;
  platform?: string | undefined;
  /** The version that was to come, or the one before. */
  firmware?: string | undefined;
  /** When it was created. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** Batches looked at for one answer, some 0.6 KB each: ten reads of a table. What is beyond, the next page looks at. */
const MOST_LOOKED_AT = 1_000;
const PAGE = 100;
/** Behind every id of a batch. */
const LAST_ID = 'Z'.repeat(26);

/** Batches that fit, newest first; a page may be short, or empty, and still have a cursor. Throws `InvalidCursor`. */
export async function findBatches(
  table: Pick<BatchTable, 'list'>,
  filter: BatchFilter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<BatchPage> {
  const found: Batch[] = [];
  let next = cursor ?? startOf(filter);
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PAGE) {
    const page = await table.list({
      ...indexed(filter),
      ...(next !== undefined && { cursor: next }),
      limit: hasMore(filter) ? PAGE : limit,
    });
    for (const batch of page.batches) {
      if (batch.createdAtMs < (filter.fromMs ?? 0)) return { batches: found, cursor: null };
      if (fits(batch, filter)) found.push(batch);
      if (found.length === limit)
        return { batches: found, cursor: isLast(page, batch) ? null : toCursor(listPosition(batch)) };
    }
    if (page.cursor === null) return { batches: found, cursor: null };
    next = page.cursor;
  }
  return { batches: found, cursor: next ?? null };
}

const isLast = ({ batches, cursor }: BatchPage, batch: Batch): boolean => cursor === null && batch === batches.at(-1);

const indexed = ({ state, vehicleId }: BatchFilter) => ({
  ...(vehicleId !== undefined && { vehicleId }),
  ...(state !== undefined && { state }),
});

/** More than an index of the table answers. */
const hasMore = ({ state, vehicleId, ...more }: BatchFilter): boolean =>
  Object.values(more).some((value) => value !== undefined);

/** Lists stand in order of time: what came after the window need not be looked at. */
const startOf = ({ toMs }: BatchFilter): string | undefined =>
  toMs === undefined ? undefined : toCursor(listPosition({ createdAtMs: Math.floor(toMs), batchId: LAST_ID }));

function fits(batch: Batch, { cause, firmware, platform, toMs, verdict }: BatchFilter): boolean {
  const versions = [batch.firmware?.to, batch.firmware?.from];
  return (
    (verdict === undefined || batch.verdict === verdict) &&
    (cause === undefined || batch.cause === cause) &&
    (platform === undefined || batch.platform === platform) &&
    (firmware === undefined || versions.includes(firmware)) &&
    batch.createdAtMs <= (toMs ?? Number.POSITIVE_INFINITY)
  );
}
