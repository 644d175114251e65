import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { digestOf } from '../digest.ts';

/** So many records before a block are compared when it is read by itself. */
export const CHECKED_RECORDS = 64;

/** What a decoder made of one record, as far as that can depend on what it had read before. */
export function readingOf(batch: RecordBatch, i: number): string {
  const { app, context, ecu } = batch.sources.sources[batch.source[i]];
  const place = batch.window.offset + batch.start[i];
  return JSON.stringify([place, batch.timeUs[i], batch.uptimeUs[i], batch.level[i], ecu, app, context]);
}

export const checkOf = (readings: readonly string[]): string =>
  digestOf(new TextEncoder().encode(readings.slice(-CHECKED_RECORDS).join('\n')));
