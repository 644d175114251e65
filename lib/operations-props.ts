import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ArgusFunction } from './argus-function.ts';
import type { Arrivals } from './arrivals.ts';
import type { BatchTable } from './batch-table.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';

export interface OperationsProps {
  settings: Settings;
  functions: ArgusFunction[];
  /** Those of them that answer requests by a URL of their own. */
  endpoints: ArgusFunction[];
  /** What stands in front of HandleDevice; absent without a door for vehicles. */
  vehicleApi: HttpApi | undefined;
  arrivals: Arrivals;
  pipeline: Pipeline;
  table: BatchTable;
}
