import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '#src/simulator/simulate.ts';
import { apiClient } from './api-client.ts';
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
  const known = await readFile(memo, 'utf8').catch(() => undefined);
  await io.stderr.write(
    known ? 'The sample of an earlier start:\n' : 'A first sample: a simulated vehicle whose update fails.\n',
  );
  const batchId = known ?? (await sendSample({ url, dataDir, io }));
  await writeFile(memo, batchId);
  await showDiagnosis(client, batchId, io);
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
