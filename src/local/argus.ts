import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import type { CaseIndex } from '#src/batch/case-index.ts';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { registerNotices } from '#src/batch/register-notices.ts';
import { UploadNotices } from '#src/batch/stage-input.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import type { LanguageModel } from '#src/diagnosis/model/language-model.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { type ArrivalQueue, arrivalQueue } from './arrival-queue.ts';
import { withHeaders } from './batch-headers.ts';
import { type Database, openDatabase, refuseOldFolder } from './database.ts';
import { executionStore } from './execution-store.ts';
import { findDisagreements } from './find-disagreements.ts';
import { lockFolder } from './folder-lock.ts';
import { type FolderStore, folderObjectStore, objectFolder } from './folder-object-store.ts';
import { finishRemovals, startHousekeeper } from './housekeeping.ts';
import { type LocalWorkflow, type LocalWorkflowOptions, localWorkflow, type TaskHandlers } from './local-workflow.ts';
import { mendDatabase } from './mend-database.ts';
import { type ParsePool, parsePool } from './parse-pool.ts';
import { sqliteBatchTable } from './sqlite-batch-table.ts';
import { sqliteCaseIndex } from './sqlite-case-index.ts';
import { sqliteLessonStore } from './sqlite-lesson-store.ts';
import { sqliteModelBudget } from './sqlite-model-budget.ts';
import { failureListener, localStages } from './stages.ts';
import { readStateMachine } from './state-machine-file.ts';
import { sweeperOf } from './sweeper.ts';
import { readSigningKey, type UploadSigner, uploadSigner } from './upload-url.ts';

interface ArgusOptions {
  /** Everything Argus keeps lies in here. */
  dataDir: string;
  /** Where the upload door will be reached, e.g. `http://127.0.0.1:4780`; asked whenever an upload is granted. */
  baseUrl: () => string;
  workers?: number;
  /** How long a batch is kept after its end; for ever by default. */
  keepMs?: number | undefined;
  /** Words the rules' reports; none by default. */
  model?: ChosenModel;
  /** The shipped rows with a user's own; the shipped ones alone when absent. */
  knowledge?: KnowledgeBase;
  /** A user's own vocabularies, checked. */
  vocabularies?: VocabularyText[];
  /** Path of a list of description files, checked. */
  databases?: string;
  /** Told of what a stage threw that trying again does not mend. */
  onError?: (error: unknown) => void;
  /** Told, in a sentence each, what was found damaged at the start and mended. */
  onMended?: (sentence: string) => void;
}

export interface ChosenModel {
  model: LanguageModel;
  /** Cap on what Bedrock may cost per UTC day; an endpoint of one's own costs no budget. */
  usdPerDay: number;
}

/** Argus on one machine, but for its doors. */
interface LocalArgus {
  adapters: BatchPorts;
  lessons: LessonStore;
  cases: CaseIndex;
  store: FolderStore;
  signer: UploadSigner;
  /** Looks after open batches now instead of at the next minute. */
  sweep(): Promise<unknown>;
  /** Stops at once; what was running goes on when the folder is opened again. */
  close(): Promise<void>;
}

/** A batch waits for a model most of its time; its parsing is bounded by the workers anyway. */
const EXECUTIONS_AT_ONCE = 8;
/** As on AWS: ParseUnit has 15 minutes, and 1.2 of its 1.7 GB for objects. */
const UNIT_TIMEOUT_MS = 890_000;
const WORKER_HEAP_MB = 1_200;

const clock = { nowMs: () => Date.now() };

/**
 * Opens a data folder and goes on with whatever was running in it. Throws `FolderInUse`, `FolderUnavailable`,
 * `OldDataFolder` and `StoreUnavailable`.
 */
export async function openArgus(options: ArgusOptions): Promise<LocalArgus> {
  const lock = lockFolder(options.dataDir);
  try {
    refuseOldFolder(options.dataDir);
    return await openLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(options: ArgusOptions, lock: { release(): void }): Promise<LocalArgus> {
  const { knowledge, workers = availableParallelism(), onError = () => {} } = options;
  const sweeper = sweeperOf(() => sweepBatches(adapters));
  const register = async (events: unknown) => registerNotices(adapters, z.parse(UploadNotices, events));
  const arrivals = arrivalQueue(register, sweeper.sweepSoon);
  const { store, signer } = await openStore(options, arrivals);
  const database = await openMended(options, store);
  const pool = openPool(options, workers);
  const languageModel = options.model ? accessTo(options.model, database) : null;
  const adapters: BatchPorts = {
    table: withHeaders(sqliteBatchTable(database), store),
    store,
    clock,
    // It runs stages that stand on these adapters.
    get workflow() {
      return workflow;
    },
  };
  const [lessons, cases] = [sqliteLessonStore(database), sqliteCaseIndex(database)];
  const tasks = {
    ...localStages(adapters, languageModel, { lessons, cases, ...(knowledge && { knowledge }) }),
    ParseUnit: (payload: unknown) => pool.run(payload),
  };
  const workflow = openWorkflow({ workers, database, tasks, onFailed: failureListener(adapters), onError });
  workflow.resume();
  sweeper.start();
  const housekeeper = startHousekeeper({ database, store, keepMs: options.keepMs });
  return {
    adapters,
    lessons,
    cases,
    store,
    signer,
    sweep: sweeper.sweep,
    async close() {
      await Promise.all([sweeper.close(), pool.close(), housekeeper.close()]);
      await workflow.close();
      await arrivals.drain();
      database.close();
      lock.release();
    },
  };
}

async function openMended({ dataDir, onMended = () => {} }: ArgusOptions, store: FolderStore): Promise<Database> {
  const mended = mendDatabase(dataDir, clock.nowMs());
  if (mended) onMended(mended);
  const database = openDatabase(dataDir);
  finishRemovals({ database, store });
  for (const { sentence, mend } of await findDisagreements({ database, store, objectFolder: objectFolder(dataDir) })) {
    await mend?.();
    onMended(sentence);
  }
  return database;
}

const accessTo = ({ model, usdPerDay }: ChosenModel, database: Database): ModelAccess => ({
  model,
  budget: sqliteModelBudget(database, { usdPerDay, clock }),
  nowMs: clock.nowMs,
  newDelimiter: () => randomUUID().slice(-12),
});

async function openStore({ dataDir, baseUrl }: ArgusOptions, { onCreated }: ArrivalQueue) {
  const signer = uploadSigner({ key: readSigningKey(dataDir), baseUrl });
  const store = folderObjectStore({ folder: objectFolder(dataDir), signer, onCreated });
  await store.removeLeftovers();
  return { store, signer };
}

interface WorkflowParts {
  workers: number;
  database: Database;
  tasks: TaskHandlers;
  onFailed: LocalWorkflowOptions['onFailed'];
  onError: (error: unknown) => void;
}

const openPool = ({ dataDir, vocabularies = [], databases }: ArgusOptions, workers: number): ParsePool =>
  parsePool({
    workers,
    timeoutMs: UNIT_TIMEOUT_MS,
    heapMb: WORKER_HEAP_MB,
    settings: { dataDir, objectFolder: objectFolder(dataDir), runId: randomUUID(), vocabularies, databases },
  });

const openWorkflow = ({ workers, database, tasks, onFailed, onError }: WorkflowParts): LocalWorkflow =>
  localWorkflow({
    definition: readStateMachine(workers),
    executions: executionStore(database),
    onTaskError: onError,
    tasks,
    onFailed,
    executionsAtOnce: EXECUTIONS_AT_ONCE,
  });
