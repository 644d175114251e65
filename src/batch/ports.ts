import type { ByteRange } from '#src/parsers/byte-source.ts';
import type { Batch, BatchState, NewBatch, ShardProgress, StoredEvent } from './batch.ts';
import type { FilePart } from './file-parts.ts';

export type { ByteRange };

export class ObjectNotFound extends Error {
  override readonly name = 'ObjectNotFound';

  constructor(key: string) {
    super(`There is no object "${key}".`);
  }
}

/** The store has the object and does not give it: another try would not change that. */
export class ObjectUnreadable extends Error {
  override readonly name = 'ObjectUnreadable';
  /** What the store calls it: one word, such as `AccessDenied` or `EIO`. */
  readonly reason: string;

  constructor(key: string, reason: string, cause?: unknown) {
    super(`The object "${key}" cannot be read (${reason}).`, { cause });
    this.reason = reason;
  }
}

export class BatchNotFound extends Error {
  override readonly name = 'BatchNotFound';

  constructor(batchId: string) {
    super(`There is no batch "${batchId}".`);
  }
}

/** The cursor of a list request was not made by this list. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor() {
    super('The cursor is not one that this list returned. Start again without a cursor.');
  }
}

/** An execution that cannot be taken up any more: it succeeded, or ended too long ago. */
export class NotRedrivable extends Error {
  override readonly name = 'NotRedrivable';

  constructor(batchId: string) {
    super(`The execution of batch "${batchId}" cannot be taken up any more.`);
  }
}

/** What a client needs to send one file: constraints are enforced by the store, not trusted to the client. */
export interface UploadTarget {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expiresAtMs: number;
}

export interface UploadConstraints {
  key: string;
  sizeBytes: number;
  /** Lower-case hex, null when not declared. */
  sha256: string | null;
  expiresAtMs: number;
}

export interface PartTarget extends UploadTarget, FilePart {}

export interface PartsWanted {
  key: string;
  /** Of the whole file. */
  sizeBytes: number;
  expiresAtMs: number;
  /** At most so many targets at once. */
  limit: number;
}

/** Whole objects by key; a write is visible complete or not at all. */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  findSize(key: string): Promise<number | undefined>;
  /** Up to `length` bytes from `offset`; throws `ObjectNotFound` and `ObjectUnreadable`, as all that read do. */
  read(key: string, offset: number, length: number): Promise<Uint8Array>;
  readAll(key: string): Promise<Uint8Array>;
  /** Front to back, all of it or a range that lies in it; each chunk is borrowed until the next is asked for. */
  stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** A stream that breaks leaves what was there before. */
  write(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number }>;
  /** Removes what begins with a prefix such as `raw/ID/`, parts of uploads under way too; counts whole objects. */
  erase(prefix: string): Promise<{ objects: number; bytes: number }>;
  /** Exact size, sha256 where given, no overwrite, expiry. */
  presignUpload(constraints: UploadConstraints): Promise<UploadTarget>;
  /**
   * Targets of the parts that have not arrived. None means that all had, and that the object is whole and visible now.
   * Absent where one request takes any size.
   */
  presignParts?(wanted: PartsWanted): Promise<PartTarget[]>;
}

export interface BatchChange {
  from: readonly BatchState[];
  to: BatchState;
  atMs: number;
  message?: string;
  unitCount?: number;
  verdict?: string;
  headline?: string;
  cause?: string;
}

/** A batch that has ended is taken up again: its end and what was said of it are forgotten. */
export interface Reopening {
  from: BatchState;
  to: BatchState;
  atMs: number;
  /** Until when it waits for files now. */
  deadlineMs?: number;
  /** Which time its execution was taken up: a batch that was with it before, and failed again, stays as it is. */
  redrives?: number;
}

export interface BatchPage {
  batches: Batch[];
  cursor: string | null;
}

/** State of batches. Every method is safe to repeat. */
export interface BatchTable {
  /** False when the id is taken (idempotent create: the caller compares `requestHash`). */
  create(batch: NewBatch): Promise<boolean>;
  find(batchId: string): Promise<Batch | undefined>;
  /** Newest first. Throws `InvalidCursor`. */
  list(query: { vehicleId?: string; state?: BatchState; cursor?: string; limit: number }): Promise<BatchPage>;
  /** Batches in a state that is not an end (in `state` where given), oldest first. Throws `InvalidCursor`. */
  listOpen(query: { state?: BatchState; cursor?: string; limit: number }): Promise<BatchPage>;
  /** Adds to the shard's `uploaded` set and returns all of it. */
  addUploaded(batchId: string, shard: number, files: readonly number[]): Promise<ReadonlySet<number>>;
  /** Adds a full shard to the batch's set and returns all full shards. Throws `BatchNotFound`. */
  addFullShard(batchId: string, shard: number): Promise<ReadonlySet<number>>;
  /** A file is in one of `parsed` and `failed`: the outcome written last takes it out of the other. */
  addParsed(batchId: string, shard: number, files: readonly number[]): Promise<void>;
  addFailed(batchId: string, shard: number, files: readonly number[]): Promise<void>;
  /** All shards of a batch; who knows how many files it has spares the look at its item. */
  readShards(batchId: string, fileCount?: number): Promise<ShardProgress[]>;
  /** Applies the change only when the state is one of `from`; false otherwise. */
  change(batchId: string, change: BatchChange): Promise<boolean>;
  /** Takes up a batch that is in the state `from`, and was not with this `redrives` before; false otherwise. */
  reopen(batchId: string, reopening: Reopening): Promise<boolean>;
  /** First write of a sequence number wins; false when it was taken. */
  appendEvent(batchId: string, event: StoredEvent): Promise<boolean>;
  readEvents(batchId: string, afterSeq: number, limit: number): Promise<StoredEvent[]>;
  /** Removes all rows of a batch, that of the batch last, and counts them. */
  erase(batchId: string): Promise<number>;
}

export interface Workflow {
  /** Starts the execution named `batchId`; one that exists is success. */
  start(batchId: string): Promise<void>;
  /** Undefined when there is none. */
  find(batchId: string): Promise<{ status: 'running' | 'succeeded' | 'failed'; url: string | null } | undefined>;
  /**
   * Takes up the execution of a batch where it broke; one that runs is left alone, one that never was is started. Returns
   * how often it was taken up by now. Throws `NotRedrivable`.
   */
  redrive(batchId: string): Promise<number>;
}

export interface Clock {
  nowMs(): number;
}

/** Everything the stages of a batch stand on; each function names the part it needs with `Pick`. */
export interface BatchPorts {
  table: BatchTable;
  store: ObjectStore;
  workflow: Workflow;
  clock: Clock;
  /** Units of work that may run at once over all batches; absent where only the engine bounds them. */
  unitsAtOnce?: number | undefined;
}
