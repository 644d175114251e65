import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_ID } from '#src/batch/batch.ts';
import { simulate } from '#src/simulator/simulate.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import type { Io } from './command.ts';
import { findFiles } from './find-files.ts';
import { showDiagnosis } from './show-diagnosis.ts';
import { sendBatch } from './upload.ts';
import { uploadRequest } from './upload-request.ts';

export interface SampleRun {
  url: string;
  dataDir: string;
  io: Io;
}

/** On the first start a simulated session goes the way of any other; afterwards its stored diagnosis is shown again. */
export async function showSample({ url, dataDir, io }: SampleRun): Promise<void> {
  const client = apiClient({ endpoint: url, signal: io.signal });
  const memo = join(dataDir, 'sample-batch');
  const known = await findKnown(client, memo);
  await io.stderr.write(
    known ? 'The sample of an earlier start:\n' : 'A first sample: a simulated vehicle whose update fails.\n',
  );
  const batchId = known ?? (await sendSample({ url, dataDir, io }));
  // Without it, the sample is sent once more.
  await writeFile(memo, batchId, { mode: 0o600 }).catch(() => {});
  await showDiagnosis(client, batchId, io);
}

/** The batch of an earlier start, if it is there still. */
async function findKnown(client: ApiClient, memo: string): Promise<string | undefined> {
  try {
    const batchId = await readFile(memo, 'utf8');
    if (!BATCH_ID.test(batchId)) return undefined;
    await client.readJson(`/batches/${batchId}`);
    return batchId;
  } catch {
    return undefined;
  }
}

async function sendSample({ url, io }: SampleRun): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'argus-sample-'));
  try {
    const { truth } = await simulate('health-check-rollback', { outDir: folder, seed: 1 });
    const { firmware, claimedOutcome } = truth;
    const facts = { vehicleId: 'sample-vehicle', platform: 'J7', firmware, otaCampaignId: null, claimedOutcome };
    const files = await findFiles([folder], folder);
    const client = apiClient({ endpoint: url, signal: io.signal });
    return await sendBatch({ client, request: await uploadRequest(facts, files), files, io });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
