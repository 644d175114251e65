import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#src/local/database.ts';
import { executionStore } from '#src/local/execution-store.ts';
import { localWorkflow } from '#src/local/local-workflow.ts';
import { sqliteBatchTable } from '#src/local/sqlite-batch-table.ts';
import { readStateMachine } from '#src/local/state-machine-file.ts';
import { asStoreError, StoreUnavailable } from '#src/local/store-unavailable.ts';
import { serverUnderTest } from '#test/support/http-server.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function open() {
  const database = openDatabase(temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

test('a database without room says so, keeps what it has and goes on when there is room', async () => {
  const database = open();
  const table = sqliteBatchTable(database);
  await table.create(newBatch());
  const { pages } = database.prepare('SELECT page_count AS pages FROM pragma_page_count').get() ?? {};
  database.prepare(`PRAGMA max_page_count = ${Number(pages)}`).get();
  const event = (seq: number) => ({ seq, type: 'claim' as const, data: 'x'.repeat(100_000) });
  await expect(table.appendEvent(newBatch().batchId, event(1))).rejects.toThrow('There is no room left on the disk');
  expect(await table.readEvents(newBatch().batchId, 0, 10)).toEqual([]);
  database.prepare('PRAGMA max_page_count = 1000000').get();
  expect(await table.appendEvent(newBatch().batchId, event(1))).toBe(true);
});

test.each([
  [{ code: 'ENOSPC' }, 'no room left'],
  [{ code: 'EDQUOT' }, 'no room left'],
  [{ code: 'EROFS' }, 'cannot be written to'],
  [{ code: 'EACCES' }, 'cannot be written to'],
  [{ code: 'EIO' }, 'reports errors'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'no room left'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 778 }, 'reports errors'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 26 }, 'is damaged'],
])('%o is one sentence on the data folder', (error, sentence) => {
  const fault = asStoreError(Object.assign(new Error('as the system says it'), error));
  expect(fault).toBeInstanceOf(StoreUnavailable);
  expect((fault as Error).message).toContain(sentence);
});

test('what says nothing of the disk stays what it is', () => {
  const errors = [new TypeError('x'), Object.assign(new Error('gone'), { code: 'ENOENT' })];
  for (const error of errors) expect(asStoreError(error)).toBe(error);
});

test('an upload and a new batch that find no room are refused with a sentence, and welcome when there is some', async () => {
  const server = await serverUnderTest();
  const { create } = server.table;
  const full = async () => Promise.reject(asStoreError(Object.assign(new Error(), { code: 'ENOSPC' })));
  const post = () =>
    fetch(`${server.url}/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ vehicleId: 'V1', files: [{ name: 'a', sizeBytes: 1 }] }),
    });
  server.table.create = full;
  const refused = await post();
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    507,
    '5',
    { type: '/problems/store-unavailable', detail: expect.stringContaining('There is no room left on the disk') },
  ]);
  server.table.create = create;
  const { uploads } = (await (await post()).json()) as { uploads: { url: string }[] };
  const { createOnce } = server.store;
  server.store.createOnce = full;
  expect((await fetch(uploads[0].url, { method: 'PUT', body: 'x' })).status).toBe(507);
  server.store.createOnce = createOnce;
  expect((await fetch(uploads[0].url, { method: 'PUT', body: 'x' })).status).toBe(200);
});

test('a stage that finds no room fails nothing: the execution waits, and ends well once there is', async () => {
  const executions = executionStore(open());
  let isFull = true;
  const calls: string[] = [];
  const told: unknown[] = [];
  const task = (name: string, output: unknown) => async () => {
    calls.push(name);
    // As it comes from a worker thread: by name only.
    if (isFull && name === 'AggregateBatch') throw Object.assign(new Error('full'), { name: 'StoreUnavailable' });
    return output;
  };
  const workflow = localWorkflow({
    definition: readStateMachine(1),
    executions,
    tasks: {
      PlanBatch: task('PlanBatch', { units: [] }),
      ParseUnit: task('ParseUnit', null),
      AggregateBatch: task('AggregateBatch', { files: 1, failed: 0, lostUnits: 0 }),
      DiagnoseBatch: task('DiagnoseBatch', { state: 'completed', failed: 0 }),
    },
    onFailed: async () => calls.push('onFailed'),
    onTaskError: (error) => told.push(error),
    executionsAtOnce: 1,
    retryStoreMs: 5,
  });
  await workflow.start(batchIdOf(1));
  await expect.poll(() => calls.filter((call) => call === 'AggregateBatch').length).toBeGreaterThan(2);
  expect(executions.find(batchIdOf(1))).toBe('running');
  isFull = false;
  await expect.poll(() => executions.find(batchIdOf(1))).toBe('succeeded');
  expect(calls).not.toContain('onFailed');
  expect(told.length).toBeGreaterThan(0);
  await workflow.close();
});
