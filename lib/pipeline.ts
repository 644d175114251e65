import { readFileSync } from 'node:fs';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { ArgusFunction } from './argus-function.ts';
import type { BatchTable } from './batch-table.ts';
import { shareOut } from './concurrency.ts';
import { grantConverse, grantEmbed } from './language-model.ts';
import { grantReadOwnFiles } from './own-files.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

interface PipelineProps {
  settings: Settings;
  storage: Storage;
  table: BatchTable;
}

const ANY_EXECUTION = 'Executions are named after batches, at run time.';

/** The state machine of a batch and the functions behind its states. */
export class Pipeline extends Construct {
  readonly stateMachine: sfn.StateMachine;
  readonly functions: Record<string, ArgusFunction>;
  readonly #parsers: number;

  constructor(scope: Construct, id: string, { settings, storage, table }: PipelineProps) {
    super(scope, id);
    const { parsers, reserved } = shareOut(settings.lambdaQuota, settings.parserConcurrency);
    this.#parsers = parsers;
    const define = (name: string, memoryMb: number, minutes: number) =>
      new ArgusFunction(this, name, {
        logRetentionDays: settings.logRetentionDays,
        memoryMb,
        timeout: Duration.minutes(minutes),
        ...(name === 'ParseUnit' && reserved.parsers && { reservedConcurrency: reserved.parsers }),
      });
    const { planBatch, parseUnit, aggregateBatch, diagnoseBatch } = {
      // Reads one manifest of up to 10,000 lines, and the beginning of each large file.
      planBatch: define('PlanBatch', 512, 2),
      // 1,769 MB is one whole vCPU: inflating is the bottleneck and uses exactly one.
      parseUnit: define('ParseUnit', 1769, 15),
      // Folds one stream after the other; what it holds is bounded (bench/aggregate.ts).
      aggregateBatch: define('AggregateBatch', 3538, 10),
      // Fetches quotes, then waits for the model.
      diagnoseBatch: define('DiagnoseBatch', 1769, 10),
    };
    this.functions = {
      PlanBatch: planBatch,
      ParseUnit: parseUnit,
      AggregateBatch: aggregateBatch,
      DiagnoseBatch: diagnoseBatch,
    };
    for (const fn of [planBatch, aggregateBatch, diagnoseBatch]) table.grantEnterStates(fn);
    for (const fn of [planBatch, aggregateBatch]) table.grantReadProgress(fn);
    // What is known of batches that are like this one.
    table.grantReadMany(diagnoseBatch);
    // The end of one batch's parsing is the start of the next.
    table.grantList(aggregateBatch, 'by-state');
    this.grantStart(aggregateBatch);
    for (const fn of [parseUnit, aggregateBatch]) table.grantCountFiles(fn);
    for (const fn of [planBatch, parseUnit, aggregateBatch, diagnoseBatch]) {
      storage.grantReadResults(fn);
      storage.grantWriteResults(fn);
    }
    for (const fn of [planBatch, parseUnit, diagnoseBatch]) storage.grantReadUploads(fn);
    if (settings.vocabularies !== null) grantReadOwnFiles(parseUnit, 'VOCABULARIES', settings.vocabularies);
    if (settings.databases !== null) grantReadOwnFiles(parseUnit, 'DATABASES', settings.databases);
    if (settings.knowledge !== null) grantReadOwnFiles(diagnoseBatch, 'KNOWLEDGE', settings.knowledge);
    if (settings.embeddingsModelId !== null) grantEmbed(diagnoseBatch, settings.embeddingsModelId);
    if (settings.modelId !== null) grantConverse(diagnoseBatch, settings.modelId, settings);
    // The SDK's own name for it.
    if (settings.modelEndpoint) diagnoseBatch.configure('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', settings.modelEndpoint);
    this.stateMachine = this.#defineStateMachine(settings);
  }

  /** By name, not by reference: a stage of the machine may start the next batch, and the machine refers to its stages. */
  grantStart(fn: ArgusFunction): void {
    const machineArn = this.#statesArn('stateMachine', this.#name);
    fn.configure('STATE_MACHINE_ARN', machineArn);
    fn.configure('PARSER_CONCURRENCY', String(this.#parsers));
    fn.allow(['states:StartExecution'], machineArn);
  }

  grantDescribe(fn: ArgusFunction): void {
    fn.configure('STATE_MACHINE_ARN', this.#statesArn('stateMachine', this.#name));
    fn.allowAnyOf(['states:DescribeExecution'], this.#executionArn('*'), ANY_EXECUTION);
  }

  /** Takes up executions where they broke. */
  grantRedrive(fn: ArgusFunction): void {
    this.grantDescribe(fn);
    fn.allow(['states:RedriveExecution'], this.#executionArn('*'));
  }

  #executionArn(name: string): string {
    return this.#statesArn('execution', `${this.#name}:${name}`);
  }

  #statesArn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  get #name(): string {
    return `${Stack.of(this).stackName}-diagnose-batch`;
  }

  #defineStateMachine(settings: Settings): sfn.StateMachine {
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    const machine = new sfn.StateMachine(this, 'DiagnoseBatchMachine', {
      stateMachineName: this.#name,
      definitionBody: sfn.DefinitionBody.fromString(readDefinition(this.#parsers)),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(this.functions).map(([name, fn]) => [`${name}Function`, fn.live.functionArn]),
      ),
      role,
      // Above the longest legitimate batch: 2,000 units of 80 MB, a hundred at once, each within its own 15 minutes.
      timeout: Duration.hours(6),
      tracingEnabled: true,
      logs: {
        destination: new logs.LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${this.#name}`,
          retention: settings.logRetentionDays as logs.RetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    this.#grantMapRuns(role);
    return machine;
  }

  /** A definition given as text brings no permissions along. */
  #grantMapRuns(role: iam.Role): void {
    const machineArn = this.#statesArn('stateMachine', this.#name);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(this.functions).map((fn) => fn.live.functionArn),
      }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [machineArn] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [this.#executionArn('*')],
      }),
    );
    // The children of a Map run are executions of `<machine>/<label>`.
    const children = this.#statesArn('execution', `${this.#name}/*:*`);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['states:RedriveExecution'], resources: [children] }));
    acknowledgeWildcard(role, this.#executionArn('*'), ANY_EXECUTION);
    acknowledgeWildcard(role, children, ANY_EXECUTION);
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and CloudWatch log delivery have no resource-level permissions.',
    );
  }
}

/** Placeholders stand for text only, so the one number that a stage sets is put in here. */
function readDefinition(maxConcurrency: number): string {
  const definition = JSON.parse(readFileSync('statemachines/diagnose-batch.asl.json', 'utf8'));
  definition.States.ParseUnits.MaxConcurrency = maxConcurrency;
  return JSON.stringify(definition, null, 2);
}
