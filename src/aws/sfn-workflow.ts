import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { NotRedrivable, type Workflow } from '#src/batch/ports.ts';

/** `Workflow` on Step Functions: the execution's name is the batch id, so the service itself refuses a second one. */
export class SfnWorkflow implements Workflow {
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(sfn: SFNClient, stateMachineArn: string) {
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  /** The input holds nothing but the id: another input under the same name would be an error instead of a repeat. */
  async start(batchId: string): Promise<void> {
    const input = JSON.stringify({ batchId });
    try {
      await this.#sfn.send(new StartExecutionCommand({ stateMachineArn: this.#stateMachineArn, name: batchId, input }));
    } catch (error) {
      if (!hasName(error, 'ExecutionAlreadyExists')) throw error;
    }
  }

  async find(batchId: string): Promise<{ status: 'running' | 'succeeded' | 'failed'; url: string | null } | undefined> {
    const execution = await this.#describe(batchId);
    return execution && { status: simplify(execution.status), url: consolePage(this.#arnOf(batchId)) };
  }

  async redrive(batchId: string): Promise<number> {
    const execution = await this.#describe(batchId);
    const redrives = execution?.redriveCount ?? 0;
    if (!execution) await this.start(batchId);
    if (!execution || simplify(execution.status) === 'running') return redrives;
    try {
      await this.#sfn.send(new RedriveExecutionCommand({ executionArn: this.#arnOf(batchId) }));
      return redrives + 1;
    } catch (error) {
      if (hasName(error, 'ExecutionNotRedrivable')) throw new NotRedrivable(batchId);
      throw error;
    }
  }

  async #describe(batchId: string) {
    try {
      return await this.#sfn.send(new DescribeExecutionCommand({ executionArn: this.#arnOf(batchId) }));
    } catch (error) {
      if (hasName(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  }

  #arnOf(batchId: string): string {
    return executionArnOf(this.#stateMachineArn, batchId);
  }
}

/** Where the console shows the execution of a batch, with its Map run. */
export const executionPage = (stateMachineArn: string, batchId: string): string =>
  consolePage(executionArnOf(stateMachineArn, batchId));

const executionArnOf = (stateMachineArn: string, batchId: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${batchId}`;

function simplify(status: string | undefined): 'running' | 'succeeded' | 'failed' {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'running';
  return status === 'SUCCEEDED' ? 'succeeded' : 'failed';
}

function consolePage(executionArn: string): string {
  const region = executionArn.split(':')[3];
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
