import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileEvidence } from '#src/evidence/file-evidence.ts';
import { StreamCollector } from '#src/evidence/stream-collector.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { Flag, Kind } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';

const format = { name: 'candump', version: 1, sniff: () => 1, createDecoder: () => ({ decode: () => 0 }) };
const START_US = 1_790_000_000_000_000;

const frame = fc.record({
  text: fc.constantFrom('', 'ab', 'abcdefgh'),
  app: fc.constantFrom('100', '101', '102'),
  // As the id of an error frame, a class that tells nothing.
  id: fc.constant(0x02),
  flags: fc.constantFrom(0, Flag.fd, Flag.remote, Flag.errorFrame, Flag.fd | Flag.errorFrame, Flag.timeInferred),
  // Seconds, minutes and hours apart, backwards now and then, or without a time.
  timeUs: fc.oneof(fc.integer({ min: 0, max: 7_200_000_000 }), fc.constant(Number.NaN)),
  // A recording of a bus also holds statistics and comments.
  kind: fc.oneof(
    { weight: 9, arbitrary: fc.constant(Kind.frame) },
    { weight: 1, arbitrary: fc.constant(Kind.message) },
  ),
});
const ascending = fc.array(frame, { maxLength: 60 }).map((frames) => frames.toSorted((a, b) => a.timeUs - b.timeUs));
const close = fc
  .array(frame, { maxLength: 60 })
  .map((frames) => frames.map((each, i) => ({ ...each, timeUs: i * 1000 })));
/** Two buses whose clocks differ: each sender's frames ascend, the batch does not. */
const interleaved = close.map((frames) =>
  frames.map((each) => ({ ...each, timeUs: each.timeUs * 200_000 + (each.app === '100' ? 0 : 3_600_000_000) })),
);
const batches = fc.array(fc.oneof(fc.array(frame, { maxLength: 60 }), ascending, close, interleaved), {
  maxLength: 12,
});

/** Folded as a batch of frames, or record by record as any batch is. */
function fold(all: readonly (readonly TestRecord[])[], areFrames: boolean): FileEvidence {
  const sources = new SourceTable();
  const info = { member: null, container: null, format, formatReason: '', sources };
  const collector = new StreamCollector(info, {
    file: { index: 0, name: 'can.log', sizeBytes: 1 },
    reader: SHIPPED_READER,
  });
  all.forEach((records, n) => {
    const timed = records.map((record) => ({
      ...record,
      level: 'none' as const,
      timeUs: START_US + (record.timeUs ?? 0),
    }));
    const batch = batchOf(timed, sources, n * 10_000);
    batch.frameCount = areFrames ? records.filter(({ kind }) => kind === Kind.frame).length : 0;
    collector.records(batch);
  });

  return collector.finish(1);
}

describe('a batch of frames, with other records among them', () => {
  it('makes the evidence that its frames make one by one', () => {
    fc.assert(
      fc.property(batches, (all) => {
        expect(fold(all, true)).toEqual(fold(all, false));
      }),
      { numRuns: 100 },
    );
  });
});
