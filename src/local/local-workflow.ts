import { StateMachine } from 'aws-local-stepfunctions';
import { BATCH_ID } from '#src/batch/batch.ts';
import type { Workflow } from '#src/batch/ports.ts';
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
}

export type StateMachineDefinition = ConstructorParameters<typeof StateMachine>[0];

/** The part of "Step Functions Execution Status Change" that anybody reads. */
export interface ExecutionFailed {
  source: 'aws.states';
  'detail-type': 'Step Functions Execution Status Change';
  detail: { name: string; status: 'FAILED'; error: string };
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
    resume() {
      for (const batchId of executions.running()) runner.enqueue(batchId);
    },
    close: () => runner.close(),
  };
}

/** Runs a bounded number of executions at once, in the order they began. */
class ExecutionRunner {
  readonly #options: LocalWorkflowOptions;
  readonly #machine: StateMachine;
  readonly #handlers: TaskHandlers;
  readonly #waiting: string[] = [];
  readonly #aborts = new Set<() => void>();
  readonly #working = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(options: LocalWorkflowOptions) {
    this.#options = options;
    this.#machine = new StateMachine(options.definition, { validationOptions: { checkArn: false } });
    this.#handlers = Object.fromEntries(
      Object.entries(options.tasks).map(([name, task]) => [name, this.#invoke(task)]),
    );
  }

  enqueue(batchId: string): void {
    this.#waiting.push(batchId);
    this.#next();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const abort of this.#aborts) abort();
    await Promise.allSettled(this.#working);
  }

  #next(): void {
    if (this.#isClosing || this.#aborts.size >= this.#options.executionsAtOnce) return;
    const batchId = this.#waiting.shift();
    if (batchId !== undefined) void this.#track(this.#run(batchId));
  }

  async #run(batchId: string): Promise<void> {
    const execution = this.#machine.run(
      { batchId },
      { overrides: { taskResourceLocalHandlers: this.#handlers as never } },
    );
    this.#aborts.add(execution.abort);
    const error = await execution.result.then(
      () => undefined,
      (cause: unknown) => errorName(cause),
    );
    if (!this.#isClosing) await this.#end(batchId, error);
    this.#aborts.delete(execution.abort);
    this.#next();
  }

  async #end(batchId: string, error: string | undefined): Promise<void> {
    if (error !== undefined) await this.#options.onFailed(executionFailed(batchId, error)).catch(() => {});
    this.#options.executions.end(batchId, error === undefined ? 'succeeded' : 'failed');
  }

  /** As `arn:aws:states:::lambda:invoke` calls a function: parameters in, status and payload out. */
  #invoke(task: (payload: unknown) => Promise<unknown>) {
    return async (parameters: unknown) => {
      // The engine cannot cancel: what it still calls after an abort must not begin new work.
      if (this.#isClosing) return new Promise(() => {});
      const { Payload: payload } = parameters as { Payload: unknown };
      return { StatusCode: 200, Payload: (await this.#track(this.#reported(task(payload)))) ?? null };
    };
  }

  async #reported<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const mayPass = error instanceof Error && error.name === 'TransientFault';
      if (!mayPass && !this.#isClosing) this.#options.onTaskError?.(error);
      throw error;
    }
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

const executionFailed = (name: string, error: string): ExecutionFailed => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { name, status: 'FAILED', error },
});

/** The engine wraps what ended an execution. */
function errorName(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.name : 'Error';
}
