import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { BatchInput } from '#src/batch/stage-input.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import product from '../../package.json' with { type: 'json' };
import { batchTable, caseIndex, clock, knowledge, languageModel, lessonStore, objectStore } from '../env.ts';
import { publish } from '../meter.ts';
import { handle } from '../wrappers.ts';

const rules = { diagnose, codecs: nodeCodecs, argusVersion: product.version };

/** State DiagnoseBatch: the evidence to a report, told while it is written; ends the batch. */
export const handler = handle(BatchInput, async (input) => {
  const ports = {
    table: batchTable(),
    store: objectStore(),
    clock: clock(),
    lessons: lessonStore(),
    cases: caseIndex(),
  };
  const done = await diagnoseBatch({ ...rules, ...ports, knowledge: await knowledge(), model: languageModel() }, input);
  publish({ FirstTokenMs: done.firstTokenMs, ModelUsd: done.modelUsd });
  return done;
});
