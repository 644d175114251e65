import type { ArgusFunction } from './argus-function.ts';
import type { Arrivals } from './arrivals.ts';
import type { BatchTable } from './batch-table.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';

export interface OperationsProps {
  settings: Settings;
  functions: ArgusFunction[];
  /** Those of them that answer requests. */
  endpoints: ArgusFunction[];
  arrivals: Arrivals;
  pipeline: Pipeline;
  table: BatchTable;
}
