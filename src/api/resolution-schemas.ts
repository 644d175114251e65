import * as z from 'zod/mini';
import { Action, Cause, FirmwareRange, Lesson, Person, Platform, Resolution, Why } from '#src/batch/teach-batch.ts';
import { SimilarCase } from '#src/report/report.ts';

const EvidenceIds = z
  .array(
    z
      .string()
      .check(z.regex(/^(?:E\d{1,6}|\d{1,5}:\d{1,15})$/, 'must be a line of the report, such as E3, or FILE:OFFSET')),
  )
  .check(z.maxLength(12));
/** `any`, or what it holds for. */
const scope = <S extends z.ZodMiniType<string>>(own: S) => z.optional(z.union([z.literal('any'), own]));

/** Body of `POST /batches/{batchId}/resolution`. */
export const ResolutionBody = z.strictObject({
  resolution: Resolution,
  /** What the cause is; of a confirmed one the report's own words where it is left out. */
  cause: z.optional(Cause),
  /** The line that says the cause first; the report's own where it is left out. */
  evidence: z.optional(EvidenceIds),
  /** Lines that are harmless: they never lead again. */
  not: z.optional(EvidenceIds),
  actions: z.optional(z.array(Action).check(z.maxLength(8))),
  platform: scope(Platform),
  firmware: scope(FirmwareRange),
  by: Person,
  why: z.optional(Why),
  /** Of the lesson that it replaces; left out where there is none. */
  version: z.optional(z.int().check(z.gte(0))),
});
export type ResolutionBody = z.infer<typeof ResolutionBody>;

/** Body of `…/disable` and `…/enable`. */
export const SwitchBody = z.strictObject({ by: Person, why: z.optional(Why), version: z.int().check(z.gte(1)) });
export type SwitchBody = z.infer<typeof SwitchBody>;

export const LessonItem = Lesson;
export type LessonItem = Lesson;
export const SimilarList = z.object({ similar: z.array(SimilarCase) });
export const LessonList = z.object({ lessons: z.array(Lesson) });
