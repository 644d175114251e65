import { Flag, Kind, Level, type LevelName, RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

export interface TestRecord {
  text: string | Uint8Array;
  ecu?: string;
  app?: string;
  context?: string;
  level?: LevelName;
  timeUs?: number;
  uptimeUs?: number;
  counter?: number;
  flags?: number;
  kind?: number;
  id?: number;
}

/** A batch of records whose window is their texts, one after the other. */
export function batchOf(records: TestRecord[], sources = new SourceTable(), offset = 0): RecordBatch {
  const bodies = records.map(({ text }) => (typeof text === 'string' ? new TextEncoder().encode(text) : text));
  const bytes = Uint8Array.from(bodies.flatMap((body) => [...body, 0x0a]));
  const batch = new RecordBatch(sources);
  batch.reset({ bytes, end: bytes.length, offset, isLast: true });
  let at = 0;
  records.forEach((record, i) => {
    batch.start[i] = batch.bodyStart[i] = at;
    batch.end[i] = batch.bodyEnd[i] = at + bodies[i].length;
    at += bodies[i].length + 1;
    batch.kind[i] = record.kind ?? Kind.message;
    batch.level[i] = Level[record.level ?? 'info'];
    batch.flags[i] = record.flags ?? 0;
    batch.timeUs[i] = record.timeUs ?? Number.NaN;
    batch.uptimeUs[i] = record.uptimeUs ?? Number.NaN;
    batch.counter[i] = record.counter ?? -1;
    batch.id[i] = record.id ?? 0;
    batch.source[i] = sources.intern(record.ecu ?? 'ECU1', record.app ?? 'APP', record.context ?? 'CTX');
  });
  batch.count = records.length;
  return batch;
}

export const LATIN1 = Flag.latin1;
