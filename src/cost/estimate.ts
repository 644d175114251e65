import { SHARD_SIZE } from '#src/batch/batch.ts';
import { planUnits } from '#src/batch/plan.ts';
import { type ModelPrice, PRICES } from './prices.ts';

export interface Load {
  files: number;
  fileBytes: number;
  /** How long somebody watches the diagnosis live. */
  watchSeconds: number;
  model: ModelPrice | null;
}

/** One line of the bill of one batch, in USD, with the sum it comes from. */
export interface CostLine {
  what: string;
  usd: number;
  sum: string;
}

export interface Estimate {
  units: number;
  infrastructure: CostLine[];
  storage: CostLine;
  model: CostLine | null;
}

/** What the estimate stands on besides prices. The first three are pessimistic: decoding alone runs at hundreds of MB/s. */
export const ASSUMED = {
  /** From S3 to evidence in one function: what one function gets out of S3. */
  parseMegabytesPerSecond: 50,
  secondsPerFile: 0.025,
  secondsPerUnit: 0.15,
  registerSeconds: 0.05,
  /** What a second gathers while eight uploads run at once, shared by the five that Lambda asks the queue with. */
  filesPerDelivery: 5,
  apiSecondsPerPage: 1.5,
  logBytesPerCall: 300,
  /** Events of a diagnosis and changes of state, with what they cost in the two indexes. */
  dynamoWritesPerBatch: 45,
  /** Looks at the events, and, for progress, at the batch and its shards. */
  pollsPerSecond: 2,
  looksPerSecond: 0.2,
  modelInputTokens: 8_000,
  modelOutputTokens: 1_500,
  retentionDays: 30,
} as const;

/** Memory in GB of the functions, as `lib/` sets them. */
const MEMORY = { plan: 0.5, parse: 1.7275, aggregate: 3.455, diagnose: 1.7275, register: 0.25, api: 1, view: 0.5 };
const PART_BYTES = 8 << 20;
const PAGE_FILES = 1_000;

/** What one batch costs on AWS, from the design: STANDARD children, units of about 80 MB or 100 files. */
export function estimateCost(load: Load): Estimate {
  const { files, fileBytes, model } = load;
  const units = planUnits(Array.from({ length: files }, (_, index) => ({ index, sizeBytes: fileBytes }))).length;
  const gigabytes = (files * fileBytes) / 1e9;
  return {
    units,
    infrastructure: [
      parsing(files, gigabytes, units),
      transitions(units),
      objects(files, fileBytes, units),
      arrivals(files),
      table(files, units, load.watchSeconds),
      otherFunctions(load),
      observing(files, units),
    ],
    storage: {
      what: `storage, ${ASSUMED.retentionDays} days`,
      usd: (gigabytes * PRICES.s3GbMonth * ASSUMED.retentionDays) / 30,
      sum: `${gigabytes.toFixed(3)} GB`,
    },
    model: model && modelCall(model),
  };
}

export const totalOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

const computing = (gigabytes: number, seconds: number): number => gigabytes * seconds * PRICES.lambdaArmGbSecond;

function parsing(files: number, gigabytes: number, units: number): CostLine {
  const seconds =
    (gigabytes * 1000) / ASSUMED.parseMegabytesPerSecond +
    files * ASSUMED.secondsPerFile +
    units * ASSUMED.secondsPerUnit;
  return {
    what: 'parsing',
    usd: units * PRICES.lambdaRequest + computing(MEMORY.parse, seconds),
    sum: `${seconds.toFixed(1)} s × ${MEMORY.parse} GB`,
  };
}

/** The start and four states of the batch, some retries' worth, and for each child its start and its one state. */
function transitions(units: number): CostLine {
  const count = 10 + 2 * units;
  return { what: 'state machine', usd: count * PRICES.stepFunctionsTransition, sum: `${count} transitions` };
}

/** Uploads; two writes per unit and four per batch; a read per 8 MB of a file, five per unit, some per batch. */
function objects(files: number, fileBytes: number, units: number): CostLine {
  const puts = files + 2 * units + 4;
  const gets = files * Math.max(1, Math.ceil(fileBytes / PART_BYTES)) + 5 * units + 20;
  return {
    what: 'S3 requests',
    usd: puts * PRICES.s3Put + gets * PRICES.s3Get,
    sum: `${puts} writes, ${gets} reads`,
  };
}

/** An event and a message per file; a request to take and one to delete a delivery, and a call for it. */
function arrivals(files: number): CostLine {
  const deliveries = deliveriesOf(files);
  const call = PRICES.lambdaRequest + computing(MEMORY.register, ASSUMED.registerSeconds);
  const usd = files * (PRICES.eventBridgeEvent + PRICES.sqsRequest) + deliveries * (2 * PRICES.sqsRequest + call);
  return { what: 'arrival events', usd, sum: `${files} events, ${deliveries} deliveries` };
}

const deliveriesOf = (files: number): number => Math.ceil(files / ASSUMED.filesPerDelivery);

/** A write and a read per delivery; a write per full shard; one per unit and shard it touches; the batch itself. */
function table(files: number, units: number, watchSeconds: number): CostLine {
  const shards = Math.ceil(files / SHARD_SIZE);
  const writes = deliveriesOf(files) + shards + units + shards + ASSUMED.dynamoWritesPerBatch;
  const reads =
    deliveriesOf(files) +
    3 * shards +
    units +
    watchSeconds * (ASSUMED.pollsPerSecond + ASSUMED.looksPerSecond * (1 + shards));
  return {
    what: 'table',
    usd: writes * PRICES.dynamoWrite + reads * PRICES.dynamoRead,
    sum: `${writes} writes, ${reads} reads`,
  };
}

function otherFunctions({ files, watchSeconds, model }: Load): CostLine {
  const pages = Math.ceil(files / PAGE_FILES);
  const waiting = model ? 20 : 0;
  const usd =
    computing(MEMORY.api, pages * ASSUMED.apiSecondsPerPage) +
    computing(MEMORY.plan, 1) +
    computing(MEMORY.aggregate, 2 + files / 5_000) +
    computing(MEMORY.diagnose, 3 + waiting) +
    computing(MEMORY.view, watchSeconds);
  return { what: 'other functions', usd, sum: `${pages} pages of URLs, four stages, ${watchSeconds} s watched` };
}

/** A log line per call, ten history lines per unit, and a trace per call but those per file. */
function observing(files: number, units: number): CostLine {
  const bytes = (files + 11 * units + 50) * ASSUMED.logBytesPerCall;
  const traces = units + 10;
  return {
    what: 'logs and traces',
    usd: (bytes / 1e9) * PRICES.logsGb + traces * PRICES.xrayTrace,
    sum: `${(bytes / 1e6).toFixed(1)} MB, ${traces} traces`,
  };
}

function modelCall({ inputPerMillion, outputPerMillion }: ModelPrice): CostLine {
  const { modelInputTokens: input, modelOutputTokens: output } = ASSUMED;
  return {
    what: 'language model',
    usd: (input * inputPerMillion + output * outputPerMillion) / 1e6,
    sum: `${input} tokens in, ${output} out`,
  };
}
