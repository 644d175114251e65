import { describe, expect, it } from 'vitest';
import { Flag, Kind, Level, RecordBatch } from '#src/parsers/record-batch.ts';
import { viewRecord } from '#src/parsers/record-view.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

/** A batch of one record whose body is the whole window. */
function oneRecord(body: Uint8Array, flags = 0): RecordBatch {
  const batch = new RecordBatch(new SourceTable());
  batch.reset({ bytes: body, end: body.length, offset: 1000, isLast: true });
  batch.count = 1;
  batch.kind[0] = Kind.message;
  batch.level[0] = Level.warn;
  batch.flags[0] = flags;
  batch.start[0] = batch.bodyStart[0] = 0;
  batch.end[0] = batch.bodyEnd[0] = body.length;
  batch.timeUs[0] = 5;
  batch.uptimeUs[0] = Number.NaN;
  batch.source[0] = batch.sources.intern('ECU1', 'APP', 'CTX');
  return batch;
}

describe('a record seen on demand', () => {
  it('knows its place, time, level and writer', () => {
    expect(viewRecord(oneRecord(Buffer.from('grün')), 0)).toEqual({
      offset: 1000,
      length: 5,
      timeUs: 5,
      uptimeUs: null,
      level: 'warn',
      kind: 'message',
      ecu: 'ECU1',
      app: 'APP',
      context: 'CTX',
      text: 'grün',
    });
  });

  it('is read as latin-1 when it says so, or when it is no UTF-8', () => {
    const latin = Buffer.from('grün', 'latin1');
    expect(viewRecord(oneRecord(latin), 0).text).toBe('grün');
    expect(viewRecord(oneRecord(Buffer.from('grün'), Flag.latin1), 0).text).toBe('grÃ¼n');
  });
});
