import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type AlarmRule, alarmRules, argusMetric } from './alarms.ts';
import { stageOf } from './argus-function.ts';
import type { OperationsProps } from './operations-props.ts';

/** What wakes an operator, and the one page that is looked at then. */
export class Operations extends Construct {
  readonly #topic: sns.Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.#topic = new sns.Topic(this, 'Alarms', { enforceSSL: true });
    this.#letAlarmsIn();
    acknowledge(
      this.#topic,
      'Serverless-SNSRedrivePolicy',
      'E-mail subscriptions have no redrive; the alarms stay visible in the console.',
    );
    if (props.settings.alarmEmail)
      this.#topic.addSubscription(new subscriptions.EmailSubscription(props.settings.alarmEmail));
    for (const rule of alarmRules(props)) this.#alarm(rule);
    this.#draw(props);
  }

  /** A policy of its own, such as the one that demands TLS, takes the place of the default that would let them in. */
  #letAlarmsIn(): void {
    const { account, region, partition } = Stack.of(this);
    this.#topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
  }

  #alarm({ id, means, act, metric, threshold = 0, periods = 1, isSilenceBad = false }: AlarmRule): void {
    const { LESS_THAN_OR_EQUAL_TO_THRESHOLD: below, GREATER_THAN_THRESHOLD: above } = cloudwatch.ComparisonOperator;
    const { BREACHING: breaching, NOT_BREACHING: notBreaching } = cloudwatch.TreatMissingData;
    new cloudwatch.Alarm(this, id, {
      alarmDescription: `${means}. To do: ${act}`,
      metric,
      threshold,
      comparisonOperator: isSilenceBad ? below : above,
      evaluationPeriods: periods,
      treatMissingData: isSilenceBad ? breaching : notBreaching,
    }).addAlarmAction(new actions.SnsAction(this.#topic));
  }

  #draw({ functions, arrivals, pipeline, table }: OperationsProps): void {
    const graph = (title: string, left: cloudwatch.IMetric[]) =>
      new cloudwatch.GraphWidget({ title, left, width: 12, period: Duration.minutes(5) });
    const own = (name: string, statistic: string) => argusMetric(name, statistic, stageOf(this));
    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Open and queued batches, and seconds the oldest waits', [
            own('OpenBatches', 'Maximum'),
            own('QueuedBatches', 'Maximum'),
            own('OldestOpenBatchSeconds', 'Maximum'),
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
          graph('Undelivered events, and seconds the oldest arrival waits', [
            arrivals.deadLetters.metricApproximateNumberOfMessagesVisible(),
            arrivals.uploads.metricApproximateAgeOfOldestMessage(),
          ]),
          graph('Table throttles', [
            table.table.metricThrottledRequestsForOperations({ operations: [Operation.QUERY, Operation.UPDATE_ITEM] }),
          ]),
        ],
        [
          graph('Model: ms to the first token', [own('FirstTokenMs', 'p95')]),
          graph('Model cost per batch (USD)', [own('ModelUsd', 'Average')]),
        ],
      ],
    });
  }
}
