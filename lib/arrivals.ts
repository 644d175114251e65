import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { ArgusFunction } from './argus-function.ts';
import type { BatchTable } from './batch-table.ts';
import { shareOut } from './concurrency.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

interface ArrivalsProps {
  settings: Settings;
  storage: Storage;
  table: BatchTable;
  pipeline: Pipeline;
}

/** The sweeper finds a lost upload within 5 minutes, so an hour of retries is plenty. */
const delivery = (deadLetterQueue: sqs.Queue) => ({
  deadLetterQueue,
  retryAttempts: 20,
  maxEventAge: Duration.hours(1),
});

/** Everything that happens without being asked: uploads arriving, executions ending badly, batches getting old. */
export class Arrivals extends Construct {
  readonly deadLetters: sqs.Queue;
  readonly uploads: sqs.Queue;
  readonly registerUpload: ArgusFunction;
  readonly sweepBatches: ArgusFunction;
  readonly failBatch: ArgusFunction;

  constructor(scope: Construct, id: string, { settings, storage, table, pipeline }: ArrivalsProps) {
    super(scope, id);
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(this.deadLetters, 'AwsSolutions-SQS3', 'This queue is the dead-letter queue.');
    acknowledge(this.deadLetters, 'Serverless-SQSRedrivePolicy', 'This queue is the dead-letter queue.');
    this.uploads = new sqs.Queue(this, 'Uploads', {
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // Six times the function's own, as Lambda asks for.
      visibilityTimeout: Duration.minutes(2),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    const { logRetentionDays } = settings;
    // Two or three small requests to the table for each batch in a delivery: I/O bound.
    this.registerUpload = new ArgusFunction(this, 'RegisterUpload', {
      logRetentionDays,
      memoryMb: 256,
      timeout: Duration.seconds(20),
      isPerFile: true,
    });
    // Lists prefixes of up to 10,000 objects.
    this.sweepBatches = new ArgusFunction(this, 'SweepBatches', {
      logRetentionDays,
      memoryMb: 512,
      timeout: Duration.minutes(5),
    });
    this.failBatch = new ArgusFunction(this, 'FailBatch', {
      logRetentionDays,
      memoryMb: 256,
      timeout: Duration.minutes(1),
    });
    table.grantEnterStates(this.failBatch);
    for (const fn of [this.registerUpload, this.sweepBatches]) {
      table.grantEnterStates(fn);
      pipeline.grantStart(fn);
    }
    // Whether there is room for another batch.
    table.grantList(this.registerUpload, 'by-state');
    pipeline.grantDescribe(this.sweepBatches);
    table.grantReadProgress(this.sweepBatches);
    table.grantList(this.sweepBatches, 'by-state');
    storage.grantListUploads(this.sweepBatches);
    this.#registerUploads(storage.rawBucketName, settings);
    this.#failBrokenExecutions(pipeline);
    this.#sweep();
  }

  /** A flood waits in a queue instead of taking the account's executions, and costs a call and a write per hundred files. */
  #registerUploads(bucketName: string, settings: Settings): void {
    new events.Rule(this, 'ObjectCreated', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucketName] }, object: { key: [{ prefix: 'raw/' }] } },
      },
      targets: [new targets.SqsQueue(this.uploads, delivery(this.deadLetters))],
    });
    acknowledge(
      this.registerUpload,
      'Serverless-LambdaEventSourceMappingDestination',
      'For streams only: what a queue cannot deliver goes to its dead-letter queue.',
    );
    this.registerUpload.live.addEventSource(
      new sources.SqsEventSource(this.uploads, {
        batchSize: 100,
        // The last file of a batch waits no longer than this.
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: shareOut(settings.lambdaQuota, settings.parserConcurrency).arrivals,
        reportBatchItemFailures: true,
      }),
    );
  }

  /** No Catch sees States.Runtime and States.DataLimitExceeded, and one that turns failure into a state of its own is what a
   * redrive would go on at: the status change always comes. */
  #failBrokenExecutions(pipeline: Pipeline): void {
    this.invokeOn('ExecutionBroke', this.failBatch, {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [pipeline.stateMachine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
  }

  /** An event that no retry could deliver, and a call that no retry mends, go to the dead letters. */
  invokeOn(id: string, fn: ArgusFunction, eventPattern: events.EventPattern): void {
    new events.Rule(this, id, {
      eventPattern,
      targets: [new targets.LambdaFunction(fn.function, delivery(this.deadLetters))],
    });
    new lambda.EventInvokeConfig(this, `${id}Retries`, {
      function: fn.function,
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new destinations.SqsDestination(this.deadLetters),
    });
  }

  #sweep(): void {
    const role = new iam.Role(this, 'SweepRole', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    acknowledgeWildcard(
      role,
      `${this.sweepBatches.function.functionArn}:*`,
      'Added by the target for versions; there are none.',
    );
    new scheduler.Schedule(this, 'Sweep', {
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(5)),
      target: new schedulerTargets.LambdaInvoke(this.sweepBatches.function, { role, retryAttempts: 0 }),
      description: 'Finds uploads whose event was lost, expires and restarts batches.',
    });
  }
}
