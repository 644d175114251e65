import * as z from 'zod/mini';
import { Verdict } from '#src/report/report.ts';

const Ids = z.array(z.string().check(z.maxLength(80))).check(z.maxLength(16));
const Sentence = z.string().check(z.minLength(1), z.maxLength(600));

const ClaimLine = z.object({
  hypothesis: z.string(),
  text: Sentence,
  evidence: Ids,
  knowledge: z._default(Ids, []),
  order: z.optional(Ids),
});
export type ClaimLine = z.infer<typeof ClaimLine>;

const VerdictLine = z.object({ verdict: Verdict, reason: Sentence, evidence: z._default(Ids, []) });
export type VerdictLine = z.infer<typeof VerdictLine>;

const HeadlineLine = z.object({ headline: Sentence, evidence: Ids });
export type HeadlineLine = z.infer<typeof HeadlineLine>;

/** One line of a model's answer. `noise` is what models write around JSON, `malformed` what was meant to be a line of ours. */
export type AnswerLine =
  | { kind: 'claim'; line: ClaimLine }
  | { kind: 'verdict'; line: VerdictLine }
  | { kind: 'headline'; line: HeadlineLine }
  | { kind: 'malformed' }
  | { kind: 'noise' };

/** Accepts a comma at the end, as in a list; code fences, brackets and prose are noise. */
export function readAnswerLine(text: string): AnswerLine {
  const json = text.trim().replace(/,$/, '');
  if (!json.startsWith('{')) return { kind: 'noise' };
  const value = parse(json);
  if (value === undefined) return { kind: 'malformed' };
  if ('headline' in value) return checked('headline', HeadlineLine, value);
  if ('verdict' in value) return checked('verdict', VerdictLine, value);
  return checked('claim', ClaimLine, value);
}

function checked<Kind extends string, Line>(kind: Kind, schema: z.ZodMiniType<Line>, value: object) {
  const result = z.safeParse(schema, value);
  return result.success ? { kind, line: result.data } : { kind: 'malformed' as const };
}

function parse(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
