import { onTestFinished } from 'vitest';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { failBatch } from '#src/batch/fail-batch.ts';
import { evidenceKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { BatchInput, BrokenExecution } from '#src/batch/stage-input.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import type { ExecutionStore } from '#src/local/execution-store.ts';
import { type LocalWorkflow, localWorkflow, type TaskHandlers } from '#src/local/local-workflow.ts';
import { readStateMachine } from '#src/local/state-machine-file.ts';
import type { Report } from '#src/report/report.ts';
import { createBatch, memoryWorld, parseContext, readThrough, upload } from './batch-world.ts';
import { newBatch } from './new-batch.ts';

/** An error as Step Functions names it. */
export const named = (name: string): Error => Object.assign(new Error('why'), { name });

/** Called before each task; what it returns is thrown instead. `attempt` counts from 1 per state and payload. */
export type Inject = (state: string, payload: { batchId: string; unit?: number }, attempt: number) => Error | undefined;

export interface MachineUnderTest {
  /** Its workflow is the one below. */
  world: BatchPorts;
  workflow: LocalWorkflow;
  batchId: string;
  /** `State` or `ParseUnit 3`, as often as it was tried. */
  tries: Map<string, number>;
  untilEnded(): Promise<'succeeded' | 'failed' | 'running' | undefined>;
  evidence(): Promise<BatchEvidence>;
}

export interface MachineOptions {
  texts: readonly string[];
  inject?: Inject;
  /** Files that take all memory when they are read. */
  deadly?: ReadonlySet<number>;
}

/** The deployed state machine in the local engine, without its waits, over the real stages and the model of the ports. */
export async function runMachine(options: MachineOptions): Promise<MachineUnderTest> {
  const { texts, inject = () => undefined } = options;
  let nowMs = newBatch().createdAtMs;
  const world: BatchPorts = { ...memoryWorld(), clock: { nowMs: () => nowMs++ } };
  const batchId = await createBatch(world, texts);
  for (const [file, text] of texts.entries()) {
    await upload(world, batchId, file, text);
    await world.table.addUploaded(batchId, Math.floor(file / 100), [file]);
  }
  const tries = new Map<string, number>();
  const workflow = localWorkflow({
    definition: withoutWaits(readStateMachine(4)),
    executions: memoryExecutions(),
    tasks: injected(stages(world, options), inject, tries),
    onFailed: (event) => failBatch(world, BrokenExecution.parse(event)),
    executionsAtOnce: 1,
  });
  world.workflow = workflow;
  onTestFinished(() => workflow.close());
  await workflow.start(batchId);
  const status = async () => (await workflow.find(batchId))?.status;
  return {
    world,
    workflow,
    batchId,
    tries,
    evidence: () => readJson<BatchEvidence>(world.store, evidenceKey(batchId)),
    async untilEnded() {
      while ((await status()) === 'running') await new Promise((resolve) => setTimeout(resolve, 2));
      return status();
    },
  };
}

/** The same machine with retries that come at once. */
export function withoutWaits<T>(definition: T): T {
  return JSON.parse(JSON.stringify(definition), (name, value) => (name === 'IntervalSeconds' ? 0 : value));
}

function stages(world: BatchPorts, { deadly = new Set() }: MachineOptions): TaskHandlers {
  const input = (payload: unknown) => payload as { batchId: string; unit: number };
  const diagnosis = {
    ...world,
    diagnose: async () =>
      ({ finding: 'fault', verdict: 'LIKELY', headline: 'Why.', hypotheses: [] }) as unknown as Report,
    codecs: nodeCodecs,
    knowledge: { rows: [], snapshot: '' },
    argusVersion: '0',
  };
  return {
    PlanBatch: (payload) => planBatch(world, BatchInput.parse(payload)),
    ParseUnit: (payload) => mortal(world, deadly, input(payload)),
    AggregateBatch: (payload) =>
      aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, BatchInput.parse(payload)),
    DiagnoseBatch: (payload) => diagnoseBatch(diagnosis, BatchInput.parse(payload)),
  };
}

/** A worker that reads a deadly file is killed: the engine is told so, and the function has no last word. */
function mortal(world: BatchPorts, deadly: ReadonlySet<number>, payload: { batchId: string; unit: number }) {
  const death = Promise.withResolvers<never>();
  const collect: typeof readThrough = async (file) => {
    if (!deadly.has(file.file.index)) return readThrough(file);
    death.reject(named('Runtime.OutOfMemory'));
    return new Promise(() => {});
  };
  return Promise.race([parseUnit(parseContext(world, { collect }), payload), death.promise]);
}

function injected(tasks: TaskHandlers, inject: Inject, tries: Map<string, number>): TaskHandlers {
  const entries = Object.entries(tasks).map(([state, task]) => {
    const run = async (payload: unknown) => {
      const { unit, ...input } = payload as { batchId: string; unit?: number };
      const key = unit === undefined ? state : `${state} ${unit}`;
      const attempt = (tries.get(key) ?? 0) + 1;
      tries.set(key, attempt);
      const error = inject(state, { ...input, ...(unit !== undefined && { unit }) }, attempt);
      if (error) throw error;
      return task(payload);
    };
    return [state, run] as const;
  });
  return Object.fromEntries(entries);
}

function memoryExecutions(): ExecutionStore {
  const statuses = new Map<string, 'running' | 'succeeded' | 'failed'>();
  const redrives = new Map<string, number>();
  return {
    begin: (name) => !statuses.has(name) && Boolean(statuses.set(name, 'running')),
    end: (name, status) => void statuses.set(name, status),
    find: (name) => statuses.get(name),
    running: () => [...statuses].flatMap(([name, status]) => (status === 'running' ? [name] : [])),
    redrive(name) {
      if (statuses.get(name) !== 'failed') return;
      statuses.set(name, 'running');
      redrives.set(name, (redrives.get(name) ?? 0) + 1);
    },
    redrivesOf: (name) => redrives.get(name) ?? 0,
  };
}
