import { Piscina } from 'piscina';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { workerFile } from './worker-file.ts';

export interface WorkerSettings {
  dataDir: string;
  objectFolder: string;
  runId: string;
  /** A user's own vocabularies. */
  vocabularies: VocabularyText[];
  /** List of description files, chosen by the vehicle of each batch. */
  databases?: string | undefined;
}

export type WorkerAnswer = { output: unknown } | { error: { name: string; message: string } };

export interface ParsePool {
  /** Runs the ParseUnit handler in a worker thread. Throws `UnitFailed`. */
  run(payload: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface ParsePoolOptions {
  workers: number;
  settings: WorkerSettings;
  /** A worker that takes longer is ended. */
  timeoutMs: number;
  /** JavaScript heap of one worker; what Lambda's 1,769 MB leave to it. */
  heapMb: number;
  /** Another worker, for tests. */
  filename?: string;
}

/** Like a Lambda invocation that failed: `name` is what Step Functions would match a Retry against. */
class UnitFailed extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** ParseUnit in threads, one per core. A worker that dies or hangs takes its own unit with it and nothing else. */
export function parsePool({ workers, settings, timeoutMs, heapMb, filename }: ParsePoolOptions): ParsePool {
  const pool = new Piscina({
    filename: filename ?? workerFile('parse-worker', import.meta.url),
    // One is ready for the first unit; the others come with the work.
    minThreads: 1,
    maxThreads: workers,
    idleTimeout: 30_000,
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  return {
    async run(payload) {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await runWorker(pool, payload, signal);
      if ('output' in answer) return answer.output;
      throw new UnitFailed(answer.error.name, answer.error.message);
    },
    close: () => pool.destroy(),
  };
}

async function runWorker(pool: Piscina, payload: unknown, signal: AbortSignal): Promise<WorkerAnswer> {
  try {
    return await pool.run(payload, { signal });
  } catch (error) {
    const name = signal.aborted ? 'Sandbox.Timedout' : nameOfDeath(error);
    return { error: { name, message: error instanceof Error ? error.message : String(error) } };
  }
}

/** The names Lambda gives to the same ends. */
const nameOfDeath = (error: unknown): string =>
  (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
