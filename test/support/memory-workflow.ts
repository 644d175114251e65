import { NotRedrivable, type Workflow } from '#src/batch/ports.ts';

export interface MemoryWorkflow extends Workflow {
  /** Executions by name, in the order they began. */
  readonly executions: Map<string, 'running' | 'succeeded' | 'failed'>;
}

/** The model of `Workflow`: a name is used once. */
export function memoryWorkflow(): MemoryWorkflow {
  const executions: MemoryWorkflow['executions'] = new Map();
  const redrives = new Map<string, number>();
  return {
    executions,
    async start(batchId) {
      if (!executions.has(batchId)) executions.set(batchId, 'running');
    },
    async find(batchId) {
      const status = executions.get(batchId);
      return status && { status, url: null };
    },
    async redrive(batchId) {
      if (executions.get(batchId) === 'succeeded') throw new NotRedrivable(batchId);
      if (executions.get(batchId) === 'failed') redrives.set(batchId, (redrives.get(batchId) ?? 0) + 1);
      executions.set(batchId, 'running');
      return redrives.get(batchId) ?? 0;
    },
  };
}
