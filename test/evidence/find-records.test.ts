import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { digestOf } from '#src/evidence/digest.ts';
import { findRecords } from '#src/evidence/find-records.ts';
import type { RecordQuery } from '#src/evidence/record-filter.ts';
import { recordsAround } from '#src/evidence/records-around.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { DltWriter } from '#src/simulator/writers/dlt.ts';
import { zipOf } from '#test/support/archives.ts';

const encoder = new TextEncoder();
const COUNT = 9_000;
const line = (n: number): string => {
  const level = n % 1_000 === 7 ? 'E' : 'I';
  const tag = n % 2 ? 'Pump' : 'Valve';
  const seconds = String(Math.floor(n / 1_000)).padStart(2, '0');
  return `03-01 06:00:${seconds}.001  1000  1000 ${level} ${tag.padEnd(8)}: pressure Sample ${n} taken`;
};
const LINES = Array.from({ length: COUNT }, (_, n) => line(n));
const BYTES = encoder.encode(`${LINES.join('\n')}\n`);
/** Every letter is one byte. */
const offsetOf = (n: number): number => LINES.slice(0, n).reduce((sum, text) => sum + text.length + 1, 0);

const inputOf = (bytes: Uint8Array<ArrayBuffer> = BYTES) => ({
  stream: streamSource(memorySource(bytes), 64 * 1024),
  codecs: nodeCodecs,
  referenceTimeUs: Date.UTC(2026, 5, 1) * 1000,
});
const search = (query: RecordQuery, { bytes = BYTES, limit = 40 } = {}) =>
  findRecords({ open: () => inputOf(bytes) }, { file: 3, limit, query });

describe('a search of records', () => {
  it('gives each record with a pointer to its bytes, whose digest is theirs', async () => {
    const [found] = await search({ words: ['sample 4242'] });
    const offset = offsetOf(4_242);
    const length = LINES[4_242].length;
    expect(found).toMatchObject({ level: 'info', app: 'Valve', text: 'pressure Sample 4242 taken' });
    const digest = digestOf(BYTES, offset, offset + length);
    expect(found.pointer).toEqual({ file: 3, member: null, sha256: '', offset, length, digest });
  });

  it('keeps to level, writer, words, time and places together', async () => {
    const numbers = async (query: RecordQuery) =>
      (await search(query)).map(({ text }) => Number(/\d+/.exec(text)?.[0]));
    expect(await numbers({ level: 'warn' })).toEqual([7, 1_007, 2_007, 3_007, 4_007, 5_007, 6_007, 7_007, 8_007]);
    expect(await numbers({ level: 'error', app: 'valve' })).toEqual([]);
    expect(await numbers({ level: 'error', words: ['PRESSURE', '8007'] })).toEqual([8_007]);
    const second = Date.UTC(2026, 2, 1, 6) * 1000;
    expect(await numbers({ level: 'error', fromUs: second + 2e6, toUs: second + 4e6 })).toEqual([2_007, 3_007]);
    const places = [{ member: null, offsets: [offsetOf(5), offsetOf(8_999), 1] }];
    expect(await numbers({ places })).toEqual([5, 8_999]);
    expect(await numbers({ places: [{ member: 'other.log', offsets: [0] }] })).toEqual([]);
  });

  it('finds a payload that no description names by its id and its bytes', async () => {
    const writer = new DltWriter();
    for (let n = 0; n < 300; n++)
      writer.nonVerbose({ timeUs: n * 1e6, ecu: 'GATE', messageId: n, data: Uint8Array.of(n & 255, 0xcd) });
    const found = await search({ words: ['[258] 02 CD'] }, { bytes: writer.borrowBytes().slice() });
    expect(found.map(({ text, body }) => ({ text, body }))).toEqual([{ text: '[258] 02 cd', body: null }]);
  });

  it('ends at its limit and reads no further', async () => {
    let read = 0;
    async function* counted() {
      for (let i = 0; i < 10; i++) {
        read += BYTES.length;
        yield BYTES;
      }
    }
    const query = { words: ['taken'] };
    expect(
      await findRecords({ open: () => ({ ...inputOf(), stream: counted() }) }, { file: 0, limit: 3, query }),
    ).toHaveLength(3);
    expect(read).toBeLessThan(5 * BYTES.length);
  });

  it('stops when nobody waits for it', async () => {
    const isWanted = () => false;
    expect(await findRecords({ open: () => inputOf() }, { file: 0, limit: 3, query: {}, isWanted })).toEqual([]);
  });

  it('finds records of archives under their member', async () => {
    const found = await search(
      { words: ['sample 17 '] },
      { bytes: new Uint8Array(zipOf({ name: 'a/b.log', data: BYTES })) },
    );
    expect(found.map(({ pointer }) => [pointer.member, pointer.offset])).toEqual([['a/b.log', offsetOf(17)]]);
  });
});

describe('the records around a place', () => {
  const around = async (n: number, before: number, after: number, bytes = BYTES) => {
    const at = { file: 0, member: null, offset: offsetOf(n) };
    const found = await recordsAround({ open: () => inputOf(bytes) }, { at, before, after });
    return found.map(({ text }) => Number(/\d+/.exec(text)?.[0]));
  };

  it('come in order, the one at the place among them', async () => {
    expect(await around(50, 3, 2)).toEqual([47, 48, 49, 50, 51, 52]);
    expect(await around(50, 0, 0)).toEqual([50]);
    expect(await around(50, 2, 1, gzipSync(BYTES))).toEqual([48, 49, 50, 51]);
  });

  it('cross the seams of batches and end at the ends of the file', async () => {
    expect(await around(4_096, 2, 2)).toEqual([4_094, 4_095, 4_096, 4_097, 4_098]);
    expect(await around(4_094, 1, 4)).toEqual([4_093, 4_094, 4_095, 4_096, 4_097, 4_098]);
    expect(await around(0, 5, 1)).toEqual([0, 1]);
    expect(await around(8_999, 1, 5)).toEqual([8_998, 8_999]);
  });
});
