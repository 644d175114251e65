import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { useAdapters } from '#lambdas/env.ts';
import { handler } from '#lambdas/events/export-batch.ts';
import { eraseVehicle } from '#src/batch/erase-vehicle.ts';
import { EXPORT_PREFIX } from '#src/batch/export-path.ts';
import { evidenceKey, rawKey, reportKey } from '#src/batch/keys.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { queryExport } from '#src/export/query-export.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { memoryWorld } from '#test/support/batch-world.ts';
import { newBatch } from '#test/support/new-batch.ts';

const LINES = Array.from(
  { length: 30 },
  (_, n) => `2026-03-01T06:00:${String(n).padStart(2, '0')}Z gwc ota[1]: step ${n} taken\n`,
);
const BYTES = new TextEncoder().encode(LINES.join(''));
const ended = (name: string) => ({ source: 'aws.states', detail: { name, status: 'SUCCEEDED' } });

async function keysIn(store: ObjectStore): Promise<string[]> {
  return (await Array.fromAsync(store.list(EXPORT_PREFIX))).map(({ key }) => key);
}

test('the tables of a finished batch stand among the results, and go with its vehicle', async () => {
  const { clock, store, table, workflow } = memoryWorld();
  useAdapters({ batchTable: table, objectStore: store, workflow, clock, log: () => {} });
  const batch = newBatch({ fileCount: 1, platform: 'J7', firmware: { from: '1', to: '2' } });
  await table.create(batch);
  await store.write(rawKey(batch.batchId, 0), BYTES);
  const file = { index: 0, name: 'a.log', sizeBytes: BYTES.length };
  const input = { stream: streamSource(memorySource(BYTES)), codecs: nodeCodecs, file, sha256: () => 'a'.repeat(64) };
  const { evidence, failed } = await collectFile({ ...input, referenceTimeUs: 0 });
  await writeJson(store, evidenceKey(batch.batchId), mergeEvidence(evidence, failed));
  await writeJson(store, reportKey(batch.batchId), {
    attempts: [],
    outcome: { observed: 'updated' },
    totals: { records: 30 },
  });
  await table.change(batch.batchId, { from: ['uploading'], to: 'completed', atMs: 1, verdict: 'LIKELY' });

  for (let again = 0; again < 2; again++) expect(await handler(ended(batch.batchId))).toEqual({ files: 5 });
  const keys = await keysIn(store);
  const date = new Date(batch.createdAtMs).toISOString().slice(0, 10);
  const place = `date=${date}/platform=J7/firmware=2/${batch.batchId}/rows.parquet`;
  expect(keys.sort()).toEqual(
    ['batches', 'episodes', 'faults', 'records', 'templates'].map((name) => `${EXPORT_PREFIX}${name}/${place}`),
  );
  await expectRows(store, keys);

  const wanted = { vehicleId: batch.vehicleId, urlLifeMs: 0, budgetMs: 10_000 };
  await eraseVehicle({ table, store, clock }, wanted);
  expect(await keysIn(store)).toEqual([]);
});

/** By the engine, where it is installed. */
async function expectRows(store: ObjectStore, keys: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'argus-tables-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const key of keys) {
    const path = join(folder, key.slice(EXPORT_PREFIX.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await store.readAll(key));
  }
  const isInstalled = await import('@duckdb/node-api').then(
    () => true,
    () => false,
  );
  if (!isInstalled) return console.warn('SKIPPED: DuckDB is not installed, so the rows were not counted.');
  const { rows } = await queryExport(folder, 'SELECT count(*), min(firmware), max(text) FROM records');
  expect(rows).toEqual([['30', '2', 'step 9 taken']]);
}
