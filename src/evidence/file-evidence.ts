import type { Gap, LevelName, NonRecordName } from '#src/parsers/record-batch.ts';
import type { Traits } from './kinds/traits.ts';

/**
 * Where a piece of proof lies: `length` bytes at `offset` of the decoded stream of file `file` (its index in the batch),
 * of archive entry `member` where the file is an archive. `sha256` is of the stored file, lower-case hex; `digest` is of
 * the pointed-at bytes (`digestOf`), so a quote that is read again later is compared byte for byte.
 */
export interface EvidencePointer {
  file: number;
  member: string | null;
  sha256: string;
  offset: number;
  length: number;
  digest: string;
}

/** Name of the vocabulary that a code belongs to (`vocabularies/`, a user's own, or `uds`, `dtc`, `can` of the bus detectors): one public source of meanings. */
export type Vocabulary = string;

/**
 * A cause stands by itself; a symptom names the failing step; a consequence only repeats that something failed
 * ("update failed", "exit status 1") and can never be the cause.
 */
export type FaultRole = 'cause' | 'symptom' | 'consequence';

export interface FaultEvent {
  /** A kind of `kinds/fault-kinds.ts`, or one that a user's vocabulary declares. */
  kind: string;
  /** What the kind alone does not tell: the traits of a user's own kind, and that an update client said it (`traitsOf`). */
  traits?: Traits;
  vocabulary: Vocabulary;
  /** The code as engineers write it: `kDownloadPayloadVerificationError (12)`, `NRC 0x72`, `P0420-00`, `0x8004`; null when text only. */
  code: string | null;
  role: FaultRole;
  ecu: string;
  app: string;
  context: string;
  /** One typed sentence in Argus' words: no raw log text (hostile), numbers only from `facts`. */
  title: string;
  facts: Record<string, string | number>;
  count: number;
  firstTimeUs: number | null;
  lastTimeUs: number | null;
  /** Ordinal of the lifecycle of this ECU in this file, null when unknown. */
  lifecycle: number | null;
  /** The first occurrence, then up to four more that differ in place. */
  at: EvidencePointer[];
}

export type OtaPhase =
  | 'check'
  | 'download'
  | 'verify'
  | 'install'
  | 'activate'
  | 'reboot'
  | 'health-check'
  | 'commit'
  | 'rollback';

/** A step of the update as the log shows it. */
export interface PhaseEvent {
  phase: OtaPhase;
  state: 'started' | 'succeeded' | 'failed';
  /** Read from words that all clients share: how the step ended may be said in words that nobody knows. */
  isInferred?: true;
  ecu: string;
  app: string;
  timeUs: number | null;
  at: EvidencePointer;
}

/** What the vehicle did, not what it said it would: the slot booted, the version seen, a rollback marker. */
export interface OutcomeMarker {
  marker:
    | 'slot-booted'
    | 'version-seen'
    | 'committed'
    | 'rolled-back'
    | 'update-applied'
    | 'update-failed'
    | 'up-to-date';
  value: string | null;
  ecu: string;
  app: string;
  timeUs: number | null;
  at: EvidencePointer;
}

/** One boot of one ECU, inferred from its tick counter (or boot markers). Times in microseconds. */
export interface Lifecycle {
  ecu: string;
  /** 0, 1, … in file order. */
  ordinal: number;
  records: number;
  bootTimeUs: number | null;
  firstTimeUs: number | null;
  lastTimeUs: number | null;
  firstUptimeUs: number | null;
  lastUptimeUs: number | null;
  /** Wall clock: `steady`, `stepped` (jumped inside the boot), `unset` (starts near 1970), `none`. */
  clock: 'steady' | 'stepped' | 'unset' | 'none';
  clockStepUs: number;
  /** Messages missing by the message counter. */
  lostMessages: number;
  at: EvidencePointer;
}

export interface TemplateRow {
  /** `v1:` + hash of (ecu class, app, context, level, template, code): stable across vehicles and files. */
  fingerprint: string;
  ecu: string;
  app: string;
  context: string;
  level: LevelName;
  /** Masked line: `<num>`, `<hex>`, `<uuid>`, `<ip>`, `<path>`, `<time>`, `<vin>`, `<ver>`…; codes stay. */
  template: string;
  count: number;
  firstTimeUs: number | null;
  lastTimeUs: number | null;
  first: EvidencePointer;
  /** What its most telling line says of a failure, by its words; null for lines that say nothing of the kind. */
  failure: TemplateFailure | null;
  /** Null where no record has a time. */
  spark: Spark | null;
  /** Where it was logged, one entry a stream: all places up to 16, else the first 8 and the last 8; ascending. */
  occurrences: TemplateOccurrences[];
}

export interface TemplateFailure {
  /** 0 to 80 (`readFailure`). */
  weight: number;
  role: 'cause' | 'wrapper';
  at: EvidencePointer;
}

export interface TemplateOccurrences {
  file: number;
  member: string | null;
  /** Byte offsets in the decoded stream. */
  offsets: number[];
}

/** Records of one ECU at one level: `counts[i]` in the bucket `at[i]`, ascending; buckets without a record are left out. */
export interface CountLane {
  ecu: string;
  level: LevelName;
  /** Records without a time. */
  untimed: number;
  /** Width of a bucket: 8 ms times a power of two. */
  stepUs: number;
  /** Start of bucket 0, a multiple of the width, microseconds since 1970; null where no record has a time. */
  fromUs: number | null;
  at: number[];
  counts: number[];
}

/** Records of one template over time: `counts[i]` from `fromUs + i * stepUs` on, in at most 32 bins. */
export interface Spark {
  fromUs: number;
  /** 8 ms times a power of two; `fromUs` is a multiple of it. */
  stepUs: number;
  counts: number[];
}

/** A numeric value worth a chart, in fixed buckets. */
export interface SeriesRow {
  name: string;
  unit: string;
  ecu: string;
  count: number;
  min: number;
  max: number;
  p95: number;
  /** (bucket, count) in order of value, buckets the same in every file: what makes rows mergeable (`ValueSeries`). */
  buckets: [number, number][];
  firstTimeUs: number | null;
  lastTimeUs: number | null;
}

/** Whose log a stream is, by what it says of itself: the same `name` with another `digest` is another vehicle or device. */
export interface StreamIdentity {
  /** `vin`, or the key of an id and who wrote it: `device-id mender`. */
  name: string;
  /** Of the value, which stays in the log: a VIN is written nowhere else. */
  digest: string;
}

/** Everything Argus keeps of one log stream (a file, or one entry of an archive). Plain JSON; mergeable. */
export interface FileEvidence {
  file: { index: number; name: string; member: string | null; sha256: string; sizeBytes: number; streamBytes: number };
  format: string;
  /** Why it was taken for that format: a sentence, without words of the file. */
  formatReason: string;
  /** Outermost first, `tar+gzip` style; null for a bare file. */
  container: string | null;
  /** Of which bytes of a file that is read in ranges; absent where it is read whole, and when the ranges were joined. */
  range?: { from: number; to: number };
  parserVersion: number;
  evidenceVersion: string;
  /** Whole records. Always: Σ templates.count + unmatched = records. */
  records: number;
  unmatched: number;
  gaps: { count: number; bytesSkipped: number; first: Gap[] };
  /** Always: recordBytes + gaps.bytesSkipped + Σ nonRecords.bytes = file.streamBytes: nothing is passed over in silence. */
  recordBytes: number;
  /** Comments, headers, blank lines, line ends: the kinds that occur. */
  nonRecords: Partial<Record<NonRecordName, { count: number; bytes: number }>>;
  firstTimeUs: number | null;
  lastTimeUs: number | null;
  /** True when times were completed from outside the file (no year, no zone). */
  timeInferred: boolean;
  levels: Record<LevelName, number>;
  /** Most frequent first; bounded, `sourcesDropped` counts records of the rest. */
  sources: { ecu: string; app: string; context: string; records: number }[];
  sourcesDropped: number;
  /** What it says of the vehicle that it is of; absent where it says nothing of the kind. */
  identities?: StreamIdentity[];
  counts: CountLane[];
  templates: TemplateRow[];
  faults: FaultEvent[];
  phases: PhaseEvent[];
  outcomes: OutcomeMarker[];
  lifecycles: Lifecycle[];
  series: SeriesRow[];
}

/** A file of which nothing could be read: failures are data. `message` is the sentence the user sees. */
export interface FailedFile {
  index: number;
  name: string;
  member: string | null;
  sha256: string | null;
  sizeBytes: number;
  fault: string;
  message: string;
}

/** A document among the logs was looked at, and there was nothing in it to read: nothing of the session is missing for it. */
export const isDocument = ({ fault }: Pick<FailedFile, 'fault'>): boolean => fault === 'not-a-log';

/** The fold of all files of a batch: order-free, so any partition or retry gives the same bytes. */
export interface BatchEvidence {
  files: Omit<FileEvidence, 'counts' | 'templates' | 'faults' | 'phases' | 'outcomes' | 'lifecycles' | 'series'>[];
  failed: FailedFile[];
  records: number;
  unmatched: number;
  counts: CountLane[];
  templates: TemplateRow[];
  faults: FaultEvent[];
  phases: PhaseEvent[];
  outcomes: OutcomeMarker[];
  lifecycles: (Lifecycle & { file: number })[];
  series: SeriesRow[];
}
