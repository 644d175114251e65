import { ASSUMED, estimateCost, totalOf } from './estimate.ts';

/** Many batches: so many within a span, of the same size. */
interface FleetLoad {
  name: string;
  batches: number;
  seconds: number;
  filesPerBatch: number;
  fileBytes: number;
  /** The busiest hour over the mean. */
  peak: number;
}

export const FLEET_LOADS: readonly FleetLoad[] = [
  {
    name: '1,000 batches of 10,000 × 100 KB in an hour',
    batches: 1_000,
    seconds: 3_600,
    filesPerBatch: 10_000,
    fileBytes: 100_000,
    peak: 1,
  },
  {
    name: '100,000 vehicles a day, 20 × 5 MB each',
    batches: 100_000,
    seconds: 86_400,
    filesPerBatch: 20,
    fileBytes: 5_000_000,
    peak: 3,
  },
];

/** What an account has in us-east-1 before anything is raised, and how to have more. */
const QUOTAS = {
  parsers: {
    most: 500,
    raise: 'Lambda "Concurrent executions" (1,000), then argus:lambdaQuota: half of it are parsers',
  },
  register: { most: 20, raise: 'Lambda "Concurrent executions", then argus:lambdaQuota: a tenth, 20 at most' },
  api: { most: 50, raise: 'Lambda "Concurrent executions", then argus:lambdaQuota: a twentieth are vehicles' },
  s3Puts: {
    most: 3_500,
    raise:
      'none: S3 splits busy prefixes by itself within some minutes of 503s, which clients repeat; pack small files',
  },
  transitions: { most: 5_000, raise: 'Step Functions "StateTransition throttle token refill rate"' },
  starts: { most: 300, raise: 'Step Functions "StartExecution throttle token refill rate"' },
  mapRuns: { most: 1_000, raise: 'Step Functions "Open Map Runs"; until then batches wait as queued' },
  tableWrites: { most: 40_000, raise: 'DynamoDB "Table-level write throughput limit"' },
  doorRequests: { most: 10_000, raise: 'API Gateway "Throttle rate"' },
} as const;

interface Demand {
  what: string;
  /** In the busiest hour, and what the account has of it. */
  needed: number;
  most: number;
  /** `needed` of `most`. */
  share: number;
  raise: string;
}

/** A page of 1,000 URLs takes 1.5 s to sign; a small batch one call of 0.1 s, and two looks at its state. */
const API_SECONDS_PER_SMALL_CALL = 0.1;
const CALLS_PER_SMALL_BATCH = 4;
const PAGE_FILES = 1_000;
/** Minutes that a batch is open for its Map run, when it does not wait for parsers. */
const MAP_RUN_SECONDS = 60;
/** Messages that a busy queue gathers into one delivery. */
const FILES_PER_BUSY_DELIVERY = 50;

/** Everything that may run out, what is nearest to it first. */
export function demandsOf(load: FleetLoad): Demand[] {
  const { batches, fileBytes, filesPerBatch, peak, seconds } = load;
  const perSecond = (perBatch: number): number => (perBatch * batches * peak) / seconds;
  const { units } = estimateCost({ files: filesPerBatch, fileBytes, watchSeconds: 0, model: null });
  const parsing =
    (filesPerBatch * fileBytes) / 1e6 / ASSUMED.parseMegabytesPerSecond +
    filesPerBatch * ASSUMED.secondsPerFile +
    units * ASSUMED.secondsPerUnit;
  const deliveries = filesPerBatch / Math.min(FILES_PER_BUSY_DELIVERY, Math.max(1, perSecond(filesPerBatch)));
  const pages = Math.floor(filesPerBatch / PAGE_FILES);
  const calling = pages * ASSUMED.apiSecondsPerPage + CALLS_PER_SMALL_BATCH * API_SECONDS_PER_SMALL_CALL;
  const demand = (what: string, perBatch: number, quota: { most: number; raise: string }): Demand => {
    const needed = perSecond(perBatch);
    return { what, needed, ...quota, share: needed / quota.most };
  };
  return [
    demand('parsers at once', parsing, QUOTAS.parsers),
    demand('functions that note arrivals, at once', deliveries * ASSUMED.registerSeconds, QUOTAS.register),
    demand("functions at the vehicles' door, at once", calling, QUOTAS.api),
    demand('uploads to S3 a second (one prefix)', filesPerBatch, QUOTAS.s3Puts),
    demand('state transitions a second', 10 + 2 * units, QUOTAS.transitions),
    demand('executions started a second', 1, QUOTAS.starts),
    demand('Map runs open', MAP_RUN_SECONDS, QUOTAS.mapRuns),
    demand(
      'writes to the table a second',
      deliveries + 2 * (filesPerBatch / 100) + units + ASSUMED.dynamoWritesPerBatch,
      QUOTAS.tableWrites,
    ),
    demand("requests at the vehicles' door a second", pages + CALLS_PER_SMALL_BATCH, QUOTAS.doorRequests),
  ].sort((a, b) => b.share - a.share);
}

/** US dollars of the whole span without a language model, and of storing its uploads for a month. */
export function billOf({ batches, fileBytes, filesPerBatch }: FleetLoad): { infrastructure: number; storage: number } {
  const { infrastructure, storage } = estimateCost({ files: filesPerBatch, fileBytes, watchSeconds: 0, model: null });
  return { infrastructure: batches * totalOf(infrastructure), storage: batches * storage.usd };
}
