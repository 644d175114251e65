import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Batch } from '../batch.ts';
import { evidenceKey } from '../keys.ts';
import type { ObjectStore } from '../ports.ts';
import { findJson } from '../stored-json.ts';

export type { BatchEvidence };

/** A page asks for the same batch again and again, and for the one it is compared with. */
const MAX_KEPT = 3;
/** As JSON; three of these are some 400 MB of objects. Real sessions take 2 to 10 MB. */
const MAX_KEPT_BYTES = 48 << 20;

interface Kept {
  version: string;
  evidence: Promise<BatchEvidence | undefined>;
}

/** By store: what a process has read lately, the latest last. */
const kept = new WeakMap<ObjectStore, Map<string, Kept>>();

/** The evidence of a batch; undefined while its files are read. */
export async function findEvidence(store: ObjectStore, batch: Batch): Promise<BatchEvidence | undefined> {
  const key = evidenceKey(batch.batchId);
  const sizeBytes = await store.findSize(key);
  if (sizeBytes === undefined) return undefined;
  if (sizeBytes > MAX_KEPT_BYTES) return findJson<BatchEvidence>(store, key);
  // A batch that was taken up again is read again.
  const version = `${sizeBytes} ${batch.reopenedAtMs} ${batch.redrives}`;
  const known = keptIn(store).get(batch.batchId);
  const evidence = known?.version === version ? known.evidence : findJson<BatchEvidence>(store, key);
  keep(keptIn(store), batch.batchId, { version, evidence });
  return evidence;
}

function keptIn(store: ObjectStore): Map<string, Kept> {
  const own = kept.get(store) ?? new Map<string, Kept>();
  kept.set(store, own);
  return own;
}

function keep(own: Map<string, Kept>, batchId: string, entry: Kept): void {
  own.delete(batchId);
  own.set(batchId, entry);
  // What failed is not an answer to give again.
  entry.evidence.catch(() => own.delete(batchId));
  for (const oldest of own.keys()) {
    if (own.size <= MAX_KEPT) break;
    own.delete(oldest);
  }
}
