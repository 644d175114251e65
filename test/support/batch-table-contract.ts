import { expect, test } from 'vitest';
import { BatchNotFound, type BatchTable, InvalidCursor } from '#src/batch/ports.ts';
import { batchIdOf, newBatch } from './new-batch.ts';

/** What every `BatchTable` promises. `open` gives an empty table. */
export function batchTableContract(open: () => Promise<BatchTable>): void {
  test('keeps a new batch as uploading with everything it was created with', async () => {
    const table = await open();
    expect(await table.create(newBatch())).toBe(true);
    expect(await table.find(newBatch().batchId)).toEqual({
      ...newBatch(),
      state: 'uploading',
      enteredAtMs: { uploading: newBatch().createdAtMs },
      message: null,
      unitCount: null,
      verdict: null,
      reopenedAtMs: null,
      redrives: 0,
    });
  });

  test('refuses an id that is taken and keeps the first batch', async () => {
    const table = await open();
    await table.create(newBatch());
    expect(await table.create(newBatch({ vehicleId: 'other' }))).toBe(false);
    expect((await table.find(newBatch().batchId))?.vehicleId).toBe('vehicle-7');
  });

  test('finds nothing under an unknown id', async () => {
    const table = await open();
    expect(await table.find(batchIdOf(9))).toBeUndefined();
    expect(await table.readShards(batchIdOf(9))).toEqual([]);
    expect(await table.readEvents(batchIdOf(9), 0, 10)).toEqual([]);
    expect(await table.change(batchIdOf(9), { from: ['uploading'], to: 'failed', atMs: 1 })).toBe(false);
  });

  test('changes the state only out of the states named, and keeps what was not named', async () => {
    const table = await open();
    await table.create(newBatch());
    const { batchId } = newBatch();
    expect(await table.change(batchId, { from: ['parsing'], to: 'aggregating', atMs: 5 })).toBe(false);
    expect(await table.change(batchId, { from: ['uploading', 'parsing'], to: 'parsing', atMs: 7, unitCount: 3 })).toBe(
      true,
    );
    expect(await table.change(batchId, { from: ['parsing'], to: 'failed', atMs: 9, message: 'Why.' })).toBe(true);
    expect(await table.find(batchId)).toMatchObject({
      state: 'failed',
      unitCount: 3,
      message: 'Why.',
      verdict: null,
      enteredAtMs: { uploading: newBatch().createdAtMs, parsing: 7, failed: 9 },
    });
  });

  test('keeps the time at which a state was first entered', async () => {
    const table = await open();
    await table.create(newBatch());
    const { batchId } = newBatch();
    await table.change(batchId, { from: ['uploading'], to: 'parsing', atMs: 7 });
    await table.change(batchId, { from: ['parsing'], to: 'parsing', atMs: 8 });
    expect((await table.find(batchId))?.enteredAtMs.parsing).toBe(7);
  });

  test('takes up a batch that has ended, once, and forgets its end', async () => {
    const table = await open();
    await table.create(newBatch());
    const { batchId, createdAtMs } = newBatch();
    const concluded = { verdict: 'LIKELY', headline: 'It broke.', cause: 'ota.flash' };
    const reopening = { from: 'failed', to: 'parsing', atMs: 20, deadlineMs: 30, redrives: 2 } as const;
    expect(await table.reopen(batchId, reopening)).toBe(false);
    await table.change(batchId, { from: ['uploading'], to: 'parsing', atMs: 7 });
    await table.change(batchId, { from: ['parsing'], to: 'failed', atMs: 9, message: 'Why.', ...concluded });
    expect(await table.find(batchId)).toMatchObject(concluded);
    const won = await Promise.all(Array.from({ length: 5 }, () => table.reopen(batchId, reopening)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const reopened = await table.find(batchId);
    expect(reopened).toMatchObject({ state: 'parsing', message: null, verdict: null, reopenedAtMs: 20, redrives: 2 });
    expect(reopened).toMatchObject({ deadlineMs: 30, enteredAtMs: { uploading: createdAtMs, parsing: 7 } });
    expect([reopened?.enteredAtMs.failed, reopened?.headline, reopened?.cause]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect((await table.listOpen({ limit: 9 })).batches.map((batch) => batch.batchId)).toEqual([batchId]);
    expect(await table.reopen(batchIdOf(9), reopening)).toBe(false);
    await table.change(batchId, { from: ['parsing'], to: 'failed', atMs: 40 });
    expect(await table.reopen(batchId, reopening)).toBe(false);
    expect(await table.reopen(batchId, { ...reopening, redrives: 3 })).toBe(true);
  });

  test('lets exactly one of many simultaneous changes win', async () => {
    const table = await open();
    await table.create(newBatch());
    const change = { from: ['uploading'], to: 'parsing', atMs: 7 } as const;
    const won = await Promise.all(Array.from({ length: 20 }, () => table.change(newBatch().batchId, change)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  test('adds to the sets of a shard without losing or doubling a member', async () => {
    const table = await open();
    await table.create(newBatch({ fileCount: 150 }));
    const { batchId } = newBatch();
    const files = Array.from({ length: 100 }, (_, file) => file);
    const answers = await Promise.all([...files, ...files].map((file) => table.addUploaded(batchId, 0, [file])));
    expect(Math.max(...answers.map((set) => set.size))).toBe(100);
    await table.addParsed(batchId, 1, [100, 101]);
    await table.addParsed(batchId, 1, [101]);
    await table.addFailed(batchId, 1, [149]);
    await table.addFailed(batchId, 1, []);
    const [first, second] = await table.readShards(batchId);
    expect(first).toEqual({ shard: 0, uploaded: new Set(files), parsed: new Set(), failed: new Set() });
    expect(second).toEqual({ shard: 1, uploaded: new Set(), parsed: new Set([100, 101]), failed: new Set([149]) });
  });

  test('counts a file under its last outcome only', async () => {
    const table = await open();
    await table.create(newBatch());
    const { batchId } = newBatch();
    await table.addFailed(batchId, 0, [0, 1]);
    await table.addParsed(batchId, 0, [1, 2]);
    await table.addFailed(batchId, 0, [2]);
    const [{ parsed, failed }] = await table.readShards(batchId);
    expect([parsed, failed]).toEqual([new Set([1]), new Set([0, 2])]);
  });

  test('reads the progress of the largest batch', async () => {
    const table = await open();
    await table.create(newBatch({ fileCount: 10_000 }));
    await table.addUploaded(newBatch().batchId, 99, [9_999]);
    const shards = await table.readShards(newBatch().batchId);
    expect(await table.readShards(newBatch().batchId, 10_000)).toEqual(shards);
    expect(shards).toHaveLength(100);
    expect(shards[99].uploaded).toEqual(new Set([9_999]));
  });

  test('returns all full shards, and refuses those of an unknown batch', async () => {
    const table = await open();
    await table.create(newBatch({ fileCount: 300 }));
    await table.addFullShard(newBatch().batchId, 2);
    await table.addFullShard(newBatch().batchId, 0);
    expect(await table.addFullShard(newBatch().batchId, 0)).toEqual(new Set([0, 2]));
    await expect(table.addFullShard(batchIdOf(9), 0)).rejects.toThrow(BatchNotFound);
  });

  test('lists newest first, by vehicle and by state, page by page', async () => {
    const table = await open();
    await createFleet(table);
    expect(await idsOf(table, {})).toEqual([6, 5, 4, 3, 2, 1].map(batchIdOf));
    expect(await idsOf(table, { vehicleId: 'odd' })).toEqual([5, 3, 1].map(batchIdOf));
    expect(await idsOf(table, { state: 'failed' })).toEqual([4, 3].map(batchIdOf));
    expect(await idsOf(table, { vehicleId: 'odd', state: 'uploading' })).toEqual([5, 1].map(batchIdOf));
    expect(await idsOf(table, { vehicleId: 'nobody' })).toEqual([]);
  });

  test('goes on behind the cursor although newer batches arrived meanwhile', async () => {
    const table = await open();
    await createFleet(table);
    const { cursor } = await table.list({ limit: 2 });
    await table.create(newBatch({ batchId: batchIdOf(7), createdAtMs: 7 }));
    const next = await table.list({ limit: 2, cursor: cursor ?? '' });
    expect(next.batches.map(({ batchId }) => batchId)).toEqual([4, 3].map(batchIdOf));
  });

  test('lists open batches oldest first and leaves out those that ended', async () => {
    const table = await open();
    await createFleet(table);
    const first = await table.listOpen({ limit: 3 });
    expect(first.batches.map(({ batchId }) => batchId)).toEqual([1, 2, 5].map(batchIdOf));
    const second = await table.listOpen({ limit: 3, cursor: first.cursor ?? '' });
    expect(second.batches.map(({ batchId }) => batchId)).toEqual([batchIdOf(6)]);
    expect(second.cursor).toBeNull();
    await table.change(batchIdOf(2), { from: ['uploading'], to: 'queued', atMs: 9 });
    await table.change(batchIdOf(6), { from: ['uploading'], to: 'queued', atMs: 8 });
    const queued = await table.listOpen({ state: 'queued', limit: 3 });
    expect(queued.batches.map(({ batchId }) => batchId)).toEqual([2, 6].map(batchIdOf));
  });

  test.each(['', 'x', '!!', 'bm90IGEgcG9zaXRpb24', 'A'.repeat(200), '=', 'AAAA AAAA'])(
    'refuses the cursor "%s", which no list returned',
    async (cursor) => {
      const table = await open();
      await expect(table.list({ limit: 1, cursor })).rejects.toThrow(InvalidCursor);
      await expect((async () => table.listOpen({ limit: 1, cursor }))()).rejects.toThrow(InvalidCursor);
    },
  );

  test('erases every row of a batch, counts them, and leaves other batches alone', async () => {
    const table = await open();
    for (const n of [1, 2]) {
      await table.create(newBatch({ batchId: batchIdOf(n), fileCount: 201 }));
      await table.addUploaded(batchIdOf(n), 0, [0]);
      for (let seq = 1; seq <= 30; seq++) await table.appendEvent(batchIdOf(n), { seq, type: 'claim', data: null });
    }
    expect(await table.erase(batchIdOf(1))).toBe(32);
    expect(await table.find(batchIdOf(1))).toBeUndefined();
    expect(await table.readEvents(batchIdOf(1), 0, 100)).toEqual([]);
    expect(await idsOf(table, {})).toEqual([batchIdOf(2)]);
    expect((await table.readShards(batchIdOf(2)))[0].uploaded).toEqual(new Set([0]));
    expect(await table.readEvents(batchIdOf(2), 0, 100)).toHaveLength(30);
    expect(await table.erase(batchIdOf(1))).toBe(0);
  });

  test('gives a sequence number to the first event that asks for it', async () => {
    const table = await open();
    const { batchId } = newBatch();
    expect(await table.appendEvent(batchId, { seq: 1, type: 'status', data: { state: 'uploading', '': null } })).toBe(
      true,
    );
    expect(await table.appendEvent(batchId, { seq: 1, type: 'done', data: null })).toBe(false);
    for (let seq = 2; seq <= 12; seq++) await table.appendEvent(batchId, { seq, type: 'claim', data: { n: seq } });
    expect(await table.readEvents(batchId, 0, 1)).toEqual([
      { seq: 1, type: 'status', data: { state: 'uploading', '': null } },
    ]);
    expect((await table.readEvents(batchId, 8, 100)).map(({ seq }) => seq)).toEqual([9, 10, 11, 12]);
  });
}

/** Six batches; odd ones belong to vehicle "odd", 3 and 4 have failed. */
async function createFleet(table: BatchTable): Promise<void> {
  for (let n = 1; n <= 6; n++) {
    await table.create(newBatch({ batchId: batchIdOf(n), createdAtMs: n, vehicleId: n % 2 ? 'odd' : 'even' }));
  }
  for (const n of [3, 4])
    await table.change(batchIdOf(n), { from: ['uploading'], to: 'failed', atMs: 9, message: '.' });
}

async function idsOf(table: BatchTable, query: Omit<Parameters<BatchTable['list']>[0], 'limit'>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await table.list({ ...query, ...(cursor !== undefined && { cursor }), limit: 2 });
    ids.push(...page.batches.map(({ batchId }) => batchId));
    if (page.cursor === null) return ids;
    cursor = page.cursor;
  }
}
