import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailedFile, FaultEvent, FileEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { sealPointers } from '#src/evidence/pointers.ts';
import { StreamCollector } from '#src/evidence/stream-collector.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { LEVELS } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';

const format = { name: 'text', version: 1, sniff: () => 1, createDecoder: () => ({ decode: () => 0 }) };

function evidenceOf(index: number, records: TestRecord[], member: string | null = null): FileEvidence {
  const sources = new SourceTable();
  const collector = new StreamCollector(
    { member, container: null, format, formatReason: '', sources },
    { file: { index, name: `file-${index}.log`, sizeBytes: 1 }, reader: SHIPPED_READER },
  );
  collector.records(batchOf(records, sources));
  const evidence = collector.finish(1);
  sealPointers(evidence, `sha-${index}`);
  return evidence;
}

const faultOf = (index: number, offset: number): FaultEvent => ({
  kind: 'dtc',
  vocabulary: 'dtc',
  code: 'P0420-00',
  role: 'symptom',
  ecu: 'ECM',
  app: '',
  context: '',
  title: 'DTC P0420-00',
  facts: { offset },
  count: 1,
  firstTimeUs: offset,
  lastTimeUs: offset,
  lifecycle: null,
  at: [{ file: index, member: null, sha256: `sha-${index}`, offset, length: 1, digest: '' }],
});

const record = fc.record({
  text: fc.constantFrom(
    'cpu load 55 %',
    'cpu load 56 %',
    'wrote block 1 of 2',
    'worker alpha joined the pool of workers today',
    'worker beta joined the pool of workers today',
    'DTC P0420-00 set',
    'update failed with error 12',
  ),
  ecu: fc.constantFrom('A', 'B'),
  app: fc.constantFrom('x', 'y'),
  level: fc.constantFrom(...LEVELS),
  timeUs: fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined }),
  uptimeUs: fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined }),
});

const files = fc.array(fc.array(record, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 }).map((all) =>
  all.map((records, index) => ({
    ...evidenceOf(index, records, index % 3 === 2 ? 'inner.log' : null),
    faults: [faultOf(index, 10 - index)],
    series: [],
  })),
);

const failedFile = (index: number): FailedFile => ({
  index,
  name: `f${index}`,
  member: null,
  sha256: null,
  sizeBytes: 0,
  fault: 'empty-file',
  message: 'is empty',
});

describe('merging evidence', () => {
  it('gives the same bytes for any order, partition and repetition of the files', () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.nat()), (all, random) => {
        const expected = JSON.stringify(mergeEvidence(all, [failedFile(90), failedFile(91)]));
        const shuffled = [...all, all[0]]
          .map((file) => ({ file, at: random.next().value }))
          .sort((a, b) => a.at - b.at);
        const again = shuffled.map(({ file }) => structuredClone(file));
        const failed = [failedFile(91), failedFile(90), failedFile(91)];
        expect(JSON.stringify(mergeEvidence(again, failed))).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('loses no record: templates and unmatched add up, and so do the counts', () => {
    fc.assert(
      fc.property(files, (all) => {
        const merged = mergeEvidence(all, []);
        const records = all.reduce((sum, file) => sum + file.records, 0);
        expect(merged.records).toBe(records);
        expect(merged.templates.reduce((sum, row) => sum + row.count, merged.unmatched)).toBe(records);
        expect(
          merged.counts.flatMap(({ counts, untimed }) => [...counts, untimed]).reduce((sum, count) => sum + count, 0),
        ).toBe(records);
      }),
      { numRuns: 60 },
    );
  });

  it('does not change what it is given', () => {
    const file = evidenceOf(0, [{ text: 'a 1' }, { text: 'b 2' }]);
    const before = JSON.stringify(file);
    mergeEvidence([file, evidenceOf(1, [{ text: 'a 3' }])], []);
    expect(JSON.stringify(file)).toBe(before);
  });

  it('unites a fault that several files show: its first place tells the facts, five places are kept', () => {
    const all = Array.from({ length: 8 }, (_, index) => fileEvidence(index, { faults: [faultOf(index, 100 + index)] }));
    const { faults } = mergeEvidence(all.toReversed(), []);
    expect(faults).toMatchObject([{ count: 8, firstTimeUs: 100, lastTimeUs: 107, facts: { offset: 100 } }]);
    expect(faults[0].at.map(({ file }) => file)).toEqual([0, 1, 2, 3, 4]);
  });

  it('unites templates by fingerprint and ECU, with the earliest proof', () => {
    const { templates } = mergeEvidence(
      [evidenceOf(1, [{ text: 'x 2', timeUs: 5 }]), evidenceOf(0, [{ text: 'x 1', timeUs: 9 }, { text: 'x 9' }])],
      [],
    );
    expect(templates).toMatchObject([{ template: 'x <num>', count: 3, firstTimeUs: 5, lastTimeUs: 9 }]);
    expect(templates[0].first).toMatchObject({ file: 0, offset: 0 });
  });

  it('lists failed files in order, each once', () => {
    const { failed } = mergeEvidence([], [failedFile(7), failedFile(3), failedFile(7)]);
    expect(failed.map(({ index }) => index)).toEqual([3, 7]);
  });

  it('keeps the members of an archive apart, in order of name', () => {
    const merged = mergeEvidence([evidenceOf(0, [{ text: 'b' }], 'b'), evidenceOf(0, [{ text: 'a' }], 'a')], []);
    expect(merged.files.map(({ file }) => file.member)).toEqual(['a', 'b']);
  });

  it('holds 30 files of 1,000 templates each within its limit, and counts the rest', () => {
    const all = Array.from({ length: 30 }, (_, index) => {
      const templates = Array.from({ length: 1_000 }, (_, n) => ({
        fingerprint: `v1:${((index * 7919 + n * 104_729) >>> 0).toString(16).padStart(16, '0')}`,
        ecu: `E${n % 4}`,
        app: `A${index}`,
        context: '',
        level: 'info' as const,
        template: `line ${index} ${n}`,
        count: 2,
        firstTimeUs: null,
        lastTimeUs: null,
        first: { file: index, member: null, sha256: '', offset: n, length: 1, digest: '' },
        failure: null,
        spark: null,
        occurrences: [{ file: index, member: null, offsets: [n] }],
      }));
      return fileEvidence(index, { templates, records: 2_000, unmatched: 0 });
    });
    const merged = mergeEvidence(all, []);
    expect(merged.templates.length).toBeLessThanOrEqual(20_000);
    expect(merged.templates.reduce((sum, row) => sum + row.count, merged.unmatched)).toBe(60_000);
    expect(JSON.stringify(mergeEvidence(all.toReversed(), []).templates)).toBe(JSON.stringify(merged.templates));
  });
});
