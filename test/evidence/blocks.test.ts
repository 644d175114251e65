import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { joinBlocks, type RangeBlocks } from '#src/evidence/blocks/join-blocks.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { findRecords } from '#src/evidence/find-records.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import type { RecordQuery } from '#src/evidence/record-filter.ts';
import { recordsAround } from '#src/evidence/records-around.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { tarOf } from '#test/support/archives.ts';
import { blf, blfFile, blfObject } from '#test/support/blf-writer.ts';
import { indexed, storedLog } from '#test/support/block-index.ts';
import { formatSamples } from '#test/support/format-samples.ts';

/** More than the window that a decoder sees of the beginning, and some more. */
const LONG_BYTES = 1.45 * 2 ** 20;
const encoder = new TextEncoder();
const REFERENCE_US = Date.UTC(2026, 5, 1) * 1_000;

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function repeated(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.at(-1) === 10 ? bytes : Uint8Array.of(...bytes, 10);
  const count = Math.ceil(LONG_BYTES / whole.length);
  const long = new Uint8Array(count * whole.length);
  for (let n = 0; n < count; n++) long.set(whole, n * whole.length);
  return long;
}

/** The longest of each format: what is special in others shows in the parsers' own tests. */
const LONGEST = Map.groupBy(formatSamples(), ({ format }) => format).values();
const SAMPLES = [...LONGEST].flatMap((samples) => {
  const [{ bytes, format }] = samples.sort((a, b) => b.bytes.length - a.bytes.length);
  return 'resumes' in format && format.name !== 'blf' ? [{ name: format.name, bytes: repeated(bytes) }] : [];
});
const BLF = blfFile(
  Array.from({ length: 40_000 }, (_, n) =>
    blfObject({ ...blf.can(0x100 + (n % 40), [n & 255, n >> 8, 1, 2]), timeNs: n * 1e6 }),
  ),
  { containerBytes: 128 * 1024 },
);

/** 30,000 lines of 110 bytes; one in 10,000 tells of a leak. */
const LINES = Array.from({ length: 30_000 }, (_, n) => {
  const time = new Date(Date.UTC(2026, 4, 1) + n * 100).toISOString().replace('T', ' ').slice(5, -1);
  const [level, app, text] =
    n % 10_000 === 9_000
      ? ['E', 'Leak', `valve ${n} leaks`]
      : ['I', n < 20_000 ? 'Early' : 'Late', `Sample ${n} was taken`];
  return `${time}  1000  1000 ${level} ${app.padEnd(8)}: ${text} ${'and so on '.repeat(4)}`;
});
const LOGCAT: Uint8Array<ArrayBuffer> = encoder.encode(`${LINES.join('\n')}\n`);

const indexedLogcat = lazy(() => indexed(LOGCAT, 4_096));

describe.each([...SAMPLES, { name: 'blf', bytes: BLF }])('records of $name by place', ({ bytes }) => {
  it('are those that reading from the start gives', async () => {
    const { blocks, places } = await indexed(bytes, 3_000);
    expect(blocks[0].blocks.length).toBeGreaterThan(1);
    for (const part of [0.97]) {
      const at = { file: 0, ...places[Math.floor(places.length * part)] };
      const around = await recordsAround(storedLog(bytes, blocks), { at, before: 20, after: 20 });
      expect(around).toEqual(await recordsAround(storedLog(bytes, []), { at, before: 20, after: 20 }));
      expect(around.length).toBeGreaterThan(20);
    }
  });
});

describe('a block index', () => {
  it('lets lines around a place be read without what stands before and behind', async () => {
    const { blocks, places } = await indexedLogcat();
    const read = { bytes: 0 };
    const at = { file: 0, ...places[25_000] };
    const found = await recordsAround(storedLog(LOGCAT, blocks, read), { at, before: 2, after: 2 });
    expect(found.map(({ text }) => Number(/\d+/.exec(text)?.[0]))).toEqual([24_998, 24_999, 25_000, 25_001, 25_002]);
    // The first window, and one behind the block's beginning.
    expect(read.bytes).toBeLessThan(2 * (2 ** 20 + 2 ** 18) + 2 ** 19);
  });

  it('is far smaller than a hundredth of its file', async () => {
    const { blocks } = await indexedLogcat();
    expect(JSON.stringify(blocks).length).toBeLessThan(LOGCAT.length / 1_000);
  });

  const queries: [string, RecordQuery, number][] = [
    ['level', { level: 'warn' }, 3],
    ['writer', { app: 'late', words: ['sample 25000 '] }, 1],
    ['time', { fromUs: Date.UTC(2026, 4, 1, 0, 45) * 1e3, toUs: Date.UTC(2026, 4, 1, 0, 45, 1) * 1e3 }, 11],
    ['words alone', { words: ['valve'] }, 3],
  ];
  it.each(queries)('finds the same by %s as reading all of it', async (_, query, count) => {
    const { blocks } = await indexedLogcat();
    const search = { file: 0, limit: 40, query };
    const found = await findRecords(storedLog(LOGCAT, blocks), search);
    expect(found).toEqual(await findRecords(storedLog(LOGCAT, []), search));
    expect(found).toHaveLength(count);
  });

  it('keeps a search from blocks in which nothing can fit', async () => {
    const { blocks } = await indexedLogcat();
    const [first] = blocks[0].blocks;
    expect([first.levels & 4, first.sources?.map((source) => blocks[0].sources[source].app)]).toEqual([0, ['Early']]);
    const read = { bytes: 0 };
    await findRecords(storedLog(LOGCAT, blocks, read), { file: 0, limit: 40, query: { app: 'none' } });
    expect(read.bytes).toBe(0);
  });

  it('serves quotes of a bare file, of a packed one and of an archive alike', async () => {
    const files = [
      LOGCAT,
      new Uint8Array(gzipSync(LOGCAT, { level: 1 })),
      tarOf({ name: 'a.log', data: LOGCAT }, { name: 'b.log', data: LOGCAT }),
    ];
    for (const bytes of files) {
      const { blocks, places } = await indexed(bytes, 4_096);
      const at = [100, 15_000, 29_990, places.length - 5_000].map((n) => ({ file: 0, ...places[n] }));
      const records = await Promise.all(
        at.map(async (place) => (await recordsAround(storedLog(bytes, []), { at: place, before: 0, after: 0 }))[0]),
      );
      const pointers = records.map(({ pointer }) => pointer);
      const quotes = await rereadQuotes(storedLog(bytes, blocks), pointers);
      expect(pointers.map((pointer) => quotes.get(pointerKey(pointer))?.verified)).toEqual([true, true, true, true]);
      expect(quotes).toEqual(await rereadQuotes(storedLog(bytes, []), pointers));
    }
  });

  it('is put together from those of ranges that several workers read, and not where one is missing', async () => {
    const cuts = [0, 9_000, 18_000, LINES.length].map((n) => LINES.slice(0, n).join('\n').length + (n > 0 ? 1 : 0));
    const ranges: RangeBlocks[] = [];
    for (const [i, from] of cuts.slice(0, -1).entries()) {
      const to = cuts[i + 1];
      const stream = streamSource(memorySource(LOGCAT.subarray(from, to)));
      const file = { index: 0, name: 'log', sizeBytes: LOGCAT.length };
      const range = { from, to, format: 'logcat' };
      const input = { stream, codecs: nodeCodecs, file, sha256: () => '', referenceTimeUs: REFERENCE_US, range };
      ranges.push({ from, to, index: (await collectFile(input)).blocks[0] });
    }
    const joined = joinBlocks(ranges.toReversed(), LOGCAT.length);
    expect(joined?.blocks.map(({ offset }) => offset)).toEqual(cuts.slice(0, -1));
    const { places } = await indexedLogcat();
    const read = { bytes: 0 };
    const at = { file: 0, ...places[27_500] };
    const found = await recordsAround(storedLog(LOGCAT, joined ? [joined] : [], read), { at, before: 5, after: 5 });
    expect(found).toEqual(await recordsAround(storedLog(LOGCAT, []), { at, before: 5, after: 5 }));
    expect(read.bytes).toBeLessThan(LOGCAT.length - 2 ** 19);
    const search = { file: 0, limit: 9, query: { level: 'error' as const } };
    expect(await findRecords(storedLog(LOGCAT, joined ? [joined] : []), search)).toHaveLength(3);
    expect(joinBlocks(ranges.slice(1), LOGCAT.length)).toBeUndefined();
    expect(joinBlocks([ranges[0], ranges[2]], LOGCAT.length)).toBeUndefined();
  });

  it('is not believed when it is of another file', async () => {
    const { blocks, places } = await indexedLogcat();
    const other = encoder.encode(
      `${LINES.map((line) => line.replace('taken', 'given'))
        .slice(1)
        .join('\n')}\n`,
    );
    const at = { file: 0, ...places[25_000] };
    const found = await recordsAround(storedLog(other, blocks), { at, before: 2, after: 2 });
    expect(found).toEqual(await recordsAround(storedLog(other, []), { at, before: 2, after: 2 }));
    const search = { file: 0, limit: 5, query: { words: ['given'], app: 'Late' } };
    expect(await findRecords(storedLog(other, blocks), search)).toHaveLength(5);
  });
});
