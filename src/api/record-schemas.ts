import * as z from 'zod/mini';
import { Cursor, Fingerprints, Level, Moment, Name, PageSize, Words, wholeNumber } from './query-schemas.ts';

/** With `at`: the records around a place. Without: those that fit all that is given, from the cursor on. */
export const RecordsQuery = z.strictObject({
  /** `E3`, a line of the report; or `FILE:OFFSET`, the file's number in the batch and a place in its stream. */
  at: z.optional(z.string().check(z.regex(/^(?:E\d{1,6}|\d{1,5}:\d{1,15})$/, 'must be E3 or FILE:OFFSET'))),
  /** Of the place: the entry of an archive. */
  member: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))),
  around: z.optional(wholeNumber(0, 200)),
  file: z.optional(wholeNumber(0, 99_999)),
  text: z.optional(Words),
  ecu: z.optional(Name),
  app: z.optional(Name),
  context: z.optional(Name),
  level: z.optional(Level),
  from: z.optional(Moment),
  to: z.optional(Moment),
  /** Of one of these templates. */
  template: z.optional(Fingerprints),
  /** Of none of these. */
  notTemplate: z.optional(Fingerprints),
  cursor: z.optional(Cursor),
  limit: z.optional(PageSize),
});
export type RecordsQuery = z.infer<typeof RecordsQuery>;

export const RecordItem = z.object({
  file: z.int(),
  member: z.nullable(z.string()),
  offset: z.int(),
  length: z.int(),
  digest: z.string(),
  time: z.nullable(z.string()),
  /** Microseconds since 1970 by the writer's clock. */
  timeUs: z.nullable(z.number()),
  level: z.string(),
  ecu: z.string(),
  app: z.string(),
  context: z.string(),
  /** Plain text: hostile, never markup. Cut to 2,000 bytes. */
  text: z.string(),
  /** Fingerprint of its template; null where it has none. */
  template: z.nullable(z.string()),
  /** Where its text lies in the stream; null where it was rendered and stands nowhere as such. */
  body: z.nullable(z.object({ offset: z.int(), length: z.int() })),
});
export type RecordItem = z.infer<typeof RecordItem>;

export const RecordPage = z.object({
  records: z.array(RecordItem),
  /** Which of them is the one at the place; null where it is not there, or no place was asked for. */
  here: z.nullable(z.int()),
  /** Its bytes as they are stored, in hexadecimal, up to 4,096 of them. */
  bytes: z.optional(z.nullable(z.string())),
  /** There may be more that fit. */
  isCut: z.boolean(),
  /** Cursors of the pages behind and before, by the same filters; null where there is nothing. */
  next: z.nullable(z.string()),
  previous: z.nullable(z.string()),
  /** Cursor of the last page. */
  last: z.optional(z.string()),
});
export type RecordPage = z.infer<typeof RecordPage>;
