import { StateMachine } from 'aws-local-stepfunctions';
import { BATCH_ID } from '#src/batch/batch.ts';
import { NotRedrivable, type Workflow } from '#src/batch/ports.ts';
import type { ExecutionStore } from './execution-store.ts';

/** What a Task state calls, by state name: the handler behind the Lambda function of that name. */
export type TaskHandlers = Record<string, (payload: unknown) => Promise<unknown>>;

export interface LocalWorkflow extends Workflow {
  /** Goes on with the executions that were running when the last process ended, from their first state: every stage is idempotent. */
  resume(): void;
  /** Stops; what runs stays marked as running and is resumed by the next process. */
  close(): Promise<void>;
}

export interface LocalWorkflowOptions {
  definition: StateMachineDefinition;
  executions: ExecutionStore;
  tasks: TaskHandlers;
  /** Told, in EventBridge's words, of an execution that failed. */
  onFailed: (event: ExecutionFailed) => Promise<unknown>;
  /** Told of what a task threw, unless it is a fault that may pass. */
  onTaskError?: (error: unknown) => void;
  executionsAtOnce: number;
  /** How long an execution waits for a store that was not to be written to. */
  retryStoreMs?: number;
}

export type StateMachineDefinition = ConstructorParameters<typeof StateMachine>[0];

/** The part of "Step Functions Execution Status Change" that anybody reads. */
interface ExecutionFailed {
  source: 'aws.states';
  'detail-type': 'Step Functions Execution Status Change';
  detail: { name: string; status: 'FAILED'; error: string; redriveCount: number };
}

/** Step Functions on this machine: the same state machine file, executions named after batches, each name used once. */
export function localWorkflow(options: LocalWorkflowOptions): LocalWorkflow {
  const { executions } = options;
  const runner = new ExecutionRunner(options);
  return {
    async start(batchId) {
      if (BATCH_ID.test(batchId) && executions.begin(batchId)) runner.enqueue(batchId);
    },
    async find(batchId) {
      const status = executions.find(batchId);
      return status && { status, url: null };
    },
    async redrive(batchId) {
      const status = executions.find(batchId);
      if (status === 'succeeded') throw new NotRedrivable(batchId);
      if (status === undefined) await this.start(batchId);
      if (status === 'failed') {
        executions.redrive(batchId);
        runner.enqueue(batchId);
      }
      return executions.redrivesOf(batchId);
    },
    resume() {
      for (const batchId of executions.running()) runner.enqueue(batchId);
    },
    close: () => runner.close(),
  };
}

/** One execution that is being run. Stopped: what the engine still calls for it must not begin new work. */
interface Run {
  batchId: string;
  isStopped: boolean;
  abort(): void;
}

/** Runs a bounded number of executions at once, in the order they began. */
class ExecutionRunner {
  readonly #options: LocalWorkflowOptions;
  readonly #machine: StateMachine;
  readonly #waiting: string[] = [];
  readonly #runs = new Set<Run>();
  readonly #working = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(options: LocalWorkflowOptions) {
    this.#options = options;
    this.#machine = new StateMachine(options.definition, { validationOptions: { checkArn: false } });
  }

  enqueue(batchId: string): void {
    this.#waiting.push(batchId);
    this.#next();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const run of this.#runs) stop(run);
    await Promise.allSettled(this.#working);
  }

  #next(): void {
    if (this.#isClosing || this.#runs.size >= this.#options.executionsAtOnce) return;
    const batchId = this.#waiting.shift();
    if (batchId !== undefined) void this.#track(this.#run(batchId));
  }

  async #run(batchId: string): Promise<void> {
    const run: Run = { batchId, isStopped: false, abort: () => {} };
    const overrides = { taskResourceLocalHandlers: this.#handlersOf(run) as never };
    const input = { batchId };
    // As much of the context object as the state machine asks for.
    const Execution = { Name: batchId, Input: input, RedriveCount: this.#options.executions.redrivesOf(batchId) };
    const execution = this.#machine.run(input, { overrides, context: { Execution } as never });
    run.abort = execution.abort;
    this.#runs.add(run);
    const error = await execution.result.then(
      () => undefined,
      (cause: unknown) => errorName(cause),
    );
    await this.#settle(run, error);
    this.#runs.delete(run);
    this.#next();
  }

  /** An execution that the store held up is begun again later: every stage is idempotent, and none of them is to blame. */
  async #settle(run: Run, error: string | undefined): Promise<void> {
    try {
      if (!run.isStopped) await this.#end(run.batchId, error);
    } catch (cause) {
      this.#options.onTaskError?.(cause);
      stop(run);
    }
    if (!run.isStopped || this.#isClosing) return;
    setTimeout(() => this.enqueue(run.batchId), this.#options.retryStoreMs ?? RETRY_STORE_MS).unref();
  }

  async #end(batchId: string, error: string | undefined): Promise<void> {
    const { executions, onFailed } = this.#options;
    if (error !== undefined) {
      const event = executionFailed(batchId, error, executions.redrivesOf(batchId));
      await onFailed(event).catch(unlessStoreFailed);
    }
    executions.end(batchId, error === undefined ? 'succeeded' : 'failed');
  }

  #handlersOf(run: Run): TaskHandlers {
    return Object.fromEntries(
      Object.entries(this.#options.tasks).map(([name, task]) => [name, this.#invoke(run, task)]),
    );
  }

  /** As `arn:aws:states:::lambda:invoke` calls a function: parameters in, status and payload out. */
  #invoke(run: Run, task: (payload: unknown) => Promise<unknown>) {
    return async (parameters: unknown) => {
      if (run.isStopped) return never();
      const { Payload: payload } = parameters as { Payload: unknown };
      try {
        return { StatusCode: 200, Payload: (await this.#track(task(payload))) ?? null };
      } catch (error) {
        this.#report(error);
        if (!hasStoreFailed(error)) throw error;
        stop(run);
        return never();
      }
    };
  }

  #report(error: unknown): void {
    const mayPass = error instanceof Error && error.name === 'TransientFault';
    if (!mayPass && !this.#isClosing) this.#options.onTaskError?.(error);
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    try {
      return await work;
    } finally {
      this.#working.delete(work);
    }
  }
}

/** The engine cannot cancel: a call of a stopped execution is left without an answer. */
const never = () => new Promise<never>(() => {});

/** A full disk stays full for a while; the next attempt costs little. */
const RETRY_STORE_MS = 1_000;

function stop(run: Run): void {
  run.isStopped = true;
  run.abort();
}

/** By name: from a worker thread comes no more than that. */
const hasStoreFailed = (error: unknown): boolean => error instanceof Error && error.name === 'StoreUnavailable';

function unlessStoreFailed(error: unknown): void {
  if (hasStoreFailed(error)) throw error;
}

const executionFailed = (name: string, error: string, redriveCount: number): ExecutionFailed => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { name, status: 'FAILED', error, redriveCount },
});

/** The engine wraps what ended an execution. */
function errorName(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.name : 'Error';
}
