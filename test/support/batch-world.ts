import { createHash } from 'node:crypto';
import type { BatchFile, NewBatch } from '#src/batch/batch.ts';
import { filesKey, rawKey } from '#src/batch/keys.ts';
import type { ParseUnitContext } from '#src/batch/parse-unit.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { fileEvidence } from './file-evidence.ts';
import { memoryBatchTable } from './memory-batch-table.ts';
import { memoryObjectStore } from './memory-object-store.ts';
import { type MemoryWorkflow, memoryWorkflow } from './memory-workflow.ts';
import { newBatch } from './new-batch.ts';

export interface World extends BatchPorts {
  workflow: MemoryWorkflow;
  nowMs: number;
}

export function memoryWorld(): World {
  const world: World = {
    table: memoryBatchTable(),
    store: memoryObjectStore(),
    workflow: memoryWorkflow(),
    nowMs: newBatch().createdAtMs,
    clock: { nowMs: () => world.nowMs },
  };
  return world;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A batch as the API leaves it: file list, then the row. `texts` are the contents of its files. */
export async function createBatch(world: BatchPorts, texts: readonly string[], overrides: Partial<NewBatch> = {}) {
  const files = texts.map(
    (text, i): BatchFile => ({ name: `file-${i}.log`, sizeBytes: text.length, sha256: sha256Of(text) }),
  );
  const batch = newBatch({ fileCount: files.length, ...overrides });
  await world.store.write(
    filesKey(batch.batchId),
    bytesOf(`${files.map((file) => JSON.stringify(file)).join('\n')}\n`),
  );
  await world.table.create(batch);
  return batch.batchId;
}

export const upload = (world: BatchPorts, batchId: string, file: number, text: string): Promise<void> =>
  world.store.write(rawKey(batchId, file), bytesOf(text));

/** Reads every byte and finds nothing: a parser for tests that are not about parsing. */
export const readThrough: ParseUnitContext['collect'] = async ({ stream, file, sha256 }) => {
  let streamBytes = 0;
  for await (const chunk of stream) streamBytes += chunk.length;
  const evidence = fileEvidence(file.index);
  return { evidence: [{ ...evidence, file: { ...file, member: null, sha256: sha256(), streamBytes } }], failed: [] };
};

export const parseContext = (world: BatchPorts, overrides: Partial<ParseUnitContext> = {}): ParseUnitContext => ({
  table: world.table,
  store: world.store,
  collect: readThrough,
  codecs: nodeCodecs,
  createSha256,
  versions: 'v1',
  run: 'run-1',
  ...overrides,
});
