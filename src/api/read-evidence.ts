import type { Batch } from '#src/batch/batch.ts';
import { reportKey } from '#src/batch/keys.ts';
import { countPage } from '#src/batch/pages/count-page.ts';
import { episodePage } from '#src/batch/pages/episode-page.ts';
import { faultPage } from '#src/batch/pages/fault-page.ts';
import { findEvidence } from '#src/batch/pages/read-evidence.ts';
import { templatePage } from '#src/batch/pages/template-page.ts';
import { InvalidCursor } from '#src/batch/ports.ts';
import { isEnd } from '#src/batch/states.ts';
import { findJson } from '#src/batch/stored-json.ts';
import type { Report } from '#src/report/report.ts';
import { requireBatch } from './batch-view.ts';
import {
  type CountPage,
  type CountsQuery,
  type EpisodePage,
  type EpisodesQuery,
  type FaultPage,
  type FaultsQuery,
  MAX_BINS,
  type TemplatePage,
  type TemplatesQuery,
} from './evidence-schemas.ts';
import { attemptItem, bootItem, faultItem, markerItem, templateItem } from './evidence-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import { momentUs, wordsOf } from './query-schemas.ts';
import type { ApiPorts, Call } from './route.ts';

const LIMIT = 100;

type Read<Query> = (call: Call<Query, undefined>) => Promise<ApiResponse>;

/** `GET /batches/{batchId}/counts` */
export const readCounts: Read<CountsQuery> = async ({ batchId, ports, query }) => {
  const { counts } = await requireEvidence(ports, await requireBatch(ports, batchId));
  const page: CountPage = countPage(counts, {
    ecu: query.ecu,
    ...windowOf(query),
    bins: Number(query.bins ?? MAX_BINS),
  });
  return jsonResponse(200, page);
};

/** `GET /batches/{batchId}/faults` */
export const readFaults: Read<FaultsQuery> = async ({ batchId, ports, query }) => {
  const evidence = await requireEvidence(ports, await requireBatch(ports, batchId));
  const { from, to, limit, ...wish } = query;
  const { items, ...page } = paged(() =>
    faultPage(evidence, { ...wish, ...windowOf(query), limit: Number(limit ?? LIMIT) }),
  );
  return jsonResponse(200, { faults: items.map(faultItem), ...page } satisfies FaultPage);
};

/** `GET /batches/{batchId}/templates` */
export const readTemplates: Read<TemplatesQuery> = async ({ batchId, ports, query }) => {
  const batch = await requireBatch(ports, batchId);
  const evidence = await requireEvidence(ports, batch);
  const other = await findOther(ports, batch, query.compareTo);
  const { text, template, state: change, limit, from, to, compareTo, ...wish } = query;
  const { items, ...page } = paged(() =>
    templatePage(evidence, other?.evidence, {
      ...wish,
      ...windowOf(query),
      change,
      words: wordsOf(text ?? ''),
      fingerprints: template?.split(','),
      limit: Number(limit ?? LIMIT),
    }),
  );
  const { records, unmatched } = evidence;
  const comparedWith = other ? { batchId: other.batchId, records: other.evidence.records } : null;
  const answer: TemplatePage = { templates: items.map(templateItem), ...page, comparedWith, records, unmatched };
  return jsonResponse(200, answer);
};

/** `GET /batches/{batchId}/episodes` */
export const readEpisodes: Read<EpisodesQuery> = async ({ batchId, ports, query: { ecu } }) => {
  const evidence = await requireEvidence(ports, await requireBatch(ports, batchId));
  const report = await findJson<Report>(ports.store, reportKey(batchId));
  const { boots, markers, ...page } = episodePage(evidence, ecu);
  const attempts =
    report?.attempts.filter((attempt) => ecu === undefined || attempt.ecu === ecu).map(attemptItem) ?? null;
  const answer: EpisodePage = { boots: boots.map(bootItem), attempts, markers: markers.map(markerItem), ...page };
  return jsonResponse(200, answer);
};

const windowOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }) => ({
  ...(from !== undefined && { fromUs: momentUs(from) }),
  ...(to !== undefined && { toUs: momentUs(to) }),
});

/** Throws `Problem` `evidence-not-ready`. */
async function requireEvidence(ports: ApiPorts, batch: Batch) {
  const evidence = await findEvidence(ports.store, batch);
  if (evidence !== undefined) return evidence;
  if (isEnd(batch.state))
    throw new Problem('evidence-not-ready', `Batch ${batch.batchId} is ${batch.state}: nothing of it was read.`);
  throw new Problem('evidence-not-ready', `Batch ${batch.batchId} is still ${batch.state}.`, {
    headers: { 'retry-after': '2' },
  });
}

/** The batch that is asked for must be there; the one that the batch itself names may have been erased since. */
async function findOther(ports: ApiPorts, { compareTo }: Batch, asked: string | undefined) {
  const otherId = asked ?? compareTo ?? undefined;
  if (otherId === undefined) return undefined;
  const other = asked === undefined ? await ports.table.find(otherId) : await requireBatch(ports, asked);
  const evidence =
    other && (asked === undefined ? await findEvidence(ports.store, other) : await requireEvidence(ports, other));
  return evidence && { batchId: otherId, evidence };
}

function paged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return refuseCursor(error);
  }
}

export function refuseCursor(error: unknown): never {
  if (!(error instanceof InvalidCursor)) throw error;
  throw new Problem('invalid-request', error.message, { places: [{ parameter: 'cursor', detail: error.message }] });
}
