import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';
import type { Arrivals } from './arrivals.ts';
import type { BatchTable } from './batch-table.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';

export interface OperationsProps {
  settings: Settings;
  functions: ArgusFunction[];
  arrivals: Arrivals;
  pipeline: Pipeline;
  table: BatchTable;
}

const FIVE_MINUTES = Duration.minutes(5);

/** What wakes an operator, and the one page that is looked at then. */
export class Operations extends Construct {
  readonly #topic: sns.Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.#topic = new sns.Topic(this, 'Alarms', { enforceSSL: true });
    acknowledge(
      this.#topic,
      'Serverless-SNSRedrivePolicy',
      'E-mail subscriptions have no redrive; the alarms stay visible in the console.',
    );
    if (props.settings.alarmEmail)
      this.#topic.addSubscription(new subscriptions.EmailSubscription(props.settings.alarmEmail));
    this.#watch(props);
    this.#draw(props);
  }

  #watch({ functions, arrivals, pipeline }: OperationsProps): void {
    this.#alarm(
      'UndeliveredEvents',
      'Events that no retry could deliver',
      arrivals.deadLetters.metricApproximateNumberOfMessagesVisible(),
    );
    this.#alarm(
      'ExecutionsFailed',
      'Batches whose execution failed',
      pipeline.stateMachine.metricFailed({ period: FIVE_MINUTES }),
    );
    this.#alarm(
      'ExecutionsTimedOut',
      'Batches whose execution timed out',
      pipeline.stateMachine.metricTimedOut({ period: FIVE_MINUTES }),
    );
    for (const fn of functions) {
      this.#alarm(`${fn.node.id}Errors`, `${fn.node.id} throws`, fn.function.metricErrors({ period: FIVE_MINUTES }));
      this.#alarm(
        `${fn.node.id}Throttles`,
        `${fn.node.id} is throttled`,
        fn.function.metricThrottles({ period: FIVE_MINUTES }),
      );
    }
    this.#alarm(
      'OldestOpenBatch',
      'A batch is open for more than two hours',
      argusMetric('OldestOpenBatchSeconds', 'Maximum'),
      7200,
    );
    this.#alarm('LostUploads', 'The sweeper found uploads whose event was lost', argusMetric('UploadsRepaired', 'Sum'));
  }

  #alarm(id: string, alarmDescription: string, metric: cloudwatch.IMetric, threshold = 0): void {
    new cloudwatch.Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(this.#topic));
  }

  #draw({ functions, arrivals, pipeline, table }: OperationsProps): void {
    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 12, period: FIVE_MINUTES });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Open batches, and seconds the oldest waits', [
            argusMetric('OpenBatches', 'Maximum'),
            argusMetric('OldestOpenBatchSeconds', 'Maximum'),
          ]),
          graph('Executions', [
            pipeline.stateMachine.metricStarted(),
            pipeline.stateMachine.metricSucceeded(),
            pipeline.stateMachine.metricFailed(),
          ]),
        ],
        [
          graph(
            'Errors by stage',
            functions.map((fn) => fn.function.metricErrors({ label: fn.node.id })),
          ),
          graph(
            'Throttles by stage',
            functions.map((fn) => fn.function.metricThrottles({ label: fn.node.id })),
          ),
        ],
        [
          graph('Undelivered events', [arrivals.deadLetters.metricApproximateNumberOfMessagesVisible()]),
          graph('Table throttles', [
            table.table.metricThrottledRequestsForOperations({ operations: [Operation.QUERY, Operation.UPDATE_ITEM] }),
          ]),
        ],
        [
          graph('Model: ms to the first token', [argusMetric('FirstTokenMs', 'p95')]),
          graph('Model cost per batch (USD)', [argusMetric('ModelUsd', 'Average')]),
        ],
      ],
    });
  }
}

/** Metrics the functions print themselves (embedded metric format), namespace `Argus`. */
function argusMetric(metricName: string, statistic: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'Argus',
    dimensionsMap: { service: 'argus' },
    metricName,
    statistic,
    period: FIVE_MINUTES,
  });
}
