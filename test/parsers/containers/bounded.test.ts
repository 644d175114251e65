import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { readBytes } from '#test/support/read-log.ts';

const repeated = (bytes: Uint8Array, times: number): Uint8Array =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

/** Node's codecs, and how often they were given something to decode. */
function counting(): { codecs: Codecs; decoded: () => number } {
  let decoded = 0;
  const count = <Bytes>(bytes: Bytes): Bytes => {
    decoded++;
    return bytes;
  };
  async function* counted(parts: ByteStream): ByteStream {
    for await (const part of parts) yield count(part);
  }
  const codecs: Codecs = {
    ...nodeCodecs,
    inflateRaw: (input) => nodeCodecs.inflateRaw(count(input)),
    inflateShort: (bytes) => nodeCodecs.inflateShort(count(bytes)),
    unzstd: (parts) => nodeCodecs.unzstd(counted(parts)),
  };
  return { codecs, decoded: () => decoded };
}

describe('a small file of many pieces', () => {
  it.each([
    ['empty gzip members', gzipSync(repeated(gzipSync(''), 300_000))],
    ['gzip members of one letter', gzipSync(repeated(gzipSync('a'), 300_000))],
    ['empty zstd frames', zstdCompressSync(repeated(zstdCompressSync(''), 300_000))],
  ])('of %s is given up after little work', async (_, bytes) => {
    expect(bytes.length).toBeLessThan(20_000);
    const limits = { ...DEFAULT_LIMITS, freeParts: 5000 };
    const { codecs, decoded } = counting();
    const { failed } = await readBytes(bytes, { limits, codecs, keepRecords: false });
    expect(failed.at(-1)?.message).toMatch(
      /^The file is made of more than 5,\d+ compressed parts, mostly empty ones; not read further\.$/,
    );
    expect(decoded()).toBeGreaterThan(1000);
    // A zstd frame comes in two: its header and its blocks.
    expect(decoded()).toBeLessThan(12_000);
  });

  it('that a logger packed line by line is read whole', async () => {
    const lines = repeated(gzipSync('Jun  2 19:48:59 host app[1]: a line\n'), 5000);
    const limits = { ...DEFAULT_LIMITS, freeParts: 100 };
    const { streams, failed } = await readBytes(lines, { limits });
    expect(failed).toEqual([]);
    expect(streams[0].records).toHaveLength(5000);
  });
});

const MOST_HELD = fileURLToPath(new URL('../../support/write-most-held.ts', import.meta.url));

describe('an archive of five hundred logs', () => {
  it.each(['zip', 'tar'])(
    'in a %s holds their evidence in memory, not their collectors',
    { timeout: 60_000 },
    (kind) => {
      const held = execFileSync(process.execPath, ['--expose-gc', MOST_HELD, kind, '500'], { encoding: 'utf8' });
      expect(Number(held)).toBeGreaterThan(0);
      expect(Number(held)).toBeLessThan(12 * 2 ** 20);
    },
  );
});
