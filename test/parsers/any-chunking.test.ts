import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tarOf, zipOf } from '#test/support/archives.ts';
import { canLog } from '#test/support/can-log.ts';
import { corpusFile } from '#test/support/corpus.ts';
import { chunksOf, readBytes, readStream } from '#test/support/read-log.ts';

const log = canLog(700);
const screen = new TextEncoder().encode(
  Array.from(
    { length: 500 },
    (_, i) => `  can0  7E${i % 10}   [3]  02 10 ${String(i % 100).padStart(2, '0')}\r\n`,
  ).join(''),
);
const entries = Array.from({ length: 60 }, (_, i) => ({
  name: `${'a-long-name/'.repeat(3)}${i}.log`,
  data: log.subarray(0, 300 + i),
}));
const SAMPLES: [string, Uint8Array][] = [
  ['a candump recording', log],
  ['candump screen output', screen],
  ['a damaged recording', Buffer.concat([log, Buffer.from('\0\xff bad\n\n'), log.subarray(17)])],
  ['a gzip file', gzipSync(log)],
  ['a cut-off gzip file', gzipSync(log).subarray(0, 5000)],
  ['a zstd file', zstdCompressSync(log)],
  ['a zip archive', zipOf({ name: 'a', data: log, descriptor: 'bare' }, { name: 'b', data: screen, method: 0 })],
  ['a tar archive', tarOf({ name: 'a', data: log }, { name: 'b', data: screen })],
  ['a zip archive of many entries', zipOf(...entries)],
  ['a tar archive of many entries', tarOf(...entries)],
  ['UTF-16 text', Buffer.from(`\uFEFF${Buffer.from(screen).toString()}`, 'utf16le')],
];

const real = [
  'dlt/covesa_testfile.dlt',
  'excerpts/ue_android_source_hash_mismatch.txt',
  'excerpts/mender_485_json.txt',
];
for (const name of real) {
  const path = corpusFile(name);
  if (path) SAMPLES.push([name, readFileSync(path)]);
}

describe('the records of', () => {
  it.each(SAMPLES)('%s are the same however the bytes arrive', async (_, bytes) => {
    const whole = await readBytes(bytes);
    expect(whole.streams.flatMap(({ records }) => records).length).toBeGreaterThan(0);
    const lengths = fc
      .constantFrom(9, 400, 20_000)
      .chain((max) => fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max }))));
    const property = fc.asyncProperty(lengths, async (stream) => {
      const nextLength = () => stream.next().value;
      expect(await readStream(chunksOf(bytes, nextLength))).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 3 });
  });
});
