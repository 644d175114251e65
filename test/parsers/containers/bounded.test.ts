import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { type ByteStream, memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { tarOf, zipEntry } from '#test/support/archives.ts';
import { canLog } from '#test/support/can-log.ts';
import { cpuMs } from '#test/support/cpu-time.ts';
import { readBytes } from '#test/support/read-log.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const repeated = (bytes: Uint8Array, times: number): Uint8Array =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

describe('a small file of many pieces', () => {
  it.each([
    ['empty gzip members', gzipSync(repeated(gzipSync(''), 300_000))],
    ['gzip members of one letter', gzipSync(repeated(gzipSync('a'), 300_000))],
    ['empty zstd frames', zstdCompressSync(repeated(zstdCompressSync(''), 300_000))],
  ])('of %s is given up after little work', async (_, bytes) => {
    expect(bytes.length).toBeLessThan(20_000);
    // A quarter of what is allowed, to test it in a quarter of the time.
    const limits = { ...DEFAULT_LIMITS, freeParts: DEFAULT_LIMITS.freeParts / 4 };
    let last: string | undefined;
    const ms = await cpuMs(async () => {
      last = (await readBytes(bytes, { limits, keepRecords: false })).failed.at(-1)?.message;
    });
    expect(last).toMatch(
      /^The file is made of more than [\d,]+ compressed parts, mostly empty ones; not read further\.$/,
    );
    expect(ms).toBeLessThan(2000);
  });

  it('that a logger packed line by line is read whole', async () => {
    const lines = repeated(gzipSync('Jun  2 19:48:59 host app[1]: a line\n'), 5000);
    const limits = { ...DEFAULT_LIMITS, freeParts: 100 };
    const { streams, failed } = await readBytes(lines, { limits });
    expect(failed).toEqual([]);
    expect(streams[0].records).toHaveLength(5000);
  });
});

const collect = (bytes: Uint8Array, stream: ByteStream) =>
  collectFile({
    stream,
    source: memorySource(bytes),
    codecs: nodeCodecs,
    file: { index: 0, name: 'a', sizeBytes: bytes.length },
    sha256: () => '',
    referenceTimeUs: 1.8e15,
  });

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What is held once garbage is gone, at the worst of the times it was looked at while the file was read. */
async function mostHeldBytes(bytes: Uint8Array): Promise<number> {
  // Loads what is loaded at the first use only.
  await collect(bytes, streamSource(memorySource(bytes.subarray(0, 10_000))));
  const before = heldBytes();
  let most = 0;
  async function* watched(): ByteStream {
    for await (const chunk of streamSource(memorySource(bytes), 1 << 18)) {
      yield chunk;
      most = Math.max(most, heldBytes() - before);
    }
  }
  await collect(bytes, watched());
  return most;
}

describe('an archive of two thousand logs', () => {
  const log = canLog(5);
  const entries = Array.from({ length: 2000 }, (_, i) => ({ name: `${i}.log`, data: log }));

  it.each([
    ['zip', Buffer.concat(entries.flatMap(zipEntry))],
    ['tar', tarOf(...entries)],
  ])('in a %s holds their evidence in memory, not their collectors', async (_, bytes) => {
    expect(await mostHeldBytes(bytes)).toBeLessThan(64 * 2 ** 20);
  });
});
