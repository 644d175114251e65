import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What the dashboard and the alarms of `lib/alarms.ts` read. */
const UNITS = {
  OpenBatches: MetricUnit.Count,
  OldestOpenBatchSeconds: MetricUnit.Seconds,
  QueuedBatches: MetricUnit.Count,
  UploadsRepaired: MetricUnit.Count,
  SweepFaults: MetricUnit.Count,
  UnitsLost: MetricUnit.Count,
  FirstTokenMs: MetricUnit.Milliseconds,
  ModelUsd: MetricUnit.NoUnit,
} as const;

/** What there is no number for is left out. */
type Measured = { [Name in keyof typeof UNITS]?: number | undefined };

let metrics: Metrics | undefined;

/** Prints what was measured in the embedded metric format, which CloudWatch reads out of the log; nothing off Lambda. */
export function publish(measured: Measured): void {
  if (process.env['AWS_LAMBDA_FUNCTION_NAME'] === undefined) return;
  const stage = process.env['STAGE'] ?? 'argus';
  metrics ??= new Metrics({ namespace: 'Argus', serviceName: 'argus', defaultDimensions: { stage } });
  for (const [name, value] of Object.entries(measured)) {
    if (value !== undefined) metrics.addMetric(name, UNITS[name as keyof Measured], value);
  }
  metrics.publishStoredMetrics();
}
