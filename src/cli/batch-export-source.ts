import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import { type BatchDoor, batchSource } from '#src/export/batch-source.ts';
import type { ExportSource } from '#src/export/export-batch.ts';
import type { ApiClient } from './api-client.ts';
import { CommandFailed } from './command.ts';

/** A batch as the API of an Argus tells of it. Throws `CommandFailed`. */
export async function batchExportSource(
  client: ApiClient,
  batchId: string,
  signal: AbortSignal,
): Promise<ExportSource> {
  const batch = await client.readJson<BatchDetail>(`/batches/${batchId}`);
  if (!isEnd(batch.state))
    throw new CommandFailed(`Batch ${batchId} is still ${batch.state}: follow it with "argus watch ${batchId}".`);
  return batchSource(doorOf(client, signal), batch);
}

const LINES = 'application/x-ndjson';

const doorOf = (client: ApiClient, signal: AbortSignal): BatchDoor => ({
  readJson: (path) => client.readJson(path),
  async readLines(path) {
    const answer = await client.open(path, { signal, headers: { accept: `${LINES}, application/json;q=0.5` } });
    const isOfLines = answer.headers.get('content-type')?.startsWith(LINES);
    if (isOfLines && answer.body) return answer.body.pipeThrough(new TextDecoderStream() as DecoderPair);
    await answer.body?.cancel();
    return undefined;
  },
});

type DecoderPair = ReadableWritablePair<string, Uint8Array>;
