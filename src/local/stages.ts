import * as z from 'zod/mini';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import type { CaseIndex } from '#src/batch/case-index.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { failBatch } from '#src/batch/fail-batch.ts';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { BatchInput, BrokenExecution } from '#src/batch/stage-input.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import product from '../../package.json' with { type: 'json' };
import type { TaskHandlers } from './local-workflow.ts';

const RULES = { diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: product.version };

/**
 * What the state machine calls on this machine, ParseUnit excepted, which runs in threads. On AWS `lambdas/pipeline` binds
 * the same functions; none of it is loaded here, and with it none of the AWS SDK.
 */
export const localStages = (
  ports: BatchPorts,
  model: ModelAccess | null,
  kept: { lessons: LessonStore; cases: CaseIndex; knowledge?: KnowledgeBase },
): TaskHandlers => ({
  PlanBatch: stage(BatchInput, (input) => planBatch(ports, input)),
  AggregateBatch: stage(BatchInput, (input) => aggregateBatch({ ...ports, openFold: () => new EvidenceFold() }, input)),
  DiagnoseBatch: stage(BatchInput, (input) => diagnoseBatch({ ...RULES, ...ports, ...kept, model }, input)),
});

/** Ends the batch of an execution that broke, told of it by its status event. */
export const failureListener = (ports: BatchPorts) => stage(BrokenExecution, (broken) => failBatch(ports, broken));

const stage =
  <Schema extends z.ZodMiniType>(schema: Schema, run: (input: z.infer<Schema>) => Promise<unknown>) =>
  async (payload: unknown) =>
    run(z.parse(schema, payload));
