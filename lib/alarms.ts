import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type ArgusFunction, stageOf } from './argus-function.ts';
import type { OperationsProps } from './operations-props.ts';

const PERIOD = Duration.minutes(5);

/** One reason to wake somebody: what it means, and what to do about it. */
export interface AlarmRule {
  id: string;
  means: string;
  act: string;
  metric: cloudwatch.IMetric;
  /** Above this; 0 by default. */
  threshold?: number;
  /** Periods of five minutes in a row; 1 by default. */
  periods?: number;
  /** Where no number is a bad sign too. */
  isSilenceBad?: boolean;
}

/** What is to be done about a function, by its name; said once here, for its errors and its throttles. */
const ACTS: Record<string, string> = {
  PlanBatch: 'Look at the failed execution of its batch, mend the cause, then retry the batch.',
  ParseUnit: 'Look at its log by unit; the report names the files, and docs/deploy.md what each fault means.',
  AggregateBatch: 'Look at the failed execution of its batch, mend the cause, then retry the batch.',
  DiagnoseBatch: 'Look at the failed execution of its batch, mend the cause, then retry the batch.',
  RegisterUpload: 'Nothing is lost: the queue brings it again and the sweep repairs. If it stays, look at its log.',
  SweepBatches: 'Batches that need repair wait: look at its log.',
  FailBatch: 'Viewers of a broken batch wait for the next sweep: look at its log.',
  HandleRequest: 'Callers get an error and may send again: look at its log.',
  ViewDiagnosis: 'Viewers come back by themselves: look at its log.',
  HandlePerson: 'People see an error and may try again: look at its log, and whether the identity provider answers.',
  EraseVehicle: 'Nothing is half erased for good: send the same again, and look at its log if it stays.',
  HandleDevice: 'Vehicles get an error and send again: look at its log.',
};

const THROTTLED: Record<string, { act: string; periods?: number }> = {
  ParseUnit: {
    act: 'Units wait and are not lost. If it is so every day, ask for a higher Lambda quota and raise argus:lambdaQuota.',
    periods: 6,
  },
  ViewDiagnosis: {
    act: 'Viewers come back by themselves. If it stays, see who holds links, and raise argus:lambdaQuota.',
  },
  HandleDevice: {
    act: 'Vehicles come back. If it stays, look for one that asks without end, or raise argus:lambdaQuota.',
  },
};

const PARSERS_HOG = 'Ask for a higher Lambda quota, or lower argus:parserConcurrency until it is granted.';

export function alarmRules(props: OperationsProps): AlarmRule[] {
  return [
    ...eventRules(props),
    ...batchRules(props),
    ...props.functions.flatMap(functionRules),
    ...endpointRules(props),
  ];
}

function eventRules({ arrivals }: OperationsProps): AlarmRule[] {
  const stage = stageOf(arrivals);
  return [
    {
      id: 'UndeliveredEvents',
      means: 'Events lie in the queue DeadLetters because no retry could deliver them',
      act: 'The sweep repairs their batches within 5 minutes. Look at one for the cause, then purge the queue.',
      metric: arrivals.deadLetters.metricApproximateNumberOfMessagesVisible(),
    },
    {
      id: 'ArrivalsWait',
      means: 'Uploads have been waiting for ten minutes to be noted',
      act: 'Look at RegisterUpload: its errors, its throttles, and the throttles of the table.',
      metric: arrivals.uploads.metricApproximateAgeOfOldestMessage({ period: PERIOD }),
      threshold: 600,
    },
    {
      id: 'LostUploads',
      means: 'The sweep found uploads whose event never came',
      act: 'They were repaired. If it stays, see that the raw bucket still sends its events to EventBridge.',
      metric: argusMetric('UploadsRepaired', 'Sum', stage),
    },
    {
      id: 'SweepFaults',
      means: 'The sweep could not look after some batches',
      act: 'It tries again every 5 minutes. If it stays, look at the log of SweepBatches and at the oldest open batch.',
      metric: argusMetric('SweepFaults', 'Sum', stage),
      periods: 2,
    },
    {
      id: 'NoSweep',
      means: 'There was no sweep for 15 minutes, so nothing repairs what is lost',
      act: 'Look at the schedule Sweep and at the log of SweepBatches.',
      metric: argusMetric('OpenBatches', 'SampleCount', stage),
      threshold: 0,
      periods: 3,
      isSilenceBad: true,
    },
  ];
}

function batchRules({ pipeline, settings }: OperationsProps): AlarmRule[] {
  const { stateMachine } = pipeline;
  const stage = stageOf(pipeline);
  const retry = 'Its batch is marked as failed and its files are kept. Look at the execution, then retry the batch.';
  return [
    {
      id: 'ExecutionsFailed',
      means: 'The execution of a batch failed',
      act: retry,
      metric: stateMachine.metricFailed({ period: PERIOD }),
    },
    {
      id: 'ExecutionsTimedOut',
      means: 'The execution of a batch took more than 6 hours',
      act: retry,
      metric: stateMachine.metricTimedOut({ period: PERIOD }),
    },
    {
      id: 'ExecutionsThrottled',
      means: 'Step Functions throttles the state machine',
      act: 'Executions go on slower. If it stays, ask for a higher quota of StateTransition.',
      metric: stateMachine.metricThrottled({ period: PERIOD }),
      periods: 3,
    },
    {
      id: 'UnitsLost',
      means: 'Units of work were given up; the reports name their files',
      act: 'Look at the children of the Map run whose output says skipped: they show the error. Then upload the files again.',
      metric: argusMetric('UnitsLost', 'Sum', stage),
    },
    {
      id: 'OldestOpenBatch',
      means: 'A batch is open for two hours more than it may wait for its files',
      act: 'Look at its execution; if it is queued, at the batches before it.',
      metric: argusMetric('OldestOpenBatchSeconds', 'Maximum', stage),
      threshold: settings.uploadWindowMinutes * 60 + 7_200,
    },
  ];
}

function functionRules(fn: ArgusFunction): AlarmRule[] {
  const { id } = fn.node;
  const { act, periods } = THROTTLED[id] ?? { act: PARSERS_HOG };
  return [
    {
      id: `${id}Errors`,
      means: `${id} throws`,
      act: ACTS[id] ?? 'Look at its log.',
      metric: fn.function.metricErrors({ period: PERIOD }),
    },
    {
      id: `${id}Throttles`,
      means: `${id} is throttled${periods ? ' for half an hour' : ''}`,
      act,
      metric: fn.function.metricThrottles({ period: PERIOD }),
      ...(periods && { periods }),
    },
  ];
}

/** An endpoint answers 5xx where its function only logs: the function itself did not throw. */
function endpointRules({ endpoints, vehicleApi }: OperationsProps): AlarmRule[] {
  const rules = endpoints.map(({ node, function: { functionName } }) => {
    const dimensionsMap = { FunctionName: functionName };
    return answers5xx(node.id, urlMetric(dimensionsMap));
  });
  const device = vehicleApi?.metricServerError({ statistic: 'Sum', period: PERIOD });
  return device ? [...rules, answers5xx('HandleDevice', device)] : rules;
}

const urlMetric = (dimensionsMap: Record<string, string>): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Url5xxCount',
    dimensionsMap,
    statistic: 'Sum',
    period: PERIOD,
  });

const answers5xx = (name: string, metric: cloudwatch.IMetric): AlarmRule => ({
  id: `${name}Answers5xx`,
  means: `${name} answers with errors of our side`,
  act: 'Look at its log for "failed": the error stands there by name. Callers may send the same again.',
  metric,
});

/** Metrics the functions print themselves (embedded metric format), by stage: several live in one account. */
export const argusMetric = (metricName: string, statistic: string, stage: string): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'Argus',
    dimensionsMap: { service: 'argus', stage },
    metricName,
    statistic,
    period: PERIOD,
  });
