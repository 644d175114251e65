import * as z from 'zod/mini';
import { isReadableRange } from '#src/knowledge/firmware-range.ts';
import { TaughtLine } from '#src/knowledge/taught-line.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const VISIBLE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/;
const text = (least: number, most: number) =>
  z.string().check(z.minLength(least), z.maxLength(most), z.regex(VISIBLE, 'must not contain control characters'));

export const isVersionRange = (range: string): boolean => range.length <= 200 && isReadableRange(range);

/** `confirm`: the report's cause is right; `correct`: this is the cause; `false-alarm`: these lines are harmless. */
export const Resolution = z.enum(['confirm', 'correct', 'false-alarm']);

export const Cause = text(8, 140);
export const Person = text(1, 80);
export const Why = text(1, 500);
export const Action = text(3, 300);
export const Platform = text(1, 128);
export const FirmwareRange = text(1, 200).check(
  z.refine(isVersionRange, 'must be a range such as ">=7.2.0 <7.4.1", or "any"'),
);

/** Who did what to a lesson, and why; the newest last. */
const Change = z.object({
  version: z.int(),
  what: z.enum(['taught', 'disabled', 'enabled']),
  by: z.string(),
  why: z.nullable(z.string()),
  atMs: z.number(),
});

/** What an engineer found out about one batch: the case that later batches are compared with. */
export const Lesson = z.object({
  batchId: z.string(),
  /** Counts its changes: whoever changes it names the one he saw. */
  version: z.int(),
  isDisabled: z.boolean(),
  resolution: Resolution,
  /** Null of a false alarm. */
  cause: z.nullable(z.string()),
  actions: z.array(z.string()),
  /** The line that says the cause first; of the others one at least has to be there, too. */
  lines: z.array(TaughtLine),
  /** Lines that never lead again. */
  harmless: z.array(TaughtLine),
  /** Null: any. */
  platform: z.nullable(z.string()),
  firmware: z.nullable(z.string()),
  history: z.array(Change),
});
export type Lesson = z.infer<typeof Lesson>;
export type Change = z.infer<typeof Change>;
