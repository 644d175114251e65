import type { Database } from './database.ts';

type ExecutionStatus = 'running' | 'succeeded' | 'failed';

/** Which executions there were, on disk. Synchronous: one process asks, and no other call may come between two looks. */
export interface ExecutionStore {
  /** False when there was one of that name already. */
  begin(name: string): boolean;
  end(name: string, status: 'succeeded' | 'failed'): void;
  find(name: string): ExecutionStatus | undefined;
  running(): string[];
  /** Runs an execution that failed again, and counts it; one that did not stays as it is. */
  redrive(name: string): void;
  redrivesOf(name: string): number;
}

/** Executions in the database of this machine, named after their batches. */
export function executionStore(database: Database): ExecutionStore {
  const insert = database.prepare("INSERT INTO execution (batch, status) VALUES (?, 'running') ON CONFLICT DO NOTHING");
  const update = database.prepare('UPDATE execution SET status = ? WHERE batch = ?');
  const select = database.prepare('SELECT status FROM execution WHERE batch = ?');
  // Batch ids begin with their time, so names in order are executions in order.
  const selectRunning = database.prepare("SELECT batch FROM execution WHERE status = 'running' ORDER BY batch");
  const redrive = database.prepare(`
    UPDATE execution SET status = 'running', redrives = redrives + 1 WHERE batch = ? AND status = 'failed'`);
  const selectRedrives = database.prepare('SELECT redrives FROM execution WHERE batch = ?');
  return {
    begin: (name) => insert.run(name) === 1,
    end: (name, status) => void update.run(status, name),
    find: (name) => select.get(name)?.status as ExecutionStatus | undefined,
    redrive: (name) => void redrive.run(name),
    redrivesOf: (name) => Number(selectRedrives.get(name)?.redrives ?? 0),
    running: () => selectRunning.all().map(({ batch }) => String(batch)),
  };
}
