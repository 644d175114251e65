import type { Batch, NewBatch, ShardProgress, StoredEvent } from '#src/batch/batch.ts';
import { listPosition } from '#src/batch/list-position.ts';
import { TTL_ATTRIBUTE } from './table-shape.ts';

export type Item = Record<string, unknown>;

export const batchKey = (batchId: string) => ({ pk: `B#${batchId}`, sk: 'batch' });
export const shardKey = (batchId: string, shard: number) => ({ pk: `S#${batchId}#${shard}`, sk: 'shard' });
export const eventPartition = (batchId: string) => `E#${batchId}`;
/** What is shown of a batch to those that are like it. */
export const caseKey = (batchId: string) => ({ pk: `C#${batchId}`, sk: 'case' });
export const postingKey = (sign: string, batchId: string) => ({ pk: `P#${sign}`, sk: batchId });
export const fullSignKey = (sign: string) => ({ pk: `F#${sign}`, sk: 'full' });
/** What an engineer taught by a batch. */
export const lessonKey = (batchId: string) => ({ pk: 'K#lessons', sk: batchId });
export const modelCallsKey = (batchId: string) => ({ pk: `M#${batchId}`, sk: 'model' });
/** `day` as `2026-11-22`. */
export const modelDayKey = (day: string) => ({ pk: `D#${day}`, sk: 'model' });
/** Ten digits: sequence numbers sort as text. */
export const eventSort = (seq: number) => String(seq).padStart(10, '0');

export const batchItem = (batch: NewBatch): Item => ({
  ...batch,
  ...batchKey(batch.batchId),
  position: listPosition(batch),
  state: 'uploading',
  enteredAtMs: { uploading: batch.createdAtMs },
  message: null,
  unitCount: null,
  verdict: null,
  ...NEVER_REOPENED,
});

/** Also what items of earlier versions lack. */
const NEVER_REOPENED = { reopenedAtMs: null, redrives: 0 };

export function batchOf(item: Item): Batch {
  const { pk, sk, position, fullShards, [TTL_ATTRIBUTE]: _, ...batch } = item;
  return { ...NEVER_REOPENED, ...batch } as unknown as Batch;
}

export const shardOfItem = (shard: number, item: Item): ShardProgress => ({
  shard,
  uploaded: numbers(item.uploaded),
  parsed: numbers(item.parsed),
  failed: numbers(item.failed),
});

/** DynamoDB has no empty set: the attribute is absent. */
export const numbers = (value: unknown): ReadonlySet<number> => (value instanceof Set ? value : new Set<number>());

/** `data` is kept as JSON text: a claim may hold an empty string as a key, or numbers that DynamoDB would reformat. */
export const eventItem = (batchId: string, event: StoredEvent): Item => ({
  pk: eventPartition(batchId),
  sk: eventSort(event.seq),
  type: event.type,
  data: JSON.stringify(event.data ?? null),
});

export const eventOf = (item: Item): StoredEvent => ({
  seq: Number(item.sk),
  type: item.type as StoredEvent['type'],
  data: JSON.parse(String(item.data)),
});
