import { describe, expect, it } from 'vitest';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { evidenceKey, rawKey, unitKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import { ObjectNotFound, type ObjectStore, ObjectUnreadable } from '#src/batch/ports.ts';
import { startBatch } from '#src/batch/start-batch.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { bytesOf, createBatch, memoryWorld, parseContext, upload, type World } from '#test/support/batch-world.ts';

const LOG = '11-22 10:00:11.000  100  100 E update_engine: Error code kDownloadMetadataSignatureMismatch (26)\n';

/** Three files in one unit, planned. */
async function planned(): Promise<{ world: World; batchId: string }> {
  const world = memoryWorld();
  const batchId = await createBatch(world, [LOG, LOG, LOG]);
  for (const file of [0, 1, 2]) await upload(world, batchId, file, LOG);
  await registerUploads(world, { batchId, files: [0, 1, 2] });
  await startBatch(world, batchId);
  expect((await planBatch(world, { batchId })).units).toHaveLength(1);
  return { world, batchId };
}

/** The same store, in which one object throws whoever reads it. */
function withBadObject(store: ObjectStore, bad: string, error: Error): ObjectStore {
  const guard = (key: string) => {
    if (key === bad) throw error;
  };
  return {
    ...store,
    read: async (key, offset, length) => {
      guard(key);
      return store.read(key, offset, length);
    },
    readAll: async (key) => {
      guard(key);
      return store.readAll(key);
    },
    async *stream(key) {
      guard(key);
      yield* store.stream(key);
    },
  };
}

const parse = (world: World, batchId: string) =>
  parseUnit({ ...parseContext(world), collect: collectFile }, { batchId, unit: 0 });

async function finish(world: World, batchId: string): Promise<BatchEvidence> {
  await aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId });
  const context = { ...world, diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: '0' };
  await diagnoseBatch(context, { batchId });
  return readJson<BatchEvidence>(world.store, evidenceKey(batchId));
}

describe('an object that the store does not give', () => {
  it.each([
    [
      'is refused',
      (key: string) => new ObjectUnreadable(key, 'InvalidObjectState'),
      'object-unreadable',
      '"file-1.log" could not be read: the store does not give it (InvalidObjectState). See to the stored object, or upload the file again in a new batch.',
    ],
    [
      'is gone',
      (key: string) => new ObjectNotFound(key),
      'object-gone',
      '"file-1.log" has been removed from the store since it was uploaded. Upload it again in a new batch.',
    ],
  ])('%s: fails its own file and no neighbour, by name and cause', async (_, errorOf, fault, message) => {
    const { world, batchId } = await planned();
    const key = rawKey(batchId, 1);
    const damaged = { ...world, store: withBadObject(world.store, key, errorOf(key)) };
    expect(await parse(damaged, batchId)).toMatchObject({ parsed: 2, failed: 1 });
    const { failed, files } = await finish(damaged, batchId);
    expect(failed).toMatchObject([{ index: 1, fault, message }]);
    expect(files.map(({ file }) => file.index)).toEqual([0, 2]);
    expect(await world.table.find(batchId)).toMatchObject({ state: 'partial' });
  });

  it('after it was parsed takes its own quotes with it, not the report', async () => {
    const { world, batchId } = await planned();
    await parse(world, batchId);
    const key = rawKey(batchId, 0);
    const damaged = { ...world, store: withBadObject(world.store, key, new ObjectNotFound(key)) };
    await finish(damaged, batchId);
    expect(await world.table.find(batchId)).toMatchObject({ state: 'completed' });
  });

  it('and that has more bytes than were declared is no evidence, though no hash was declared', async () => {
    const world = memoryWorld();
    const batchId = await createBatch(world, [LOG]);
    const files = `${JSON.stringify({ name: 'file-0.log', sizeBytes: LOG.length, sha256: null })}\n`;
    await world.store.write(`work/${batchId}/files.jsonl`, bytesOf(files));
    await upload(world, batchId, 0, LOG + LOG);
    await world.table.addUploaded(batchId, 0, [0]);
    await planBatch(world, { batchId });
    expect(await parse(world, batchId)).toMatchObject({ parsed: 0, failed: 1 });
  });
});

describe('the result of a unit that was damaged behind its first file', () => {
  it.each([
    ['cut', (text: string) => text.slice(0, text.indexOf('{"file":2') + 9)],
    ['changed', (text: string) => text.replace('{"file":2,', '{"file"?2,')],
  ])('and is %s, loses what it does not tell any more, not the batch', async (_, damage) => {
    const { world, batchId } = await planned();
    await parse(world, batchId);
    const key = unitKey(batchId, 0);
    const text = new TextDecoder().decode(await world.store.readAll(key));
    await world.store.write(key, bytesOf(damage(text)));
    const { failed, files } = await finish(world, batchId);
    expect(files.map(({ file }) => file.index)).toEqual([0, 1]);
    // The file before the damage may have had more to say.
    expect(failed).toMatchObject([1, 2].map((index) => ({ index, fault: 'unit-lost' })));
  });
});
