import * as z from 'zod/mini';
import { Cursor, Fingerprints, Level, Moment, Name, PageSize, Words, wholeNumber } from './query-schemas.ts';

const Count = z.int().check(z.minimum(0));
/** Microseconds since 1970 UTC by the writer's clock; null where it tells none. */
const TimeUs = z.nullable(z.number());
const Place = z.object({ file: Count, member: z.nullable(z.string()), offset: Count, length: Count });

/** Records per bin of time: `counts[i]` of the records from `fromUs + i * binUs` on. */
const Histogram = z.object({ fromUs: z.number(), binUs: z.number(), counts: z.array(Count) });

/** Most bins of one answer: more than a screen has columns. */
export const MAX_BINS = 2_000;

export const CountsQuery = z.strictObject({
  from: z.optional(Moment),
  to: z.optional(Moment),
  bins: z.optional(wholeNumber(1, MAX_BINS)),
  ecu: z.optional(Name),
});
export type CountsQuery = z.infer<typeof CountsQuery>;

/** One ECU at one level: `counts[i]` records in bin `bins[i]`, ascending; bins without a record are left out. */
const CountLane = z.object({
  ecu: z.string(),
  level: z.string(),
  records: Count,
  bins: z.array(Count),
  counts: z.array(Count),
});
export const CountPage = z.object({
  /** Start of bin 0 and end of the last one, on whole bins of 8 ms times a power of two; null where no record of the window has a time. */
  fromUs: TimeUs,
  toUs: TimeUs,
  binUs: z.nullable(z.number()),
  binCount: Count,
  /** How finely the coarsest lane was counted: below that its records are spread evenly. */
  stepUs: z.nullable(z.number()),
  lanes: z.array(CountLane),
  /** In the window, at other times, and without a time: together all records of the batch, or of the ECU. */
  records: Count,
  outside: Count,
  untimed: Count,
  /** Of the whole batch; of the times that a set clock shows, where there are such. */
  extent: z.object({ fromUs: TimeUs, toUs: TimeUs }),
});
export type CountPage = z.infer<typeof CountPage>;

export const FaultsQuery = z.strictObject({
  ecu: z.optional(Name),
  app: z.optional(Name),
  kind: z.optional(Name),
  code: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  role: z.optional(z.enum(['cause', 'symptom', 'consequence'])),
  from: z.optional(Moment),
  to: z.optional(Moment),
  cursor: z.optional(Cursor),
  limit: z.optional(PageSize),
});
export type FaultsQuery = z.infer<typeof FaultsQuery>;

/** `title` is Argus' own sentence; `code` and `facts` stand in the logs. */
export const FaultItem = z.object({
  kind: z.string(),
  vocabulary: z.string(),
  code: z.nullable(z.string()),
  role: z.enum(['cause', 'symptom', 'consequence']),
  ecu: z.string(),
  app: z.string(),
  context: z.string(),
  title: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  count: Count,
  fromUs: TimeUs,
  toUs: TimeUs,
  /** The boot of its ECU; null when unknown. */
  boot: z.nullable(z.int()),
  /** The first occurrence, then up to four more. */
  at: z.array(Place),
});
export type FaultItem = z.infer<typeof FaultItem>;
export const FaultPage = z.object({ faults: z.array(FaultItem), total: Count, cursor: z.nullable(z.string()) });
export type FaultPage = z.infer<typeof FaultPage>;

const TemplateState = z.enum(['new', 'shifted', 'gone', 'same']);

export const TemplatesQuery = z.strictObject({
  ecu: z.optional(Name),
  app: z.optional(Name),
  context: z.optional(Name),
  level: z.optional(Level),
  from: z.optional(Moment),
  to: z.optional(Moment),
  text: z.optional(Words),
  template: z.optional(Fingerprints),
  /** The batch to compare with; the one that the batch itself names where it is not given. */
  compareTo: z.optional(z.string().check(z.regex(/^[0-9A-Z]{26}$/, 'must be the id of a batch'))),
  state: z.optional(TemplateState),
  sort: z.optional(z.enum(['count', 'first', 'failure'])),
  cursor: z.optional(Cursor),
  limit: z.optional(PageSize),
});
export type TemplatesQuery = z.infer<typeof TemplatesQuery>;

export const TemplateItem = z.object({
  fingerprint: z.string(),
  ecu: z.string(),
  app: z.string(),
  context: z.string(),
  level: z.string(),
  template: z.string(),
  /** 0 where it is gone. */
  count: Count,
  fromUs: TimeUs,
  toUs: TimeUs,
  /** How much its words tell of a failure, 0 to 80; null for lines that say nothing of the kind. */
  failure: z.nullable(z.number()),
  /** Against the other batch; null where there is none. */
  state: z.nullable(TemplateState),
  /** Records of the other batch. */
  before: z.nullable(Count),
  /** At most 32 bins; null where its records have no time, or it is gone. */
  spark: z.nullable(Histogram),
  /** Its first record; null where it is gone. */
  first: z.nullable(Place),
});
export type TemplateItem = z.infer<typeof TemplateItem>;
export const TemplatePage = z.object({
  templates: z.array(TemplateItem),
  total: Count,
  cursor: z.nullable(z.string()),
  comparedWith: z.nullable(z.object({ batchId: z.string(), records: Count })),
  /** Of the batch, and how many of them belong to no template that is listed: Σ counts + unmatched = records. */
  records: Count,
  unmatched: Count,
});
export type TemplatePage = z.infer<typeof TemplatePage>;

export const EpisodesQuery = z.strictObject({ ecu: z.optional(Name) });
export type EpisodesQuery = z.infer<typeof EpisodesQuery>;

const Boot = z.object({
  ecu: z.string(),
  ordinal: z.int(),
  records: Count,
  bootUs: TimeUs,
  fromUs: TimeUs,
  toUs: TimeUs,
  end: z.enum(['restarted', 'end-of-log']),
  /** `unset` starts near 1970, `stepped` jumped by `clockStepUs` inside the boot. */
  clock: z.enum(['steady', 'stepped', 'unset', 'none']),
  clockStepUs: z.number(),
  lostMessages: Count,
  at: Place,
});
const Attempt = z.object({
  ecu: z.string(),
  outcome: z.string(),
  fromUs: TimeUs,
  toUs: TimeUs,
  reached: z.nullable(z.string()),
  /** In order of time. */
  phases: z.array(
    z.object({
      phase: z.string(),
      state: z.enum(['started', 'succeeded', 'failed']),
      /** Read from words that all clients share. */
      isInferred: z.boolean(),
      timeUs: TimeUs,
      at: z.nullable(Place),
    }),
  ),
  /** Lines of the report, such as E3. */
  evidence: z.array(z.string()),
});
const Marker = z.object({
  ecu: z.string(),
  app: z.string(),
  marker: z.string(),
  value: z.nullable(z.string()),
  timeUs: TimeUs,
  at: Place,
});
/** A stretch between two records of an ECU in which it logged nothing for much longer than it does else. */
const Silence = z.object({ ecu: z.string(), fromUs: z.number(), toUs: z.number() });
const Damage = z.object({
  file: Count,
  member: z.nullable(z.string()),
  offset: Count,
  length: Count,
  reason: z.string(),
});
const ClockQuality = z.object({
  ecu: z.string(),
  /** The worst of its boots. */
  clock: z.enum(['steady', 'stepped', 'unset', 'none', 'unknown']),
  /** True where its times lack a year or zone and were completed. */
  isInferred: z.boolean(),
  lostMessages: Count,
});

/** What happened to each ECU; `attempts` is null while the diagnosis has not said. Boots are the last 2,000. */
export const EpisodePage = z.object({
  boots: z.array(Boot),
  attempts: z.nullable(z.array(Attempt)),
  markers: z.array(Marker),
  silences: z.array(Silence),
  damage: z.array(Damage),
  clocks: z.array(ClockQuality),
});
export type EpisodePage = z.infer<typeof EpisodePage>;
