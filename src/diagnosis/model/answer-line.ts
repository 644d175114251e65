import * as z from 'zod/mini';
import { MAX_SPAN_CHARS } from './quoted-span.ts';

const Id = z.string().check(z.minLength(1), z.maxLength(80));
const MAX_STEPS = 4;

/** The closed list of what may join two cited lines; `link-words.ts` says what each means and what code checks of it. */
export const Link = z.enum(['before', 'may-have-caused', 'agrees-with']);
export type Link = z.infer<typeof Link>;

/** A cited line; `quote` is a piece of it to the letter, without it the line is told in Argus' own words. */
const Step = z.strictObject({
  link: z.optional(Link),
  evidence: Id,
  quote: z.optional(z.string().check(z.maxLength(MAX_SPAN_CHARS))),
});
export type Step = z.infer<typeof Step>;

/** Lines of the log joined by links: the first has none, each further one says how the one before it goes with it. */
export const Chain = z.array(Step).check(
  z.minLength(1),
  z.maxLength(MAX_STEPS),
  z.refine((steps) => steps.every(({ link }, i) => (link === undefined) === (i === 0))),
);
export type Chain = z.infer<typeof Chain>;

const ClaimLine = z.strictObject({
  hypothesis: Id,
  chain: Chain,
  knowledge: z._default(z.array(Id).check(z.maxLength(4)), []),
});
export type ClaimLine = z.infer<typeof ClaimLine>;

/** Why CONFIRMED would be too much, as one line that code can hold against the leading cause. */
const DoubtLine = z.strictObject({ doubt: z.enum(['earlier-cause', 'opposite-outcome']), evidence: Id });
export type DoubtLine = z.infer<typeof DoubtLine>;

/** A cause that the rules do not have: the first line of the chain names it. */
const ProposalLine = z.strictObject({
  propose: z.literal('cause'),
  chain: Chain.check(z.refine((steps) => new Set(steps.map(({ evidence }) => evidence)).size >= 2)),
});
export type ProposalLine = z.infer<typeof ProposalLine>;

/** One line of a model's answer. `noise` is what models write around JSON, `malformed` what was meant to be a line of ours. */
type AnswerLine =
  | { kind: 'claim'; line: ClaimLine }
  | { kind: 'doubt'; line: DoubtLine }
  | { kind: 'proposal'; line: ProposalLine }
  | { kind: 'malformed' }
  | { kind: 'noise' };

/**
 * Accepts a comma at the end, as in a list; code fences, brackets and prose are noise. A field that no form has makes the
 * whole line malformed: there is no place for words of the model's own.
 */
export function readAnswerLine(text: string): AnswerLine {
  const json = text.trim().replace(/,$/, '');
  if (!json.startsWith('{')) return { kind: 'noise' };
  const value = parse(json);
  if (value === undefined) return { kind: 'malformed' };
  if ('propose' in value) return checked('proposal', ProposalLine, value);
  return 'doubt' in value ? checked('doubt', DoubtLine, value) : checked('claim', ClaimLine, value);
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
