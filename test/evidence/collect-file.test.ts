import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { type CollectedEvidence, collectFile } from '#src/evidence/collect-file.ts';
import { digestOf } from '#src/evidence/digest.ts';
import type { EvidencePointer, FileEvidence } from '#src/evidence/file-evidence.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { DltWriter } from '#src/simulator/writers/dlt.ts';
import { zipOf } from '#test/support/archives.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';

const REFERENCE_TIME_US = Date.UTC(2026, 5, 1) * 1000;
const START_US = Date.UTC(2026, 2, 1) * 1000;

function collect(bytes: Uint8Array, chunkBytes = 1 << 20): Promise<CollectedEvidence> {
  return collectFile({
    stream: streamSource(memorySource(bytes), chunkBytes),
    codecs: nodeCodecs,
    file: { index: 3, name: 'vehicle.log', sizeBytes: bytes.length },
    sha256: () => createHash('sha256').update(bytes).digest('hex'),
    referenceTimeUs: REFERENCE_TIME_US,
  });
}

const LOGCAT = [
  '03-01 06:00:00.001  1000  1000 I update_engine: [INFO:action_processor.cc(46)] ActionProcessor: starting DownloadAction',
  '03-01 06:00:01.001  1000  1000 I Other   : heartbeat 1',
  '03-01 06:00:02.001  1000  1000 I Other   : heartbeat 2',
  '03-01 06:00:03.001  1000  1000 I update_engine: [INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadTransferError',
  '',
].join('\n');

function dltSession(): Uint8Array {
  const writer = new DltWriter();
  for (let n = 0; n < 300; n++) {
    const boot = n < 200 ? 0 : 1;
    const tick = (n - boot * 200 + 1) * 10_000;
    const envelope = { timeUs: START_US + n * 1_000_000, ecu: 'HUT', counter: n & 255, tick };
    const level = n % 50 === 0 ? 'error' : 'info';
    writer.text(envelope, { app: 'OTA', context: 'INST', level }, `wrote block ${n * 17} of 5000`);
  }
  return Uint8Array.from(writer.borrowBytes());
}

const pointersOf = (evidence: FileEvidence): EvidencePointer[] => [
  ...evidence.templates.map(({ first }) => first),
  ...evidence.faults.flatMap(({ at }) => at),
  ...[...evidence.phases, ...evidence.outcomes, ...evidence.lifecycles].map(({ at }) => at),
];

function expectWhole(evidence: FileEvidence): void {
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(evidence.templates.map(({ count }) => count)) + evidence.unmatched).toBe(evidence.records);
  expect(sum(evidence.counts.flatMap(({ counts, untimed }) => [...counts, untimed]))).toBe(evidence.records);
  expect(sum(Object.values(evidence.levels))).toBe(evidence.records);
  expect(sum(evidence.sources.map(({ records }) => records)) + evidence.sourcesDropped).toBe(evidence.records);
}

describe('collecting a file', () => {
  it('counts every record of a DLT session by template, level, time and boot', async () => {
    const { evidence, failed } = await collect(dltSession());
    expect(failed).toEqual([]);
    const [stream] = evidence;
    expectWhole(stream);
    expect(stream).toMatchObject({ format: 'dlt', records: 300, unmatched: 0, firstTimeUs: START_US });
    expect(stream.levels).toMatchObject({ error: 6, info: 294 });
    expect(stream.templates.map(({ template, count }) => [template, count])).toEqual([
      ['wrote block <num> of <num>', 294],
      ['wrote block <num> of <num>', 6],
    ]);
    expect(stream.lifecycles.map(({ records, lostMessages }) => [records, lostMessages])).toEqual([
      [200, 0],
      [100, 0],
    ]);
    expect(stream.counts.filter(({ level }) => level === 'info')[0]).toMatchObject({
      untimed: 0,
      fromUs: START_US + 1_000_000,
    });
    expect(stream.templates[0].spark?.counts.reduce((total, count) => total + count)).toBe(294);
  });

  it('shows failures that are logged as information to the detectors', async () => {
    const { evidence } = await collect(new TextEncoder().encode(LOGCAT));
    expect(evidence[0].format).toBe('logcat');
    expect(evidence[0].faults).toMatchObject([{ code: expect.stringContaining('kDownloadTransferError'), count: 1 }]);
    expect(evidence[0].phases.length).toBeGreaterThan(0);
  });

  it('points with every proof at bytes that have the digest, in the file that has the hash', async () => {
    const bytes = new TextEncoder().encode(LOGCAT);
    const { evidence } = await collect(bytes);
    const pointers = pointersOf(evidence[0]);
    expect(pointers.length).toBeGreaterThan(3);
    for (const pointer of pointers) {
      expect(pointer.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(pointer.file).toBe(3);
      expect(digestOf(bytes, pointer.offset, pointer.offset + pointer.length)).toBe(pointer.digest);
    }
  });

  it('gives the same evidence whatever the chunks of the stream are', async () => {
    const bytes = dltSession();
    const whole = JSON.stringify(await collect(bytes));
    expect(JSON.stringify(await collect(bytes, 777))).toBe(whole);
  });

  it('gives one evidence per member of an archive, and lists members that cannot be read', async () => {
    const zip = zipOf(
      { name: 'a.txt', data: new TextEncoder().encode(LOGCAT) },
      { name: 'b.bin', data: new Uint8Array(5000) },
      { name: 'c.gz', data: gzipSync(dltSession()) },
    );
    const { evidence, failed } = await collect(zip);
    expect(evidence.map(({ file, format }) => [file.member, format])).toEqual([
      ['a.txt', 'logcat'],
      [expect.stringContaining('c'), 'dlt'],
    ]);
    expect(failed).toMatchObject([{ index: 3, member: 'b.bin', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    for (const stream of evidence) expectWhole(stream);
  });

  it('gives an empty file back as data', async () => {
    const { evidence, failed } = await collect(new Uint8Array(0));
    expect(evidence).toEqual([]);
    expect(failed).toMatchObject([{ fault: 'empty-file', name: 'vehicle.log' }]);
  });
});

describe.skipIf(isCorpusAbsent())('collecting real files', () => {
  it('loses no record of any of them, and never throws', { timeout: 60_000 }, async () => {
    const small = corpusEntries().filter(({ size }) => size < 3_000_000);
    expect(small.length).toBeGreaterThan(20);
    for (const { file } of small) {
      const path = corpusFile(file);
      if (!path) continue;
      const { evidence } = await collect(readFileSync(path));
      for (const stream of evidence) expectWhole(stream);
    }
  });
});
