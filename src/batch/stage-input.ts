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

/** One event, or several that waited in a queue. */
export const ObjectsCreated = z.union([
  z.array(ObjectCreated),
  z.pipe(
    ObjectCreated,
    z.transform((event) => [event]),
  ),
]);
