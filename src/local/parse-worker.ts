import * as z from 'zod/mini';
import { type ParseUnitContext, parseUnit } from '#src/batch/parse-unit.ts';
import { parseVersions } from '#src/batch/parse-versions.ts';
import { UnitInput } from '#src/batch/stage-input.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { type CollectInput, collectFile } from '#src/evidence/collect-file.ts';
import { readerOf } from '#src/evidence/vocabulary/reader-of.ts';
import { describerOf } from '#src/knowledge/own/describe-vehicle.ts';
import { openDatabase } from './database.ts';
import { folderObjectStore } from './folder-object-store.ts';
import type { WorkerAnswer, WorkerSettings } from './parse-pool.ts';
import { filesBeside } from './read-description.ts';
import { sqliteBatchTable } from './sqlite-batch-table.ts';
import { uploadSigner } from './upload-url.ts';
import { dataOfThread } from './worker-data.ts';

const settings = dataOfThread<WorkerSettings>();
let context: Promise<ParseUnitContext> | undefined;

/** Made when it is first needed; where the store is not to be had, made again the next time. */
async function requireContext(): Promise<ParseUnitContext> {
  context ??= makeContext();
  try {
    return await context;
  } catch (error) {
    context = undefined;
    throw error;
  }
}

async function makeContext(): Promise<ParseUnitContext> {
  const reader = await readerOf(settings.vocabularies);
  // A worker grants no uploads.
  const signer = uploadSigner({ key: Buffer.alloc(0), baseUrl: () => '' });
  return {
    collect: (file: CollectInput) => collectFile({ ...file, reader }),
    codecs: nodeCodecs,
    createSha256,
    versions: parseVersions(reader),
    run: settings.runId,
    ...(settings.databases !== undefined && { describe: describerOf(filesBeside(settings.databases)) }),
    table: sqliteBatchTable(openDatabase(settings.dataDir)),
    store: folderObjectStore({ folder: settings.objectFolder, signer }),
  };
}

/** State ParseUnit. The name of an error does not survive the way between threads, and the state machine's retries go by it. */
export default async function parse(payload: unknown): Promise<WorkerAnswer> {
  try {
    return { output: await parseUnit(await requireContext(), z.parse(UnitInput, payload)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { error: { name, message } };
  }
}
