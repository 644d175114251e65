import * as z from 'zod/mini';
import { ErasurePage } from '#src/api/batch-schemas.ts';
import { RecordItem } from '#src/api/record-schemas.ts';
import { LessonItem } from '#src/api/resolution-schemas.ts';
import { Report, SimilarCase } from '#src/report/report.ts';

const count = z.int().check(z.gte(0));
const text = z.nullable(z.string());

const Signs = { ecu: z.string(), app: z.string(), context: z.string() };

const ParsedStream = z.object({
  file: z.string(),
  member: z.optional(z.string()),
  format: text,
  formatReason: text,
  container: text,
  sizeBytes: count,
  records: count,
  gaps: count,
  bytesSkipped: count,
  firstGap: z.nullable(z.object({ offset: count, length: count, reason: z.string() })),
  nonRecords: z.record(z.string(), z.object({ count, bytes: count })),
  firstTime: text,
  lastTime: text,
  levels: z.record(z.string(), count),
  sources: z.array(z.object({ ...Signs, records: count })),
  lifecycles: z.array(
    z.object({
      ecu: z.string(),
      ordinal: count,
      records: count,
      clock: z.string(),
      lostMessages: count,
      bootTime: text,
      firstTime: text,
      lastTime: text,
    }),
  ),
  faults: z.array(
    z.object({
      kind: z.string(),
      code: text,
      role: z.string(),
      ...Signs,
      title: z.string(),
      count,
      firstTime: text,
      offset: z.nullable(count),
      length: z.nullable(count),
    }),
  ),
  series: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      ecu: z.string(),
      count,
      min: z.number(),
      max: z.number(),
      p95: z.number(),
    }),
  ),
  message: z.optional(z.string()),
});

const ParsedRecord = z.looseObject({ offset: count, length: count, time: text, level: z.string(), kind: z.string() });

const CostLine = z.object({ what: z.string(), usd: z.number(), sum: z.string() });

/** What commands print with `--json`, one value per line, by the name of its schema in docs/schemas. */
export const JSON_SCHEMAS = {
  /** diagnose, report, watch, upload, retry */
  report: Report,
  /** parse */
  'parsed-stream': ParsedStream,
  /** parse --records */
  'parsed-record': ParsedRecord,
  /** show, search */
  record: RecordItem,
  /** similar */
  'similar-cases': z.array(SimilarCase),
  /** teach, lessons */
  lesson: LessonItem,
  /** erase --yes */
  erasure: ErasurePage,
  /** erase */
  'erasure-count': z.object({ vehicleId: z.string(), batches: count }),
  /** upload --no-follow */
  upload: z.object({ batchId: z.string() }),
  /** up */
  up: z.object({ url: z.string(), dataDir: z.string() }),
  /** doctor */
  doctor: z.object({
    isFine: z.boolean(),
    checks: z.array(
      z.object({
        what: z.enum(['node', 'disk', 'port', 'knowledge']),
        isFine: z.boolean(),
        sentence: z.string(),
      }),
    ),
    findings: z.array(z.object({ sentence: z.string(), isMended: z.boolean() })),
  }),
  /** kb add */
  'knowledge-added': z.object({ read: count, entries: count, version: z.string() }),
  /** kb list */
  'knowledge-entry': z.object({ id: z.string(), title: z.string(), codes: z.array(z.string()) }),
  /** kb search */
  'knowledge-found': z.object({
    hits: z.array(
      z.looseObject({
        row: z.looseObject({ id: z.string(), title: z.string(), codes: z.array(z.string()), source: z.string() }),
      }),
    ),
    excluded: z.array(z.looseObject({ title: z.string(), reason: z.string() })),
    version: z.string(),
  }),
  /** simulate */
  simulation: z.object({ folder: z.string(), files: z.optional(count), cases: z.optional(count) }),
  /** vocabulary check */
  vocabulary: z.object({ file: z.string(), name: z.string(), rows: count }),
  /** vocabulary kinds */
  'fault-kind': z.object({ kind: z.string(), means: z.string() }),
  /** eval */
  evaluation: z.looseObject({
    cases: z.array(z.looseObject({ id: z.string() })),
    totals: z.looseObject({}),
    stability: z.looseObject({}),
  }),
  /** cost */
  cost: z.object({
    prices: z.looseObject({}),
    assumed: z.record(z.string(), z.number()),
    units: count,
    infrastructure: z.array(CostLine),
    storage: CostLine,
    model: z.nullable(CostLine),
  }),
  /** version */
  version: z.object({ argus: z.string(), node: z.string() }),
} as const;

export type SchemaName = keyof typeof JSON_SCHEMAS;

/** JSON Schema (draft 2020-12) of what is printed, as text. */
export const schemaText = (name: SchemaName): string =>
  `${JSON.stringify({ title: `argus ${name}`, ...z.toJSONSchema(JSON_SCHEMAS[name]) }, null, 2)}\n`;
