import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type ExecutionStatus = 'running' | 'succeeded' | 'failed';

/** Which executions there were, on disk. Synchronous: one process asks, and no other call may come between two looks. */
export interface ExecutionStore {
  /** False when there was one of that name already. */
  begin(name: string): boolean;
  end(name: string, status: 'succeeded' | 'failed'): void;
  find(name: string): ExecutionStatus | undefined;
  running(): string[];
}

/** One empty file per execution, in a folder named after its status: a change of status is one rename. */
export function executionStore(folder: string): ExecutionStore {
  const pathOf = (status: ExecutionStatus, name: string) => join(folder, status, name);
  for (const status of ['running', 'succeeded', 'failed']) mkdirSync(join(folder, status), { recursive: true });
  const find = (name: string) =>
    (['running', 'succeeded', 'failed'] as const).find((status) => existsSync(pathOf(status, name)));
  return {
    begin(name) {
      if (find(name)) return false;
      writeFileSync(pathOf('running', name), '');
      return true;
    },
    end: (name, status) => renameSync(pathOf('running', name), pathOf(status, name)),
    find,
    // Batch ids begin with their time, so names in order are executions in order.
    running: () => readdirSync(join(folder, 'running')).sort(),
  };
}
