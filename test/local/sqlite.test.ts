import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, OldDataFolder, openDatabase, refuseOldFolder } from '#src/local/database.ts';
import { sqliteBatchTable } from '#src/local/sqlite-batch-table.ts';
import { sqliteCaseIndex } from '#src/local/sqlite-case-index.ts';
import { sqliteLessonStore } from '#src/local/sqlite-lesson-store.ts';
import { sqliteModelBudget } from '#src/local/sqlite-model-budget.ts';
import { batchTableContract } from '#test/support/batch-table-contract.ts';
import { caseIndexContract } from '#test/support/case-index-contract.ts';
import { aLesson, lessonStoreContract } from '#test/support/lesson-store-contract.ts';
import { modelBudgetContract } from '#test/support/model-budget-contract.ts';
import { newBatch } from '#test/support/new-batch.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function open(folder = temporaryFolder()): Database {
  const database = openDatabase(folder);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

describe('a batch table in SQLite', () => {
  batchTableContract(async () => sqliteBatchTable(open()));
});

describe('a case index in SQLite', () => {
  caseIndexContract(async () => sqliteCaseIndex(open()));
});

describe('a lesson store in SQLite', () => {
  lessonStoreContract(async () => sqliteLessonStore(open()));
});

describe('a model budget in SQLite', () => {
  modelBudgetContract(async (settings) => sqliteModelBudget(open(), settings));
});

test('what a batch taught goes with its vehicle', async () => {
  const database = open();
  const [table, lessons] = [sqliteBatchTable(database), sqliteLessonStore(database)];
  const lesson = aLesson({ batchId: newBatch().batchId });
  await table.create(newBatch());
  await lessons.put(lesson);
  expect(await table.erase(lesson.batchId)).toBe(2);
  expect(await lessons.list()).toEqual([]);
});

test('what one connection wrote is there for the next', async () => {
  const folder = temporaryFolder();
  const first = open(folder);
  await sqliteBatchTable(first).create(newBatch());
  expect(await sqliteBatchTable(open(folder)).find(newBatch().batchId)).toMatchObject({ state: 'uploading' });
  first.close();
  expect(await sqliteBatchTable(open(folder)).find(newBatch().batchId)).toMatchObject({ state: 'uploading' });
});

test('every commit is synced before it is acknowledged', () => {
  const setting = (name: string) => Object.values(open().prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect([setting('journal_mode'), setting('synchronous'), setting('fullfsync')]).toEqual(['wal', 2, 1]);
});

test('only its owner reads the database', () => {
  const folder = temporaryFolder();
  open(folder);
  for (const file of ['argus.db', 'argus.db-wal']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
});

test('a folder with the database of earlier versions is left alone, and the sentence says what to do', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'table'));
  expect(() => refuseOldFolder(folder)).toThrow(OldDataFolder);
  expect(() => refuseOldFolder(folder)).toThrow(
    'choose another folder with --data, or delete it and upload its logs again.',
  );
});
