import * as z from 'zod/mini';

const DIGITS = /^\d{1,15}$/;
const Name = z.string().check(z.minLength(1), z.maxLength(64));
const Time = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-03-01T06:00:00Z' });
const upTo = (most: number) =>
  z
    .string()
    .check(
      z.refine((text) => /^\d{1,4}$/.test(text) && Number(text) <= most, `must be a whole number from 0 to ${most}`),
    );

/** Most records that one answer holds. */
export const MAX_RECORDS = 500;

/** With `at`: the records around a place. Without: those that fit all that is given. */
export const RecordsQuery = z.strictObject({
  /** `E3`, a line of the report; or `FILE:OFFSET`, the file's number in the batch and a place in its stream. */
  at: z.optional(z.string().check(z.regex(/^(?:E\d{1,6}|\d{1,5}:\d{1,15})$/, 'must be E3 or FILE:OFFSET'))),
  /** Of the place: the entry of an archive. */
  member: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096))),
  around: z.optional(upTo(200)),
  file: z.optional(z.string().check(z.regex(DIGITS, 'must be a whole number from 0'))),
  /** Words, each of which stands in the record; between blanks. */
  text: z.optional(z.string().check(z.minLength(1), z.maxLength(400))),
  ecu: z.optional(Name),
  app: z.optional(Name),
  context: z.optional(Name),
  level: z.optional(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'verbose'])),
  from: z.optional(Time),
  to: z.optional(Time),
  template: z.optional(z.string().check(z.regex(/^v\d+:[0-9a-z]{1,40}$/, 'must be the fingerprint of a template'))),
  limit: z.optional(upTo(MAX_RECORDS)),
});
export type RecordsQuery = z.infer<typeof RecordsQuery>;

export const RecordItem = z.object({
  file: z.int(),
  member: z.nullable(z.string()),
  offset: z.int(),
  length: z.int(),
  digest: z.string(),
  time: z.nullable(z.string()),
  level: z.string(),
  ecu: z.string(),
  app: z.string(),
  context: z.string(),
  text: z.string(),
});
export type RecordItem = z.infer<typeof RecordItem>;

export const RecordPage = z.object({
  records: z.array(RecordItem),
  /** Which of them is the one at the place; null where it is not there, or no place was asked for. */
  here: z.nullable(z.int()),
  /** There may be more that fit. */
  isCut: z.boolean(),
});
export type RecordPage = z.infer<typeof RecordPage>;
