import { Logger } from '@aws-lambda-powertools/logger';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { dynamoClient } from '#src/aws/dynamo-client.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { createSfnClient } from '#src/aws/sfn-client.ts';
import { SfnWorkflow } from '#src/aws/sfn-workflow.ts';
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
  adapters.objectStore ??= s3ObjectStore();
  return adapters.objectStore;
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
  adapters.workflow ??= new SfnWorkflow(createSfnClient(), requireEnv('STATE_MACHINE_ARN'));
  return adapters.workflow;
}

export function clock(): Clock {
  adapters.clock ??= { nowMs: () => Date.now() };
  return adapters.clock;
}

export function log(): Log {
  adapters.log ??= powertoolsLog();
  return adapters.log;
}

/** A function is given the buckets that it uses: the other one is missed only when it is asked for. */
function s3ObjectStore(): ObjectStore {
  const buckets = {
    get raw() {
      return requireEnv('RAW_BUCKET');
    },
    get work() {
      return requireEnv('WORK_BUCKET');
    },
  };
  // Where clients reach S3 by another address than this function does, URLs are signed for theirs.
  const uploadEndpoint = process.env['UPLOAD_ENDPOINT'];
  const signer = uploadEndpoint ? createS3Client({ endpoint: uploadEndpoint }) : undefined;
  return new S3ObjectStore(createS3Client(), buckets, signer);
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
