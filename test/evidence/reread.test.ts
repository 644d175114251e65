import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { digestOf } from '#src/evidence/digest.ts';
import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { zipOf } from '#test/support/archives.ts';

const encoder = new TextEncoder();
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `03-01 06:00:00.001  1000  1000 I Tag     : line ${n}`);
const fileOf = (all: string[]): Uint8Array => encoder.encode(`${all.join('\n')}\n`);

function pointerTo(bytes: Uint8Array, all: string[], n: number, member: string | null = null): EvidencePointer {
  const offset = encoder.encode(
    all
      .slice(0, n)
      .map((line) => `${line}\n`)
      .join(''),
  ).length;
  const length = all[n].length;
  return { file: 0, member, sha256: '', offset, length, digest: digestOf(bytes, offset, offset + length) };
}

function reread(bytes: Uint8Array, wanted: EvidencePointer[]) {
  const stream = streamSource(memorySource(bytes), 64 * 1024);
  return rereadQuotes(
    { open: () => ({ stream, codecs: nodeCodecs, referenceTimeUs: Date.UTC(2026, 5, 1) * 1000 }) },
    wanted,
  );
}

describe('re-reading quotes', () => {
  it('gives the text of each record with four records before and six behind', async () => {
    const all = lines(20);
    const bytes = fileOf(all);
    const pointer = pointerTo(bytes, all, 8);
    const quote = (await reread(bytes, [pointer])).get(pointerKey(pointer));
    expect(quote).toEqual({
      text: 'line 8',
      before: ['line 4', 'line 5', 'line 6', 'line 7'],
      after: ['line 9', 'line 10', 'line 11', 'line 12', 'line 13', 'line 14'],
      verified: true,
    });
  });

  it('finds neighbours across batches of records, and none beyond the ends', async () => {
    const all = lines(9000);
    const bytes = fileOf(all);
    const wanted = [0, 4094, 4096, 8999].map((n) => pointerTo(bytes, all, n));
    const quotes = await reread(bytes, wanted);
    const shown = wanted.map((pointer) => quotes.get(pointerKey(pointer)));
    expect(shown.map((quote) => [quote?.before[0], quote?.text, quote?.after.at(-1)])).toEqual([
      [undefined, 'line 0', 'line 6'],
      ['line 4090', 'line 4094', 'line 4100'],
      ['line 4092', 'line 4096', 'line 4102'],
      ['line 8995', 'line 8999', undefined],
    ]);
  });

  it('verifies whatever was pointed at, and nothing that was altered', async () => {
    const all = lines(50);
    const bytes = fileOf(all);
    await fc.assert(
      fc.asyncProperty(fc.nat(49), fc.nat(49), async (n, altered) => {
        const pointer = pointerTo(bytes, all, n);
        const copy = Uint8Array.from(bytes);
        copy[pointerTo(bytes, all, altered).offset + all[altered].length - 1] ^= 1;
        const quote = (await reread(copy, [pointer])).get(pointerKey(pointer));
        expect(quote?.verified).toBe(n !== altered);
      }),
      { numRuns: 30 },
    );
  });

  it('says of a place where no record begins that it is not verified', async () => {
    const all = lines(5);
    const bytes = fileOf(all);
    const pointer = { ...pointerTo(bytes, all, 2), offset: 7 };
    const quotes = await reread(bytes, [pointer]);
    expect(quotes.get(pointerKey(pointer))).toEqual({ text: '', before: [], after: [], verified: false });
  });

  it('reads members of archives by name', async () => {
    const all = lines(10);
    const other = all.map((line) => line.replace('line', 'other'));
    const zip = zipOf({ name: 'a.log', data: fileOf(all) }, { name: 'b.log', data: fileOf(other) });
    const pointer = pointerTo(fileOf(other), other, 3, 'b.log');
    const quotes = await reread(zip, [pointer]);
    expect(quotes.get(pointerKey(pointer))).toMatchObject({ text: 'other 3', verified: true });
  });

  it('stops reading when everything is found', async () => {
    const all = lines(200_000);
    const bytes = fileOf(all);
    let read = 0;
    async function* counted() {
      for await (const chunk of streamSource(memorySource(bytes), 64 * 1024)) {
        read += chunk.length;
        yield chunk;
      }
    }
    const pointer = pointerTo(bytes, all, 5);
    const input = { stream: counted(), codecs: nodeCodecs, referenceTimeUs: 0 };
    expect((await rereadQuotes({ open: () => input }, [pointer])).get(pointerKey(pointer))?.verified).toBe(true);
    expect(read).toBeLessThan(bytes.length / 3);
  });

  it('reads compressed files', async () => {
    const all = lines(10);
    const bytes = fileOf(all);
    const pointer = pointerTo(bytes, all, 9);
    const quotes = await reread(gzipSync(bytes), [pointer]);
    expect(quotes.get(pointerKey(pointer))).toMatchObject({ text: 'line 9', verified: true });
  });
});
