import * as z from 'zod/mini';
import { BATCH_ID, MAX_FILES } from '#src/batch/batch.ts';
import { BATCH_STATES } from '#src/batch/states.ts';
import { Verdict } from '#src/report/report.ts';
import { REPORT_FORMATS } from '#src/report/report-format.ts';
import { Moment } from './query-schemas.ts';

/** The largest object S3 takes in parts; what one upload may be is checked against the store's own limit. */
export const MAX_FILE_BYTES = 5 * 1024 ** 4;
/** A page of upload targets is about 1.4 MB with AWS URLs (1.34 KB each): below the 6 MB a Lambda may answer. */
export const PAGE_FILES = 1_000;
/** 10,000 files with 255-character names and hashes take 3.6 MB; a Lambda's payload ends at 6 MB. */
export const MAX_BODY_BYTES = 5 * 1024 ** 2;

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const WITHOUT_CONTROLS = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;
const SHA256 = /^[0-9a-fA-F]{64}$/;
const VEHICLE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

const label = (maxLength: number) =>
  z
    .string()
    .check(z.minLength(1), z.maxLength(maxLength), z.regex(WITHOUT_CONTROLS, 'must not contain control characters'));
const optionalLabel = (maxLength: number) => z.optional(z.nullable(label(maxLength)));

const VehicleId = z
  .string()
  .check(z.regex(VEHICLE_ID, 'must be 1 to 64 letters, digits, ".", "_", ":" or "-", starting with a letter or digit'));

const NewFile = z.strictObject({
  name: label(255),
  sizeBytes: z.int().check(z.minimum(0), z.maximum(MAX_FILE_BYTES)),
  sha256: z.optional(z.nullable(z.string().check(z.regex(SHA256, 'must be 64 hexadecimal digits')))),
});

/** Body of `POST /batches`. Two files may have the same name: a file is known by its place in the list. */
export const CreateBatchBody = z.strictObject({
  vehicleId: VehicleId,
  platform: optionalLabel(128),
  firmware: z.optional(z.nullable(z.strictObject({ from: optionalLabel(128), to: optionalLabel(128) }))),
  otaCampaignId: optionalLabel(128),
  claimedOutcome: optionalLabel(64),
  /** An earlier batch of a vehicle that was well, to compare with. */
  compareTo: z.optional(z.nullable(z.string().check(z.regex(BATCH_ID, 'must be the id of a batch')))),
  files: z.array(NewFile).check(z.minLength(1), z.maxLength(MAX_FILES)),
});
export type CreateBatchBody = z.infer<typeof CreateBatchBody>;

const BatchState = z.enum(BATCH_STATES);

const Time = z.string().check(z.meta({ format: 'date-time' }));
const Count = z.int().check(z.minimum(0));

export const UploadItem = z.object({
  file: Count,
  name: z.string(),
  method: z.literal('PUT'),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Time,
  /** For a large file: POST here for the targets of its parts, instead of sending it in one request. */
  parts: z.optional(z.string()),
});
export type UploadItem = z.infer<typeof UploadItem>;

/** Upload targets of files that have not arrived, in the order of the files, at most 1,000; `next` is null on the last page. */
export const UploadPage = z.object({
  batchId: z.string(),
  state: BatchState,
  uploads: z.array(UploadItem),
  next: z.nullable(z.string()),
});
export type UploadPage = z.infer<typeof UploadPage>;

const PartItem = z.object({
  part: z.int().check(z.minimum(1)),
  offset: Count,
  sizeBytes: Count,
  method: z.literal('PUT'),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Time,
});
export type PartItem = z.infer<typeof PartItem>;

/** Parts that have not arrived, at most 1,000; `isWhole` when none was missing and the file is complete. */
export const PartPage = z.object({ batchId: z.string(), file: Count, isWhole: z.boolean(), parts: z.array(PartItem) });
export type PartPage = z.infer<typeof PartPage>;

export const BatchSummary = z.object({
  batchId: z.string(),
  vehicleId: z.string(),
  platform: z.nullable(z.string()),
  firmware: z.nullable(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })),
  otaCampaignId: z.nullable(z.string()),
  claimedOutcome: z.nullable(z.string()),
  compareTo: z.nullable(z.string()),
  state: BatchState,
  message: z.nullable(z.string()),
  verdict: z.nullable(z.string()),
  /** The answer in one sentence, and the code of the leading cause; null while there is none. */
  headline: z.nullable(z.string()),
  cause: z.nullable(z.string()),
  files: Count,
  totalBytes: Count,
  createdAt: Time,
  deadline: Time,
  links: z.record(z.string(), z.string()),
});
export type BatchSummary = z.infer<typeof BatchSummary>;

export const BatchDetail = z.extend(BatchSummary, {
  counts: z.object({ files: Count, uploaded: Count, parsed: Count, failed: Count }),
  stages: z.array(z.object({ name: BatchState, startedAt: Time, endedAt: z.nullable(Time) })),
});
export type BatchDetail = z.infer<typeof BatchDetail>;

export const BatchListPage = z.object({ batches: z.array(BatchSummary), cursor: z.nullable(z.string()) });
export type BatchListPage = z.infer<typeof BatchListPage>;

/** Microseconds since 1970 by the writer's clock; null where it tells none. */
const TimeUs = z.nullable(z.number());
const Amount = z.object({ count: Count, bytes: Count });

/** Always: records' bytes + gaps + passed over = stream bytes. */
const FileStream = z.object({
  member: z.nullable(z.string()),
  format: z.string(),
  /** Outermost first, such as `tar+gzip`; null for a bare file. */
  container: z.nullable(z.string()),
  streamBytes: Count,
  records: Count,
  recordBytes: Count,
  /** Records of no template. */
  unmatched: Count,
  fromUs: TimeUs,
  toUs: TimeUs,
  /** Its times lack a year or zone and were completed from outside. */
  isTimeInferred: z.boolean(),
  /** Damage that was skipped. */
  gaps: z.extend(Amount, { reasons: z.array(z.string()) }),
  /** Comments, headers, blank lines and the like, by kind. */
  passedOver: z.record(z.string(), Amount),
});

export const FileItem = z.object({
  file: Count,
  name: z.string(),
  sizeBytes: Count,
  sha256: z.nullable(z.string()),
  state: z.enum(['waiting', 'uploaded', 'parsed', 'failed']),
  /** What was read of it: an archive has one per entry. Null while the batch is not aggregated. */
  streams: z.nullable(z.array(FileStream)),
  /** What could not be read of it, and why, in a sentence. */
  failures: z.array(z.object({ member: z.nullable(z.string()), fault: z.string(), message: z.string() })),
});
export type FileItem = z.infer<typeof FileItem>;
export const FilePage = z.object({ files: z.array(FileItem), next: z.nullable(z.string()) });
export type FilePage = z.infer<typeof FilePage>;

export const Started = z.object({ batchId: z.string(), state: BatchState, links: z.record(z.string(), z.string()) });

export const EraseBody = z.strictObject({ vehicleId: VehicleId });
export type EraseBody = z.infer<typeof EraseBody>;

/** What was erased, what waits until nothing writes to it any more, and what a look after it found of the former. */
export const ErasurePage = z.object({
  vehicleId: z.string(),
  at: Time,
  erased: z.array(z.object({ batchId: z.string(), objects: Count, bytes: Count, rows: Count })),
  waiting: z.array(z.object({ batchId: z.string(), state: BatchState, from: z.nullable(Time) })),
  left: z.object({ batches: Count, objects: Count }),
  /** There was no time for all batches: the same request goes on. */
  hasMore: z.boolean(),
});
export type ErasurePage = z.infer<typeof ErasurePage>;

const DIGITS = z.string().check(z.regex(/^\d{1,9}$/, 'must be a whole number from 0'));

export const FromQuery = z.strictObject({ from: z.optional(DIGITS) });
export const PartsQuery = z.strictObject({ file: DIGITS });
export const ReportQuery = z.strictObject({ format: z.optional(z.enum(REPORT_FORMATS)) });
export type ReportQuery = z.infer<typeof ReportQuery>;
export const ListQuery = z.strictObject({
  vehicleId: z.optional(VehicleId),
  status: z.optional(BatchState),
  verdict: z.optional(Verdict),
  /** Code of the leading cause. */
  cause: z.optional(label(128)),
  platform: z.optional(label(128)),
  /** The version that was to come, or the one before. */
  firmware: z.optional(label(128)),
  /** When the batch was created. */
  from: z.optional(Moment),
  to: z.optional(Moment),
  cursor: z.optional(z.string().check(z.maxLength(2_048))),
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100'))),
});
export const DiagnosisQuery = z.strictObject({
  lastEventId: z.optional(DIGITS),
  /** Part of the links to a function that admits by link. */
  expires: z.optional(z.string().check(z.maxLength(15))),
  proof: z.optional(z.string().check(z.maxLength(64))),
});
