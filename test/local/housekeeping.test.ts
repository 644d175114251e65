import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withHeaders } from '#src/local/batch-headers.ts';
import { openDatabase } from '#src/local/database.ts';
import { findDisagreements } from '#src/local/find-disagreements.ts';
import { folderObjectStore, objectFolder } from '#src/local/folder-object-store.ts';
import { cleanUp, finishRemovals } from '#src/local/housekeeping.ts';
import { sqliteBatchTable } from '#src/local/sqlite-batch-table.ts';
import { sqliteModelBudget } from '#src/local/sqlite-model-budget.ts';
import { uploadSigner } from '#src/local/upload-url.ts';
import { runLine } from '#test/support/command-line.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = 1_760_000_000_000;

/** A data folder with batches that ended so many days ago; null: still open. */
async function folderWith(endedDaysAgo: (number | null)[]) {
  const dataDir = temporaryFolder();
  const database = openDatabase(dataDir);
  onTestFinished(() => database.close());
  const signer = uploadSigner({ key: Buffer.alloc(32), baseUrl: () => 'http://127.0.0.1:1' });
  const store = folderObjectStore({ folder: objectFolder(dataDir), signer });
  const table = withHeaders(sqliteBatchTable(database), store);
  for (const [n, days] of endedDaysAgo.entries()) {
    const batchId = batchIdOf(n);
    await table.create(newBatch({ batchId, createdAtMs: NOW_MS - 100 * DAY_MS }));
    await store.write(`raw/${batchId}/00000`, new Uint8Array(1));
    await table.addUploaded(batchId, 0, [0]);
    await table.appendEvent(batchId, { seq: 1, type: 'status', data: null });
    if (days !== null) await table.change(batchId, { from: ['uploading'], to: 'failed', atMs: NOW_MS - days * DAY_MS });
  }
  const ids = async () => (await table.list({ limit: 10 })).batches.map(({ batchId }) => batchId);
  return { dataDir, database, store, table, ids, nowMs: NOW_MS };
}

test('what ended longer ago than it is kept goes with everything it left; the rest stays', async () => {
  const home = await folderWith([31, 29, null]);
  expect(await cleanUp({ ...home, keepMs: 30 * DAY_MS })).toBe(1);
  expect(await home.ids()).toEqual([batchIdOf(2), batchIdOf(1)]);
  expect(await home.store.findSize(`raw/${batchIdOf(0)}/00000`)).toBeUndefined();
  expect(await home.store.findSize(`work/${batchIdOf(0)}/batch.json`)).toBeUndefined();
  expect(await home.table.readEvents(batchIdOf(0), 0, 10)).toEqual([]);
  expect(await home.store.findSize(`raw/${batchIdOf(1)}/00000`)).toBe(1);
  const folder = { ...home, objectFolder: objectFolder(home.dataDir) };
  expect(await findDisagreements(folder)).toEqual([]);
});

test('without a time to keep them, batches stay for ever', async () => {
  const home = await folderWith([10_000]);
  expect(await cleanUp({ ...home, keepMs: undefined })).toBe(0);
  expect(await home.ids()).toEqual([batchIdOf(0)]);
});

test('the key of a batch that went makes a new batch, even of other content', async () => {
  const home = await folderWith([31]);
  await cleanUp({ ...home, keepMs: 30 * DAY_MS });
  const again = newBatch({ batchId: batchIdOf(0), requestHash: 'another' });
  expect(await home.table.create(again)).toBe(true);
  expect(await home.table.readShards(batchIdOf(0))).toMatchObject([{ uploaded: new Set() }]);
  expect(await home.store.findSize(`work/${batchIdOf(0)}/batch.json`)).toBeGreaterThan(0);
});

test('a removal that a crash broke off is finished before lost batches are looked for', async () => {
  const home = await folderWith([31]);
  home.database.prepare('INSERT INTO removal (batch) VALUES (?)').run(batchIdOf(0));
  home.database.prepare('DELETE FROM batch').run();
  finishRemovals(home);
  const folder = { ...home, objectFolder: objectFolder(home.dataDir) };
  expect((await findDisagreements(folder)).map(({ sentence }) => sentence)).toEqual([]);
  expect(existsSync(join(objectFolder(home.dataDir), 'work', batchIdOf(0)))).toBe(false);
});

test('parts of a large file go when no batch waits for it any more', async () => {
  const home = await folderWith([1, null]);
  const part = { part: 1, offset: 0, sizeBytes: 1 };
  for (const n of [0, 1]) {
    const key = `raw/${batchIdOf(n)}/00001`;
    await home.store.createPart(key, part, (append) => append(new Uint8Array(1)));
  }
  await cleanUp({ ...home, keepMs: undefined });
  expect(await home.store.listParts()).toEqual([`raw/${batchIdOf(1)}`]);
});

test('what was spent on models is forgotten after three months', async () => {
  const home = await folderWith([]);
  for (const days of [0, 89, 91]) {
    const clock = { nowMs: () => NOW_MS - days * DAY_MS };
    await sqliteModelBudget(home.database, { usdPerDay: 1, clock }).reserve({ batchId: `${days}`, usd: 1 });
  }
  await cleanUp({ ...home, keepMs: undefined });
  const days = home.database.prepare("SELECT count(*) AS days FROM spending WHERE name LIKE 'day %'").get();
  expect(days).toEqual({ days: 2 });
});

test.each(['30', 'd', '0d', '30 days', '-1d', '999999d'])('--keep %s is refused with an example', async (keep) => {
  const { code, stderr } = await runLine(['up', '--keep', keep, '--data', temporaryFolder()]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--keep must be a time such as 12h, 30d or 8w')]);
});
