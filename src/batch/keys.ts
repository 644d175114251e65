import { SHARD_SIZE } from './batch.ts';

/**
 * Object keys. Neither vehicle ids nor file names appear in them: keys end up in access logs and events.
 * A file's index is derivable from its key, so the arrival path reads no manifest.
 */
export const rawKey = (batchId: string, file: number): string => `raw/${batchId}/${String(file).padStart(5, '0')}`;
export const rawPrefix = (batchId: string): string => `raw/${batchId}/`;
/** All that Argus makes of a batch. */
export const workPrefix = (batchId: string): string => `work/${batchId}/`;
/** `BatchFile` per line, in index order. */
export const filesKey = (batchId: string): string => `work/${batchId}/files.jsonl`;
/** `number[][]`: file indexes per unit. */
export const planKey = (batchId: string): string => `work/${batchId}/plan.json`;
/** Lines of `UnitLine` behind one that says what they were made of. */
export const unitKey = (batchId: string, unit: number): string => `work/${batchId}/units/${unit}.jsonl`;
/** Which file a unit was busy with, should the worker die. */
export const attemptKey = (batchId: string, unit: number): string => `work/${batchId}/units/${unit}.attempt.json`;
/** `QuotesPlace[]`: where the results of the units hold which file's quotes. */
export const quotesKey = (batchId: string): string => `work/${batchId}/quotes.json`;
/** `BlockIndex[]` of one file, where it is long. */
export const blocksKey = (batchId: string, file: number): string =>
  `work/${batchId}/blocks/${String(file).padStart(5, '0')}.json`;
/** `RangeBlocks` of one range of a file that several workers read. */
export const rangeBlocksPrefix = (batchId: string, file: number): string =>
  `work/${batchId}/blocks/${String(file).padStart(5, '0')}/`;
/** What the batch is compared with. */
export const baselineKey = (batchId: string): string => `work/${batchId}/baseline.json`;
/** `Sign[]`: what the batch is compared with others by. */
export const signsKey = (batchId: string): string => `work/${batchId}/signs.json`;
export const evidenceKey = (batchId: string): string => `work/${batchId}/evidence.json`;
export const reportKey = (batchId: string): string => `work/${batchId}/report.json`;

export const shardOf = (file: number): number => Math.floor(file / SHARD_SIZE);

/** Undefined when the key is not that of an uploaded file. */
export function parseRawKey(key: string): { batchId: string; file: number } | undefined {
  const match = /^raw\/([0-9A-Z]{26})\/(\d{5})$/.exec(key);
  return match ? { batchId: match[1], file: Number(match[2]) } : undefined;
}
