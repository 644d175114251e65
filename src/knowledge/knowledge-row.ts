import * as z from 'zod/mini';
import { TaughtLine } from './taught-line.ts';

const Words = z.array(z.string().check(z.minLength(1), z.maxLength(120))).check(z.maxLength(64));

/**
 * Signs that point to a row. `codes`: as engineers write them, a final `*` matches any ending (`U01*`). `kinds`: fault
 * kinds, `phase:verify:failed`, `marker:rolled-back`. `templates`: a part of a masked log line, in any case.
 */
const Signs = z.object({
  codes: z.optional(Words),
  kinds: z.optional(Words),
  templates: z.optional(Words),
  /** What an engineer pointed at; in rows that were taught. */
  lines: z.optional(z.array(TaughtLine)),
});
export type Signs = z.infer<typeof Signs>;

/** One known cause: what it looks like, why it happens, what to do. Our own words about a public source. */
export const KnowledgeRow = z.object({
  id: z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(80)),
  title: z.string().check(z.minLength(8), z.maxLength(140)),
  /** Any of these makes the row a candidate. */
  match: Signs,
  /** Discriminating evidence: every list named here must be met too, by any of its entries. */
  requires: z.optional(Signs),
  /** ECUs of which one has to show a sign; absent for any. */
  ecus: z.optional(z.array(z.string())),
  /** Vehicle platforms, or `*` for any. */
  platforms: z.array(z.string()).check(z.minLength(1)),
  /** `>=7.2.0 <7.4.1`, alternatives divided by `||`; null for any. */
  firmware: z.nullable(z.string()),
  components: z.array(z.string()),
  causeCode: z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  /** `update`: can only explain an update; `vehicle`: never explains one; `any`: both. */
  scope: z.enum(['update', 'vehicle', 'any']),
  /** The code names the failing step and leaves the reason open. */
  isSymptomOnly: z.optional(z.boolean()),
  symptom: z.string(),
  cause: z.string(),
  actions: z
    .array(
      z.object({
        text: z.string(),
        risk: z.enum(['none', 'low', 'high']),
        /** It is about the update that was tried: left out where none was seen. */
        afterUpdate: z.optional(z.literal(true)),
      }),
    )
    .check(z.minLength(1)),
  /** Cause codes that give the same symptom. */
  rivals: z.optional(z.array(z.string())),
  /** Signs that this cause brings with it: seen elsewhere they support it, and they do not compete with it. */
  corroboratedBy: z.optional(Words),
  /** Signs that contradict this cause. */
  ruledOutBy: z.optional(Words),
  /** The public document or repository path that says so. */
  source: z.string().check(z.minLength(8)),
});
export type KnowledgeRow = z.infer<typeof KnowledgeRow>;
