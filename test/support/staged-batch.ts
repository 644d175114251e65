import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { evidenceKey, filesKey, rawKey, reportKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import type { RangeSizes } from '#src/batch/plan-large.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { Report } from '#src/report/report.ts';
import { bytesOf, memoryWorld, parseContext, type World } from '#test/support/batch-world.ts';
import { newBatch } from '#test/support/new-batch.ts';

export type Files = readonly { name: string; bytes: Uint8Array; sha256?: string }[];

export interface StagedBatch {
  world: World;
  batchId: string;
  evidence: BatchEvidence;
  units: number;
}

/** A batch of these files up to its diagnosis, by the real stages; files of at least `fromBytes` are cut where they can be. */
export async function aggregated(files: Files, sizes?: RangeSizes): Promise<StagedBatch> {
  const world = memoryWorld();
  const batch = newBatch({ fileCount: files.length });
  const { batchId } = batch;
  const list = files.map(({ name, bytes, sha256 = null }) => JSON.stringify({ name, sizeBytes: bytes.length, sha256 }));
  await world.store.write(filesKey(batchId), bytesOf(`${list.join('\n')}\n`));
  await world.table.create(batch);
  for (const [file, { bytes }] of files.entries()) await world.store.write(rawKey(batchId, file), bytes);
  await registerUploads(world, { batchId, files: [...files.keys()] });
  const context = { ...parseContext(world), collect: collectFile };
  const { units } = await planBatch({ ...world, ...(sizes && { sizes }) }, { batchId });
  for (const { unit } of units) await parseUnit(context, { batchId, unit });
  await aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId });
  const evidence = await readJson<BatchEvidence>(world.store, evidenceKey(batchId));
  return { world, batchId, evidence, units: units.length };
}

export async function diagnosed({ world, batchId }: StagedBatch, store: ObjectStore = world.store): Promise<Report> {
  const context = { ...world, store, diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: '0' };
  await diagnoseBatch(context, { batchId });
  return readJson<Report>(store, reportKey(batchId));
}
