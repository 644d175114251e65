import { BATCH_ID, type Batch, type BatchState } from '#src/batch/batch.ts';
import type { BatchDetail, BatchSummary } from './batch-schemas.ts';
import { Problem } from './problem.ts';
import type { ApiPorts } from './route.ts';

const STAGES: readonly BatchState[] = ['uploading', 'queued', 'parsing', 'aggregating', 'diagnosing'];

export const iso = (timeMs: number): string => new Date(timeMs).toISOString();

/** Throws `Problem` `batch-not-found`. */
export async function requireBatch(ports: ApiPorts, batchId: string): Promise<Batch> {
  const batch = BATCH_ID.test(batchId) ? await ports.table.find(batchId) : undefined;
  if (!batch) throw new Problem('batch-not-found', `There is no batch ${batchId.slice(0, 64)}.`);
  return batch;
}

export function linksOf(ports: ApiPorts, batchId: string): Record<string, string> {
  const self = `/batches/${batchId}`;
  return {
    self,
    uploads: `${self}/uploads`,
    files: `${self}/files`,
    start: `${self}/start`,
    retry: `${self}/retry`,
    page: ports.settings.door.page(batchId),
    diagnosis: ports.settings.door.link(batchId),
    report: `${self}/report`,
    records: `${self}/records`,
    counts: `${self}/counts`,
    faults: `${self}/faults`,
    templates: `${self}/templates`,
    episodes: `${self}/episodes`,
    resolution: `${self}/resolution`,
    similar: `${self}/similar`,
  };
}

/** An execution is named after its batch and begins when the uploads end. */
function executionLink({ settings }: ApiPorts, { batchId, enteredAtMs }: Batch): Record<string, string> {
  if (!settings.executionPage || enteredAtMs.parsing === undefined) return {};
  return { execution: settings.executionPage(batchId) };
}

export function summaryOf(ports: ApiPorts, batch: Batch): BatchSummary {
  return {
    batchId: batch.batchId,
    vehicleId: batch.vehicleId,
    platform: batch.platform,
    firmware: batch.firmware,
    otaCampaignId: batch.otaCampaignId,
    claimedOutcome: batch.claimedOutcome,
    compareTo: batch.compareTo ?? null,
    state: batch.state,
    message: batch.message,
    verdict: batch.verdict,
    headline: batch.headline ?? null,
    cause: batch.cause ?? null,
    files: batch.fileCount,
    totalBytes: batch.totalBytes,
    createdAt: iso(batch.createdAtMs),
    deadline: iso(batch.deadlineMs),
    links: { ...linksOf(ports, batch.batchId), ...executionLink(ports, batch) },
  };
}

/** The stages entered so far in order; one ends when the next state begins. */
export function stagesOf(batch: Batch): BatchDetail['stages'] {
  const entered = Object.values(batch.enteredAtMs).toSorted((a, b) => a - b);
  return STAGES.flatMap((name) => {
    const startedMs = batch.enteredAtMs[name];
    if (startedMs === undefined) return [];
    const endedMs =
      batch.state === name ? undefined : entered.find((timeMs) => timeMs >= startedMs && timeMs !== startedMs);
    return [{ name, startedAt: iso(startedMs), endedAt: endedMs === undefined ? null : iso(endedMs) }];
  });
}
