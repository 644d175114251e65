import { describe, expect, it } from 'vitest';
import type { BatchRecords, RecordWish } from '#src/batch/batch-records.ts';
import { requireBatch } from '#src/batch/enter-state.ts';
import { exportFolder } from '#src/batch/export-path.ts';
import { evidenceKey, reportKey } from '#src/batch/keys.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createBatch, memoryWorld, upload } from '#test/support/batch-world.ts';
import { logsInput } from '#test/support/log-report.ts';
import { newBatch } from '#test/support/new-batch.ts';

const at = (n: number): string => `2026-05-13T08:00:${String(n).padStart(2, '0')}Z`;
const GATEWAY = Array.from(
  { length: 30 },
  (_, n) => `${at(n)} gwc ota[1]: ${n % 10 === 7 ? 'error: valve' : 'step'} ${n} taken`,
);
const RADIO = Array.from({ length: 10 }, (_, n) => `${at(n + 45)} ivi radio[2]: volume ${n} set`);

type Numbers = (wish?: Partial<RecordWish>) => Promise<{ numbers: number[]; isCut: boolean }>;

interface Stored {
  records: BatchRecords;
  batch: Awaited<ReturnType<typeof requireBatch>>;
  search: Numbers;
  fingerprint: (template: string) => string;
}

const numberOf = ({ text }: { text: string }): number => Number(/\d+/.exec(text)?.[0]);

/** Two files; their evidence too, once the batch is aggregated. */
async function stored({ isAggregated = true } = {}): Promise<Stored> {
  const world = memoryWorld();
  const texts = [GATEWAY, RADIO].map((lines) => `${lines.join('\n')}\n`);
  const batchId = await createBatch(world, texts);
  for (const [file, text] of texts.entries()) await upload(world, batchId, file, text);
  const { evidence } = await logsInput({ 'a.log': GATEWAY, 'b.log': RADIO }, {});
  if (isAggregated) await writeJson(world.store, evidenceKey(batchId), evidence);
  const pointer = evidence.templates.find(({ template }) => template.includes('valve'))?.first;
  const items = [
    { id: 'E1', quote: null },
    { id: 'E2', quote: { pointer } },
  ];
  await writeJson(world.store, reportKey(batchId), { evidence: items });
  const records = batchRecords({ codecs: nodeCodecs, store: world.store });
  const batch = await requireBatch(world.table, batchId);
  return {
    records,
    batch,
    search: async (wish = {}) => {
      const found = await records.search(batch, { limit: 100, ...wish });
      return { numbers: found.records.map(numberOf), isCut: found.isCut };
    },
    fingerprint: (template) => evidence.templates.find((row) => row.template === template)?.fingerprint ?? '',
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe('records of a batch', () => {
  it.each([true, false])(
    'are found in order of file and place, as many as asked for (aggregated: %s)',
    async (isAggregated) => {
      const { search } = await stored({ isAggregated });
      expect(await search()).toEqual({ numbers: [...range(0, 30), ...range(0, 10)], isCut: false });
      expect(await search({ limit: 40 })).toMatchObject({ isCut: false });
      expect(await search({ limit: 32 })).toEqual({ numbers: [...range(0, 30), 0, 1], isCut: true });
      expect(await search({ file: 1 })).toMatchObject({ numbers: range(0, 10) });
      expect(await search({ file: 2 })).toMatchObject({ numbers: [] });
      expect(await search({ fromUs: Date.parse(at(28)) * 1e3, toUs: Date.parse(at(46)) * 1e3 })).toMatchObject({
        numbers: [28, 29, 0, 1],
      });
      expect(await search({ toUs: Date.parse(at(1)) * 1e3 })).toMatchObject({ numbers: [0, 1] });
      expect(await search({ fromUs: Date.parse(at(54)) * 1e3 })).toMatchObject({ numbers: [9] });
    },
  );

  it('go on behind a place and back before it, across files', async () => {
    const { batch, records, search } = await stored();
    const { records: all } = await records.search(batch, { limit: 100 });
    const placeOf = (n: number) => all[n].pointer;
    expect(await search({ after: placeOf(28), limit: 3 })).toEqual({ numbers: [29, 0, 1], isCut: true });
    expect(await search({ after: placeOf(35) })).toEqual({ numbers: [6, 7, 8, 9], isCut: false });
    expect(await search({ before: placeOf(31), limit: 3 })).toEqual({ numbers: [28, 29, 0], isCut: true });
    expect(await search({ before: placeOf(2) })).toEqual({ numbers: [0, 1], isCut: false });
    expect(await search({ before: placeOf(30), limit: 2 })).toEqual({ numbers: [28, 29], isCut: true });
  });

  it('are those of a template or all others, each with the name that it counts under', async () => {
    const { batch, fingerprint, records, search } = await stored();
    const valve = fingerprint('error: valve <num> taken');
    expect(await search({ templates: [valve] })).toMatchObject({ numbers: [7, 17, 27] });
    expect(
      await search({ templates: [valve, fingerprint('volume <num> set')], fromUs: Date.parse(at(20)) * 1e3, limit: 2 }),
    ).toEqual({
      numbers: [27, 0],
      isCut: true,
    });
    expect((await search({ notTemplates: [valve] })).numbers).toHaveLength(37);
    expect(await search({ templates: ['v1:unknown'] })).toMatchObject({ numbers: [] });
    const found = await records.search(batch, { templates: [valve], limit: 9 });
    expect(new Set(found.records.map(({ template }) => template))).toEqual(new Set([valve]));
  });

  it('come as a stream with the same filters, and every one of them', async () => {
    const { batch, fingerprint, records } = await stored();
    const numbers = async (wish: Parameters<BatchRecords['stream']>[1]) =>
      (await Array.fromAsync(records.stream(batch, wish))).flat().map(numberOf);
    expect(await numbers({})).toEqual([...range(0, 30), ...range(0, 10)]);
    expect(await numbers({ templates: [fingerprint('error: valve <num> taken')] })).toEqual([7, 17, 27]);
    expect(await numbers({ file: 1, words: ['volume'] })).toEqual(range(0, 10));
  });

  it('stand around a line of the report, or around nothing where it has no such line', async () => {
    const { batch, fingerprint, records } = await stored();
    const around = await records.around(batch, { place: { evidence: 'E2' }, around: 2 });
    expect(around?.records.map(numberOf)).toEqual([5, 6, 7, 8, 9]);
    expect(around?.records[2]).toMatchObject({
      pointer: { offset: around?.at.offset },
      template: fingerprint('error: valve <num> taken'),
    });
    for (const evidence of ['E1', 'E9'])
      expect(await records.around(batch, { place: { evidence }, around: 2 })).toBeUndefined();
  });
});

describe('the folder of a batch’s tables', () => {
  const createdAtMs = Date.UTC(2026, 10, 26, 23, 59);
  const folderOf = (more: object) => exportFolder('faults', newBatch({ batchId: 'B1', createdAtMs, ...more }));

  it.each([
    [{ platform: 'J7', firmware: { from: '1.0', to: '2.0' } }, 'platform=J7/firmware=2.0'],
    [{ platform: 'J7', firmware: { from: '1.0', to: null } }, 'platform=J7/firmware=1.0'],
    [{ platform: null, firmware: null }, 'platform=__HIVE_DEFAULT_PARTITION__/firmware=__HIVE_DEFAULT_PARTITION__'],
    [{ platform: 'a/b *=ö', firmware: null }, 'platform=a%2Fb%20%2A%3D%C3%B6/firmware=__HIVE_DEFAULT_PARTITION__'],
  ])('of %j lies below its day, platform and firmware', (more, names) => {
    expect(folderOf(more)).toBe(`faults/date=2026-11-26/${names}/B1/`);
  });

  it('is never named longer than a disk takes, nor cut inside a character', () => {
    const [platform] = /(?<=platform=)[^/]+/.exec(folderOf({ platform: 'ö'.repeat(300), firmware: null })) ?? [''];
    expect(platform).toBe('%C3%B6'.repeat(33));
  });
});
