import type * as z from 'zod/mini';
import type { BatchRecords } from '#src/batch/batch-records.ts';
import type { CaseIndex } from '#src/batch/case-index.ts';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import type { DiagnosisDoor } from './diagnosis-door.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import type { ProblemSlug } from './problem.ts';
import type { TailReads } from './tail-reads.ts';

export interface ApiSettings {
  /** How long a batch waits for its last file before it goes on with what has arrived. */
  uploadWindowMs: number;
  /** Life of an upload URL; an expired one is issued again by `GET /batches/{batchId}/uploads`. */
  urlLifeMs: number;
  /** The most one PUT may carry: 5 GiB on S3. */
  maxUploadBytes: number;
  /** From which size on a file is sent in parts, where the store takes parts; 100 MB by default. */
  partsAboveBytes?: number;
  door: DiagnosisDoor;
  /** Page on which an operator sees the batch's execution; absent where there is none. */
  executionPage?: (batchId: string) => string;
  stream: StreamSettings;
  /** Whether an answer may be longer than a carrier holds: then records are streamed to who asks for lines of JSON. */
  streamsRecords?: boolean;
}

export interface StreamSettings {
  /** Between two looks at the stored events. */
  pollMs: number;
  /**
   * Between two looks at the batch and its counts, by more or less a quarter: a batch's own item is one key that all who
   * watch it ask for, and the counts of 10,000 files are 100 items.
   */
  lookMs: number;
  /** Between two comments on an otherwise silent stream, so that no proxy takes it for dead. */
  heartbeatMs: number;
  /**
   * After once to twice this, at random, the stream ends and the client comes back with `Last-Event-ID`: a function is not
   * told that its viewer has gone, so whoever reloads leaves one behind for as long; and not all come back at once.
   */
  limitMs: number;
}

export interface ApiPorts extends BatchPorts {
  records: BatchRecords;
  lessons: LessonStore;
  cases: CaseIndex;
  settings: ApiSettings;
}

/** A request that has been matched and checked. */
export interface Call<Query, Body> {
  ports: ApiPorts;
  /** Reads that all viewers of this process share. */
  reads: TailReads;
  /** Empty on paths without one. */
  batchId: string;
  query: Query;
  body: Body;
  headers: ApiRequest['headers'];
}

export interface Answer {
  description: string;
  contentType?: string;
  schema?: z.ZodMiniType;
}

interface RouteDescription {
  method: 'GET' | 'POST';
  /** OpenAPI path template; `{batchId}` is the only parameter. */
  path: string;
  operationId: string;
  summary: string;
  description?: string;
  requestHeaders?: Record<string, string>;
  /** By status; several content types of one status are several entries. */
  answers: Record<number, Answer[]>;
  problems: readonly ProblemSlug[];
}

/** One row of the API: the request is checked by the same schemas that describe it. */
export interface Route extends RouteDescription {
  query?: z.ZodMiniType;
  body?: z.ZodMiniType;
  handle(call: Call<unknown, unknown>): Promise<ApiResponse>;
}

type Checked<S> = S extends z.ZodMiniType ? z.infer<S> : undefined;

/** Ties the handler's types to the schemas; the table itself forgets them. */
export function route<Q extends z.ZodMiniType | undefined = undefined, B extends z.ZodMiniType | undefined = undefined>(
  description: RouteDescription & { query?: Q; body?: B },
  handle: (call: Call<Checked<Q>, Checked<B>>) => Promise<ApiResponse>,
): Route {
  return { ...description, handle: (call) => handle(call as Call<Checked<Q>, Checked<B>>) };
}
