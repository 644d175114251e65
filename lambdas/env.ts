import { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BedrockModel, bedrockClient } from '#src/aws/bedrock-model.ts';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { dynamoCaseIndex } from '#src/aws/dynamo-case-index.ts';
import { dynamoClient } from '#src/aws/dynamo-client.ts';
import { dynamoLessonStore } from '#src/aws/dynamo-lesson-store.ts';
import { dynamoModelBudget } from '#src/aws/dynamo-model-budget.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { createSfnClient } from '#src/aws/sfn-client.ts';
import { SfnWorkflow } from '#src/aws/sfn-workflow.ts';
import type { CaseIndex } from '#src/batch/case-index.ts';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { BatchPorts, BatchTable, Clock, ObjectStore, Workflow } from '#src/batch/ports.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import type { LineReader } from '#src/evidence/vocabulary/line-reader.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import type { DescribeVehicle } from '#src/knowledge/own/describe-vehicle.ts';
import { descriptionsOfDeployment, descriptionsReader } from './descriptions.ts';
import { knowledgeReader, shelfOfDeployment } from './knowledge.ts';
import { lineReaders, vocabulariesOfDeployment } from './line-reader.ts';
import type { Log } from './log.ts';

/** What the handlers run on. */
interface Adapters {
  objectStore: ObjectStore;
  batchTable: BatchTable;
  lessonStore: LessonStore;
  caseIndex: CaseIndex;
  workflow: Workflow;
  /** Null: the rules' report only. */
  languageModel: ModelAccess | null;
  clock: Clock;
  log: Log;
  /** Reads log lines: what the shipped vocabularies say, and a user's own. */
  lineReader: () => Promise<LineReader>;
  /** What description files say of a vehicle; undefined without any. */
  descriptions: () => Promise<DescribeVehicle | undefined>;
  /** What codes mean: the shipped rows, and a user's own. */
  knowledge: () => Promise<KnowledgeBase>;
  /** Names the process that parse workers live and die in; one name for all of Lambda. */
  runId: string;
}

/** The deployment did not name something that a handler needs. */
export class MissingSetting extends Error {
  override readonly name = 'MissingSetting';

  constructor(setting: string) {
    super(`The setting ${setting} is missing: the deployment has to provide it.`);
  }
}

let adapters: Partial<Adapters> = {};

/** Replaces what the environment would give: for tests. */
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
  adapters.batchTable ??= dynamoBatchTable(table());
  return adapters.batchTable;
}

export function caseIndex(): CaseIndex {
  adapters.caseIndex ??= dynamoCaseIndex(table());
  return adapters.caseIndex;
}

export function lessonStore(): LessonStore {
  adapters.lessonStore ??= dynamoLessonStore(table());
  return adapters.lessonStore;
}

export function workflow(): Workflow {
  adapters.workflow ??= new SfnWorkflow(createSfnClient(), requireEnv('STATE_MACHINE_ARN'));
  return adapters.workflow;
}

/** A deployment without a model has none to name. */
export function languageModel(): ModelAccess | null {
  const modelId = process.env['MODEL_ID'];
  if (adapters.languageModel === undefined) adapters.languageModel = modelId ? bedrockAccess(modelId) : null;
  return adapters.languageModel;
}

export function lineReader(): Promise<LineReader> {
  adapters.lineReader ??= lineReaders(vocabulariesOfDeployment(), log());
  return adapters.lineReader();
}

export function descriptions(): Promise<DescribeVehicle | undefined> {
  adapters.descriptions ??= descriptionsReader(descriptionsOfDeployment(), log());
  return adapters.descriptions();
}

export function knowledge(): Promise<KnowledgeBase> {
  adapters.knowledge ??= knowledgeReader(shelfOfDeployment(), log());
  return adapters.knowledge();
}

export function clock(): Clock {
  adapters.clock ??= { nowMs: () => Date.now() };
  return adapters.clock;
}

/** Units at once over all batches, where the deployment bounds them. */
export function unitsAtOnce(): number | undefined {
  const parsers = process.env['PARSER_CONCURRENCY'];
  return parsers === undefined ? undefined : Number(parsers);
}

/** All of them: for stages that start batches, too. */
export const batchPorts = (): BatchPorts => ({
  table: batchTable(),
  store: objectStore(),
  workflow: workflow(),
  clock: clock(),
  unitsAtOnce: unitsAtOnce(),
});

export function log(): Log {
  adapters.log ??= powertoolsLog();
  return adapters.log;
}

let dynamo: DynamoDBClient | undefined;

function table() {
  dynamo ??= dynamoClient();
  const keptDays = Number(process.env['BATCH_KEPT_DAYS'] ?? 90);
  return { client: dynamo, tableName: requireEnv('BATCH_TABLE'), clock: clock(), keptDays };
}

/** `ID:VERSION` */
function guardrail() {
  const [guardrailIdentifier, guardrailVersion] = process.env['GUARDRAIL']?.split(':') ?? [];
  return guardrailIdentifier && guardrailVersion ? { guardrailIdentifier, guardrailVersion } : undefined;
}

const bedrockAccess = (modelId: string): ModelAccess => ({
  model: new BedrockModel(bedrockClient(), { modelId, model: process.env['MODEL_NAME'], guardrail: guardrail() }),
  budget: dynamoModelBudget({ ...table(), usdPerDay: Number(requireEnv('MODEL_BUDGET_USD_PER_DAY')) }),
  nowMs: () => clock().nowMs(),
  newDelimiter: () => crypto.randomUUID().slice(-12),
});

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
