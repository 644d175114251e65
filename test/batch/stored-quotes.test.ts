import { describe, expect, it } from 'vitest';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { filesKey, quotesKey, rawKey, reportKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { readJson, writeJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import type { Report } from '#src/report/report.ts';
import { playScenario, SCENARIOS, type ScenarioName } from '#src/simulator/simulate.ts';
import { bytesOf, memoryWorld, parseContext, type World } from '#test/support/batch-world.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { newBatch } from '#test/support/new-batch.ts';

type Files = readonly { name: string; bytes: Uint8Array }[];

/** A batch of these files up to its diagnosis. */
async function aggregated(files: Files): Promise<{ world: World; batchId: string }> {
  const world = memoryWorld();
  const batch = newBatch({ fileCount: files.length });
  const { batchId } = batch;
  const list = files.map(({ name, bytes }) => JSON.stringify({ name, sizeBytes: bytes.length, sha256: null }));
  await world.store.write(filesKey(batchId), bytesOf(`${list.join('\n')}\n`));
  await world.table.create(batch);
  for (const [file, { bytes }] of files.entries()) await world.store.write(rawKey(batchId, file), bytes);
  await registerUploads(world, { batchId, files: [...files.keys()] });
  const context = { ...parseContext(world), collect: collectFile };
  for (const { unit } of (await planBatch(world, { batchId })).units) await parseUnit(context, { batchId, unit });
  await aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId });
  return { world, batchId };
}

/** The store, and the uploaded files that were read through it. */
function watched(store: ObjectStore) {
  const read = new Set<string>();
  const note = (key: string) => void (key.startsWith('raw/') && read.add(key));
  const watching: ObjectStore = {
    ...store,
    read: (key, ...range) => {
      note(key);
      return store.read(key, ...range);
    },
    readAll: (key) => {
      note(key);
      return store.readAll(key);
    },
    async *stream(key) {
      note(key);
      yield* store.stream(key);
    },
  };
  return { store: watching, read };
}

async function diagnosed(world: World, batchId: string, store: ObjectStore): Promise<Report> {
  const context = { ...world, store, diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: '0' };
  await diagnoseBatch(context, { batchId });
  return readJson<Report>(store, reportKey(batchId));
}

/** As it is today: quotes that nobody stored are read from the files. */
async function rereading(files: Files): Promise<Report> {
  const { world, batchId } = await aggregated(files);
  await writeJson(world.store, quotesKey(batchId), []);
  return diagnosed(world, batchId, world.store);
}

describe.each(Object.keys(SCENARIOS) as ScenarioName[])('the diagnosis of "%s"', (name) => {
  it('reads no uploaded file a second time, and says what it would say if it did', async () => {
    const { files } = playScenario(name, 1);
    const { world, batchId } = await aggregated(files);
    const { store, read } = watched(world.store);
    const report = await diagnosed(world, batchId, store);
    expect([...read]).toEqual([]);
    expect(report).toEqual(await rereading(files));
    expect(report.evidence.filter(({ quote }) => quote !== null).length).toBeGreaterThan(2);
  });
});

describe('quotes taken while parsing', () => {
  it.each(formatSamples())('are those that reading the file again gives: $name', async ({ bytes }) => {
    const input = () => ({
      stream: streamSource(memorySource(bytes)),
      source: memorySource(bytes),
      codecs: nodeCodecs,
    });
    const collected = await collectFile({
      ...input(),
      file: { index: 0, name: 'sample', sizeBytes: bytes.length },
      sha256: () => '',
      referenceTimeUs: 0,
      keepsQuotes: true,
    });
    const pointers = collected.evidence.flatMap(({ templates }) => templates.map(({ first }) => first));
    const again = await rereadQuotes({ open: () => ({ ...input(), referenceTimeUs: 0 }) }, pointers);
    const kept = new Map(
      collected.quotes.flatMap(({ member, quotes }) =>
        quotes.map(({ digest: _, ...quote }) => [
          pointerKey({ file: 0, member, sha256: '', digest: '', ...quote }),
          quote,
        ]),
      ),
    );
    for (const pointer of pointers) {
      const { verified, ...quote } = again.get(pointerKey(pointer)) ?? {};
      expect(verified).toBe(true);
      expect(kept.get(pointerKey(pointer))).toMatchObject(quote);
    }
  });
});
