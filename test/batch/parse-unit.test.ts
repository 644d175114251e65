import { expect, test, vi } from 'vitest';
import { attemptKey, rawKey, unitKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { findUnit, readUnit } from '#src/batch/unit-result.ts';
import {
  bytesOf,
  createBatch,
  memoryWorld,
  parseContext,
  readThrough,
  sha256Of,
  upload,
  type World,
} from '#test/support/batch-world.ts';

async function planned(texts: readonly string[]): Promise<{ world: World; batchId: string }> {
  const world = memoryWorld();
  const batchId = await createBatch(world, texts);
  for (const [file, text] of texts.entries()) await upload(world, batchId, file, text);
  await world.table.addUploaded(batchId, 0, [...texts.keys()]);
  await planBatch(world, { batchId });
  return { world, batchId };
}

async function resultOf({ store }: World, batchId: string) {
  const lines = await Array.fromAsync((await readUnit(store, batchId, 0)) ?? []);
  return {
    files: [...((await findUnit(store, batchId, 0))?.files ?? [])],
    evidence: lines.flatMap((line) => ('evidence' in line ? line.evidence : [])),
    failed: lines.flatMap((line) => ('failed' in line ? line.failed : [])),
  };
}

test('a unit leaves evidence of each file with the hash of its stored bytes', async () => {
  const { world, batchId } = await planned(['one', 'two']);
  expect(await parseUnit(parseContext(world), { batchId, unit: 0 })).toEqual({
    unit: 0,
    parsed: 2,
    failed: 0,
    reused: false,
  });
  const { evidence, files, failed } = await resultOf(world, batchId);
  expect(files).toEqual([0, 1]);
  expect(failed).toEqual([]);
  expect(evidence.map(({ file }) => file.sha256)).toEqual(['one', 'two'].map(sha256Of));
  expect((await world.table.readShards(batchId))[0].parsed).toEqual(new Set([0, 1]));
});

test('a retry keeps the result that is there and parses nothing', async () => {
  const { world, batchId } = await planned(['one']);
  const collect = vi.fn(readThrough);
  await parseUnit(parseContext(world, { collect }), { batchId, unit: 0 });
  expect(await parseUnit(parseContext(world, { collect }), { batchId, unit: 0 })).toEqual({
    unit: 0,
    parsed: 1,
    failed: 0,
    reused: true,
  });
  expect(collect).toHaveBeenCalledTimes(1);
});

test('a result that was cut is made again, and never taken for whole', async () => {
  const { world, batchId } = await planned(['one', 'two']);
  await parseUnit(parseContext(world), { batchId, unit: 0 });
  const whole = await world.store.readAll(unitKey(batchId, 0));
  for (const share of [0.01, 0.4, 0.7, 0.98]) {
    await world.store.write(unitKey(batchId, 0), whole.subarray(0, Math.floor(whole.length * share)));
    expect(await findUnit(world.store, batchId, 0)).toBeUndefined();
    expect((await parseUnit(parseContext(world), { batchId, unit: 0 })).reused).toBe(false);
    expect(await world.store.readAll(unitKey(batchId, 0))).toEqual(whole);
  }
});

test('another parser version parses again', async () => {
  const { world, batchId } = await planned(['one']);
  await parseUnit(parseContext(world), { batchId, unit: 0 });
  const again = await parseUnit(parseContext(world, { versions: 'v2' }), { batchId, unit: 0 });
  expect(again.reused).toBe(false);
});

test('other description files parse again, with what they say', async () => {
  const { world, batchId } = await planned(['one']);
  const collect = vi.fn(readThrough);
  const descriptions = { buses: [], ecus: [] };
  const describe = (digest: string) => parseContext(world, { collect, describe: () => ({ descriptions, digest }) });
  const reused = [];
  for (const digest of ['a', 'a', 'b']) reused.push((await parseUnit(describe(digest), { batchId, unit: 0 })).reused);
  expect(reused).toEqual([false, true, false]);
  expect(collect.mock.calls[0][0].descriptions).toBe(descriptions);
});

test('a file that is not what was declared is failed, and the others are read', async () => {
  const { world, batchId } = await planned(['one', 'two']);
  await world.store.write(rawKey(batchId, 0), bytesOf('eno'));
  expect(await parseUnit(parseContext(world), { batchId, unit: 0 })).toMatchObject({ parsed: 1, failed: 1 });
  const { failed } = await resultOf(world, batchId);
  expect(failed).toMatchObject([{ index: 0, fault: 'content-changed' }]);
  expect(failed[0].message).toBe(
    '"file-0.log" is stored with other bytes than its declared SHA-256. Upload it again in a new batch.',
  );
});

test('a parser that throws what it never should costs one file, not the unit', async () => {
  const { world, batchId } = await planned(['one', 'two']);
  const collect: typeof readThrough = async (input) => {
    if (input.file.index === 0) throw new TypeError('undefined is not a function');
    return readThrough(input);
  };
  await parseUnit(parseContext(world, { collect }), { batchId, unit: 0 });
  const { failed, evidence } = await resultOf(world, batchId);
  expect(failed).toMatchObject([{ index: 0, fault: 'parser-defect' }]);
  expect(failed[0].message).not.toContain('undefined');
  expect(evidence).toHaveLength(1);
});

test('a reader that stops early still gets the hash of the whole file', async () => {
  const { world, batchId } = await planned(['x'.repeat(300_000)]);
  const collect: typeof readThrough = async ({ stream, file, sha256 }) => {
    for await (const _ of stream) break;
    const failure = { ...file, member: null, sha256: sha256(), fault: 'unknown-format', message: '.' };
    return { evidence: [], failed: [failure] };
  };
  await parseUnit(parseContext(world, { collect }), { batchId, unit: 0 });
  expect((await resultOf(world, batchId)).failed[0].sha256).toBe(sha256Of('x'.repeat(300_000)));
});

test('what the store throws is thrown on, to be tried again', async () => {
  const { world, batchId } = await planned(['one']);
  const store = {
    ...world.store,
    async *stream(key: string): AsyncGenerator<Uint8Array> {
      if (key.startsWith('raw/')) throw new RangeError('connection lost');
      yield* world.store.stream(key);
    },
  };
  await expect(parseUnit({ ...parseContext(world), store }, { batchId, unit: 0 })).rejects.toThrow('connection lost');
  expect(await world.store.findSize(unitKey(batchId, 0))).toBeUndefined();
});

test('a file that kills its workers is left out by the fourth, and the rest of its unit is read', async () => {
  const { world, batchId } = await planned(['one', 'deadly', 'three']);
  const collect: typeof readThrough = (input) => (input.file.index === 1 ? new Promise(() => {}) : readThrough(input));
  const context = parseContext(world, { collect });
  for (let death = 0; death < 3; death++) {
    void parseUnit(context, { batchId, unit: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await parseUnit(context, { batchId, unit: 0 })).toMatchObject({ parsed: 2, failed: 1 });
  expect((await resultOf(world, batchId)).failed).toMatchObject([{ index: 1, fault: 'worker-died' }]);
});

test('no file is to blame when the whole process was killed, nor when the store failed', async () => {
  const { world, batchId } = await planned(['one', 'two']);
  const hang: typeof readThrough = () => new Promise(() => {});
  for (const run of ['run-1', 'run-2', 'run-3']) {
    void parseUnit(parseContext(world, { collect: hang, run }), { batchId, unit: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const broken = {
    ...world.store,
    stream(key: string) {
      if (key.startsWith('raw/')) throw new RangeError('lost');
      return world.store.stream(key);
    },
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    const context = { ...parseContext(world, { run: 'run-4' }), store: broken };
    await expect(parseUnit(context, { batchId, unit: 0 })).rejects.toThrow('lost');
  }
  expect(await parseUnit(parseContext(world, { run: 'run-4' }), { batchId, unit: 0 })).toMatchObject({
    parsed: 2,
    failed: 0,
  });
  expect(await readJson(world.store, attemptKey(batchId, 0))).toMatchObject({ attempt: 4, suspects: [] });
});
