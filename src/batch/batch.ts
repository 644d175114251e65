/** A batch is one upload session of one vehicle: the unit of diagnosis. */
export type BatchState =
  | 'uploading'
  | 'queued'
  | 'parsing'
  | 'aggregating'
  | 'diagnosing'
  | 'completed'
  | 'partial'
  | 'failed'
  | 'expired';

/** Files per shard of the arrival barrier: a set of 100 small numbers stays below one write unit (450 B). */
export const SHARD_SIZE = 100;
export const MAX_FILES = 10_000;

export const BATCH_ID = /^[0-9A-Z]{26}$/;

export interface BatchFile {
  name: string;
  sizeBytes: number;
  /** Lower-case hex; null when the client did not declare it. */
  sha256: string | null;
}

export interface NewBatch {
  /** ULID-like, `[0-9A-Z]{26}`, derived from the idempotency key where there is one. */
  batchId: string;
  vehicleId: string;
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
  otaCampaignId: string | null;
  claimedOutcome: string | null;
  /** An earlier batch of a vehicle that was well: what also stands in its logs explains nothing. */
  compareTo?: string | null;
  fileCount: number;
  totalBytes: number;
  /** Hash of the create request: the same key with another body is refused. */
  requestHash: string;
  createdAtMs: number;
  /** When the batch goes on with what has arrived, or expires with nothing. */
  deadlineMs: number;
}

export interface Batch extends NewBatch {
  state: BatchState;
  /** Milliseconds since 1970 at which each state was first entered. */
  enteredAtMs: Partial<Record<BatchState, number>>;
  /** The last whole sentence about why the batch failed or is partial; null otherwise. */
  message: string | null;
  /** Set once PlanBatch ran. */
  unitCount: number | null;
  /** Verdict of the stored report, once there is one. */
  verdict: string | null;
  /** Of that report: its answer in one sentence, and the code of the leading cause. */
  headline?: string | null;
  cause?: string | null;
  /** When it was last taken up again after its end, milliseconds since 1970; null: it never was. */
  reopenedAtMs: number | null;
  /** How often its execution was taken up where it broke: what an earlier run is told late is not about this one. */
  redrives: number;
}

/** Progress of one shard of `SHARD_SIZE` files; members are file indexes in the batch. */
export interface ShardProgress {
  shard: number;
  uploaded: ReadonlySet<number>;
  parsed: ReadonlySet<number>;
  failed: ReadonlySet<number>;
}

/** A diagnosis event as viewers see it. `seq` counts from 1 without holes within a batch. */
export interface StoredEvent {
  seq: number;
  type: 'status' | 'progress' | 'claim' | 'report' | 'reset' | 'done';
  data: unknown;
}
