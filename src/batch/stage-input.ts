import * as z from 'zod/mini';
import { BATCH_ID } from './batch.ts';

/** What the state machine hands to each stage. */
export const BatchInput = z.object({ batchId: z.string().check(z.regex(BATCH_ID)) });

export const UnitInput = z.extend(BatchInput, { unit: z.int().check(z.nonnegative()) });

/** From a Catch of the state machine. */
const CaughtError = z.extend(BatchInput, { error: z.string() });

/** From EventBridge, when an execution ended in a way no Catch sees. */
const BrokenExecution = z.pipe(
  z.object({
    source: z.literal('aws.states'),
    detail: z.object({ name: z.string().check(z.regex(BATCH_ID)), status: z.string(), error: z.nullish(z.string()) }),
  }),
  z.transform(({ detail }) => ({ batchId: detail.name, error: detail.error ?? detail.status })),
);

export const FailInput = z.union([CaughtError, BrokenExecution]);

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
