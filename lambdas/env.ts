import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { dynamoClient } from '#src/aws/dynamo-client.ts';
import type { BatchTable, Clock, ObjectStore, Workflow } from '#src/batch/ports.ts';

/** What the handlers run on. */
export interface Adapters {
  objectStore: ObjectStore;
  batchTable: BatchTable;
  workflow: Workflow;
  clock: Clock;
  log: Log;
  /** Names the process that parse workers live and die in; one name for all of Lambda. */
  runId: string;
}

export type Log = (level: 'info' | 'error', message: string, fields: Record<string, unknown>) => void;

/** The deployment did not name something that a handler needs. */
export class MissingSetting extends Error {
  override readonly name = 'MissingSetting';

  constructor(setting: string) {
    super(`The setting ${setting} is missing: the deployment has to provide it.`);
  }
}

let adapters: Partial<Adapters> = {};

/** Replaces what the environment would give: the one-machine composition calls it before it calls a handler. */
export function useAdapters(chosen: Partial<Adapters>): void {
  adapters = { ...chosen };
}

/*
 * One function per adapter, built when it is first asked for: a bundler keeps only the SDK clients of the adapters that
 * a handler names.
 */

export function objectStore(): ObjectStore {
  return adapters.objectStore ?? missing('objectStore');
}

export function batchTable(): BatchTable {
  adapters.batchTable ??= dynamoBatchTable({
    client: dynamoClient(),
    tableName: requireEnv('BATCH_TABLE'),
    clock: clock(),
  });
  return adapters.batchTable;
}

export function workflow(): Workflow {
  return adapters.workflow ?? missing('workflow');
}

export function clock(): Clock {
  adapters.clock ??= { nowMs: () => Date.now() };
  return adapters.clock;
}

export function log(): Log {
  adapters.log ??= powertoolsLog();
  return adapters.log;
}

export const runId = (): string => adapters.runId ?? 'lambda';

function powertoolsLog(): Log {
  const logger = new Logger({ serviceName: 'argus' });
  return (level, message, fields) => logger[level](message, fields);
}

export function requireEnv(name: string): string {
  return process.env[name] || missing(name);
}

function missing(setting: string): never {
  throw new MissingSetting(setting);
}
