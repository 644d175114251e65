import * as z from 'zod/mini';
import { BATCH_ID } from './batch.ts';

const BatchId = z.string().check(z.regex(BATCH_ID));
const RedriveCount = z.int().check(z.nonnegative());

/** The context object's `Execution`; an engine that cannot redrive does not count either. */
const Execution = z.object({ RedriveCount: z.optional(RedriveCount) });

/** What the state machine hands to each stage. `redrives` counts how often its execution was taken up where it broke. */
export const BatchInput = z.pipe(
  z.object({ batchId: BatchId, execution: z.optional(Execution) }),
  z.transform(({ batchId, execution }) => ({ batchId, redrives: execution?.RedriveCount ?? 0 })),
);

export interface StageInput {
  batchId: string;
  /** 0 where nothing else is said. */
  redrives?: number;
}

export const UnitInput = z.object({ batchId: BatchId, unit: z.int().check(z.nonnegative()) });

/** From EventBridge, when an execution ended badly. */
export const BrokenExecution = z.pipe(
  z.object({
    source: z.literal('aws.states'),
    detail: z.object({
      name: BatchId,
      status: z.string(),
      error: z.nullish(z.string()),
      redriveCount: z.optional(RedriveCount),
    }),
  }),
  z.transform(({ detail }) => ({
    batchId: detail.name,
    error: detail.error ?? detail.status,
    redrives: detail.redriveCount ?? 0,
  })),
);

/** From EventBridge, when an execution succeeded. */
export const EndedExecution = z.pipe(
  z.object({ source: z.literal('aws.states'), detail: z.object({ name: BatchId }) }),
  z.transform(({ detail }) => ({ batchId: detail.name })),
);

/** S3's "Object Created" event, as EventBridge delivers it. */
const ObjectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/** An object that was made, and the message that said so where a queue brought it. */
export interface UploadNotice {
  key: string;
  messageId: string | null;
}

const noticeOf = ({ detail }: z.infer<typeof ObjectCreated>, messageId: string | null): UploadNotice => ({
  key: detail.object.key,
  messageId,
});

/** Messages of a queue, each with one event as its text; or the events themselves. Texts that are none are no uploads. */
export const UploadNotices = z.union([
  z.pipe(
    z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) }),
    z.transform(({ Records }) => Records.flatMap(({ body, messageId }) => readNotice(body, messageId))),
  ),
  z.pipe(
    z.array(ObjectCreated),
    z.transform((events) => events.map((event) => noticeOf(event, null))),
  ),
]);

function readNotice(body: string, messageId: string): UploadNotice[] {
  try {
    const { data } = z.safeParse(ObjectCreated, JSON.parse(body));
    return data ? [noticeOf(data, messageId)] : [];
  } catch {
    return [];
  }
}
