import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { MOST_BYTES } from '#src/batch/most-bytes.ts';
import { planLarge, RANGE_SIZES } from '#src/batch/plan-large.ts';
import { conclusionOf } from '#src/evaluation/conclusion.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { memorySource } from '#src/parsers/byte-source.ts';
import { findCuttable } from '#src/parsers/read-range.ts';
import { findRecordStart, LINE_CUT } from '#src/parsers/record-cut.ts';
import { playScenario, SCENARIOS, type ScenarioName } from '#src/simulator/simulate.ts';
import { bytesOf } from '#test/support/batch-world.ts';
import { batchIdOf } from '#test/support/new-batch.ts';
import { aggregated, diagnosed, type StagedBatch } from '#test/support/staged-batch.ts';

const SMALL = { fromBytes: 8_192, rangeBytes: 6_000 };

/** What must not depend on where a file was cut. */
const countsOf = ({ files, records, unmatched, templates, faults, lifecycles }: BatchEvidence) => ({
  files: files.map(({ file, records, recordBytes, nonRecords, gaps, levels, firstTimeUs, lastTimeUs }) => [
    file,
    records,
    recordBytes,
    nonRecords,
    gaps.count,
    levels,
    firstTimeUs,
    lastTimeUs,
  ]),
  records,
  counted: templates.reduce((sum, { count }) => sum + count, unmatched),
  faults: faults.map(({ kind, code, ecu, count, at, lifecycle }) => [
    kind,
    code,
    ecu,
    count,
    at[0]?.offset,
    // Boots are found anew in each range; without the time since boot, which only DLT has here, not every one is.
    ecu && lifecycle,
  ]),
  boots: lifecycles
    .filter(({ ecu }) => ecu !== '')
    .map(({ ecu, ordinal, records, at }) => [ecu, ordinal, records, at.offset]),
});

const rowsOf = ({ templates }: BatchEvidence) =>
  new Map(
    templates.map(({ fingerprint, ecu, count, first, occurrences }) => [
      `${fingerprint} ${ecu} ${count}`,
      { first, occurrences },
    ]),
  );

describe.each(Object.keys(SCENARIOS) as ScenarioName[])('the files of "%s", cut into ranges', (name) => {
  let whole: StagedBatch;
  let cut: StagedBatch;
  beforeAll(async () => {
    const { files } = playScenario(name, 1);
    whole = await aggregated(files);
    cut = await aggregated(files, SMALL);
  });

  it('give what they give whole: every record once, at its place in the file', () => {
    expect(cut.units).toBeGreaterThan(whole.units + 5);
    expect(countsOf(cut.evidence)).toEqual(countsOf(whole.evidence));
  });

  it('keep the places of their lines, by which each can be read again', () => {
    const [before, after] = [rowsOf(whole.evidence), rowsOf(cut.evidence)];
    // A line that shows more codes than one stream may keeps them here where ranges are streams.
    const same = [...before.keys()].filter((key) => after.has(key));
    expect(same.length).toBeGreaterThan(0.9 * before.size);
    for (const key of same) expect(after.get(key)).toEqual(before.get(key));
  });

  it('are diagnosed as they are whole', async () => {
    const [expected, report] = [await diagnosed(whole), await diagnosed(cut)];
    expect(conclusionOf(report)).toBe(conclusionOf(expected));
    expect(report.evidence.every(({ quote }) => quote === null || quote.verified)).toBe(true);
  });
});

test('each line is in exactly one of two neighbouring ranges, wherever the border falls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 12 }), { maxLength: 30 }), fc.nat(400), async (lines, place) => {
      const bytes = bytesOf(lines.join('\n'));
      const at = await findRecordStart(memorySource(bytes), LINE_CUT, Math.min(place, bytes.length));
      expect(at).toBeGreaterThanOrEqual(Math.min(place, bytes.length));
      expect(at === 0 || at === bytes.length || bytes[at - 1] === 10).toBe(true);
      expect(bytes.subarray(Math.min(place, bytes.length), Math.max(0, at - 1))).not.toContain(10);
    }),
  );
});

test('a DLT message in the payload of another is no place to cut', async () => {
  const files = playScenario('signature-failure', 1).files;
  const { bytes } = files.find(({ format }) => format === 'dlt') ?? files[0];
  const cut = findCuttable('dlt')?.cut ?? LINE_CUT;
  const magic = bytesOf('DLT\x01 is what a log may say, too');
  const starts = new Set<number>();
  for (let at = 0; at < 4_000; at = await findRecordStart(memorySource(bytes), cut, at + 1)) starts.add(at);
  expect(starts.size).toBeGreaterThan(20);
  const second = [...starts][1];
  const spoilt = Uint8Array.from([...bytes.subarray(0, second - 40), ...magic, ...bytes.subarray(second)]);
  const found = await findRecordStart(memorySource(spoilt), cut, second - 40);
  expect(found).toBe(second - 40 + magic.length);
});

test('a file whose bytes are not what was announced is refused whole, whoever reads its ranges', async () => {
  const bytes = bytesOf('11-22 10:00:00.000  100  100 I update_engine: download started\n'.repeat(400));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const good = await aggregated([{ name: 'a.log', bytes, sha256 }], SMALL);
  expect(good.evidence).toMatchObject({
    failed: [],
    records: 400,
    files: [{ file: { sha256, streamBytes: bytes.length } }],
  });
  expect(good.evidence.files[0]).not.toHaveProperty('range');
  const bad = await aggregated([{ name: 'a.log', bytes, sha256: 'a'.repeat(64) }], SMALL);
  expect(bad.evidence).toMatchObject({ failed: [{ fault: 'content-changed' }], records: 0, files: [] });
});

test('what no worker can read to its end is refused in one sentence, by what it begins with, and read by nobody', async () => {
  const line = bytesOf('11-22 10:00:00.000  100  100 I update_engine: download started\n'.repeat(40));
  const heads = [line, gzipSync(line), line, gzipSync(line)];
  const sizes = [MOST_BYTES.ranges, MOST_BYTES.packed, MOST_BYTES.ranges + 1, MOST_BYTES.packed + 1];
  const store = { read: async (key: string) => heads[Number(key.slice(-5))] };
  const files = sizes.map((sizeBytes, index) => ({ index, sizeBytes }));
  const { units, whole, refused } = await planLarge(store, batchIdOf(1), { files, sizes: RANGE_SIZES });
  expect(refused).toEqual([2, 3]);
  expect(whole.map(({ index }) => index)).toEqual([1]);
  expect(units).toHaveLength(1 + 48);
  expect(units[0]).toEqual({ file: 0, hash: true });
  expect(units.at(-1)).toMatchObject({ file: 0, range: { to: MOST_BYTES.ranges, format: 'logcat' } });
});
