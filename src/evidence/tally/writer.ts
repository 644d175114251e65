import type { RecordBatch } from '#src/parsers/record-batch.ts';

/** Room for every level, as a power of two. */
export const LEVEL_SLOTS = 8;

/** Source and level of a record in one number: what different writers say is counted apart. */
export const writerOf = (batch: RecordBatch, i: number): number => batch.source[i] * LEVEL_SLOTS + batch.level[i];
