import type { Batch } from './batch.ts';

/** What is taken away of a batch. */
export const EXPORTED = ['batches', 'records', 'faults', 'templates', 'episodes'] as const;
export type ExportedName = (typeof EXPORTED)[number];

/** Where the tables of all batches stand among the results, where a deployment writes them. */
export const EXPORT_PREFIX = 'work/export/';

/** What Hive, DuckDB and Athena take for no value. */
const NONE = '__HIVE_DEFAULT_PARTITION__';
/** Names of folders end at 255 bytes. */
const MAX_ENCODED = 200;

/** Facts that a batch is created with and keeps. */
type ExportOwner = Pick<Batch, 'batchId' | 'createdAtMs' | 'platform' | 'firmware'>;

/** The folder of one batch: `records/date=2026-11-26/platform=J7/firmware=2.0/ID/`. No vehicle is in it. */
export const exportFolder = (table: ExportedName, { batchId, createdAtMs, firmware, platform }: ExportOwner): string =>
  [
    table,
    `date=${new Date(createdAtMs).toISOString().slice(0, 10)}`,
    `platform=${encoded(platform)}`,
    `firmware=${encoded(firmware?.to ?? firmware?.from ?? null)}`,
    batchId,
    '',
  ].join('/');

/** Percent-encoded as Hive does, cut between characters: what it was to the letter stands in the rows. */
function encoded(value: string | null): string {
  if (value === null) return NONE;
  const pieces = Array.from(value.toWellFormed(), (character) => encodeURIComponent(character).replaceAll('*', '%2A'));
  let text = '';
  for (const piece of pieces) {
    if (text.length + piece.length > MAX_ENCODED) break;
    text += piece;
  }
  return text;
}
