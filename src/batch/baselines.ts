import { type Baseline, type GoodSummary, mergeSummaries, summaryOf } from '#src/diagnosis/baseline/baseline.ts';
import { digestOf } from '#src/evidence/digest.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { Batch } from './batch.ts';
import { baselineKey } from './keys.ts';
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

interface Pin {
  kind: Baseline['kind'] | null;
  keys: string[];
}

/**
 * Of the firmware that the batch was to bring, else of the one before; undefined where too few went well. What a batch is
 * compared with is settled when it is diagnosed first: a step that is repeated after a crash writes the same report.
 */
export async function settleBaseline(store: ObjectStore, batch: Batch): Promise<Baseline | undefined> {
  const settled = await findJson<Pin>(store, baselineKey(batch.batchId));
  const pin = settled ?? (await choose(store, batch));
  if (settled === undefined) await writeJson(store, baselineKey(batch.batchId), pin);
  const [first, ...others] = await summariesOf(store, pin.keys);
  return pin.kind !== null && first ? mergeSummaries(pin.kind, [first, ...others]) : undefined;
}

async function choose(store: ObjectStore, { firmware, platform }: Batch): Promise<Pin> {
  const versions = [
    ['platform-firmware', firmware?.to],
    ['previous-firmware', firmware?.from],
  ] as const;
  for (const [kind, version] of versions) {
    const keys = platform && version ? await keysIn(store, prefixOf(platform, version)) : [];
    if (keys.length >= LEAST_BATCHES) return { kind, keys };
  }
  return { kind: null, keys: [] };
}

/** They are written once and stay as they are. */
async function summariesOf(store: ObjectStore, keys: readonly string[]): Promise<GoodSummary[]> {
  const found = await Promise.all(keys.map((key) => findJson<GoodSummary>(store, key)));
  return found.filter((summary) => summary !== undefined);
}

async function keysIn(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) {
    keys.push(key);
    if (keys.length >= MAX_BATCHES) break;
  }
  return keys;
}
