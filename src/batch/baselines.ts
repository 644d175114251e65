import { type Baseline, type GoodSummary, mergeSummaries, summaryOf } from '#src/diagnosis/baseline/baseline.ts';
import { digestOf } from '#src/evidence/digest.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import type { ObjectStore } from './ports.ts';
import { findJson, writeJson } from './stored-json.ts';

/** As many good batches of one platform and firmware are kept and read: more of them say the same. */
const MAX_BATCHES = 50;
/** Fewer tell too little of what is everyday. */
const LEAST_BATCHES = 3;

/** Neither platform nor batch stands in a key; what was learnt outlives its vehicle and names none. */
const keyed = (text: string): string => digestOf(new TextEncoder().encode(text));
const prefixOf = (platform: string, firmware: string): string => `work/baselines/${keyed(`${platform}\0${firmware}`)}/`;

/** Keeps what a batch logs that went well, for those of its platform and firmware; the same again changes nothing. */
export async function rememberGood(
  store: ObjectStore,
  { batchId, firmware, platform }: Batch,
  { evidence, report }: { evidence: BatchEvidence; report: Report },
): Promise<void> {
  const isGood = report.finding === 'no-fault' && report.verdict !== 'INCONCLUSIVE' && evidence.failed.length === 0;
  const version = firmware?.to ?? firmware?.from ?? null;
  if (!isGood || platform === null || version === null) return;
  const prefix = prefixOf(platform, version);
  const kept = await keysIn(store, prefix);
  if (kept.length < MAX_BATCHES) {
    await writeJson(store, `${prefix}${keyed(batchId)}.json`, summaryOf(evidence, { platform, firmware: version }));
  }
}

/** Of the firmware that the batch was to bring, else of the one before; undefined where too few went well. */
export async function findBaseline(store: ObjectStore, { firmware, platform }: Batch): Promise<Baseline | undefined> {
  if (platform === null) return undefined;
  const versions = [
    ['platform-firmware', firmware?.to],
    ['previous-firmware', firmware?.from],
  ] as const;
  for (const [kind, version] of versions) {
    const [first, ...others] = version ? await summariesOf(store, platform, version) : [];
    if (first && others.length + 1 >= LEAST_BATCHES) return mergeSummaries(kind, [first, ...others]);
  }
  return undefined;
}

async function summariesOf(store: ObjectStore, platform: string, firmware: string): Promise<GoodSummary[]> {
  const keys = await keysIn(store, prefixOf(platform, firmware));
  const found = await Promise.all(keys.map((key) => findJson<GoodSummary>(store, key)));
  return found.filter((summary) => summary?.platform === platform && summary.firmware === firmware) as GoodSummary[];
}

async function keysIn(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) {
    keys.push(key);
    if (keys.length >= MAX_BATCHES) break;
  }
  return keys;
}
