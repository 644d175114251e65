import * as z from 'zod/mini';

const Name = z.string().check(z.minLength(1), z.maxLength(64));
const Word = z.string().check(z.minLength(2), z.maxLength(60));
const EvidenceId = z.string().check(z.regex(/^E\d{1,6}$/));
const Time = z.iso.datetime({ offset: true });
const Level = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'verbose']);

/** Arguments of each tool. Strict: what a tool does not know (a batch, a path) is refused, not passed over. */
export const ARGUMENTS = {
  search_records: z.strictObject({
    ecu: z.optional(Name),
    app: z.optional(Name),
    context: z.optional(Name),
    file: z.optional(z.int().check(z.gte(0))),
    level: z.optional(Level),
    from: z.optional(Time),
    to: z.optional(Time),
    words: z.optional(z.array(Word).check(z.maxLength(6))),
    template: z.optional(z.string().check(z.regex(/^v\d+:[0-9a-z]{1,40}$/))),
  }),
  records_around: z.strictObject({
    evidence: EvidenceId,
    before: z._default(z.int().check(z.gte(0), z.lte(30)), 15),
    after: z._default(z.int().check(z.gte(0), z.lte(30)), 15),
  }),
  compare_episodes: z.strictObject({}),
  timeline: z.strictObject({ ecu: z.optional(Name), from: z.optional(Time), to: z.optional(Time) }),
  similar_cases: z.strictObject({}),
  search_knowledge: z.strictObject({ words: z.array(Word).check(z.minLength(1), z.maxLength(12)) }),
} as const;

export type ToolName = keyof typeof ARGUMENTS;
export type ArgumentsOf<Name extends ToolName> = z.infer<(typeof ARGUMENTS)[Name]>;

export const isToolName = (name: string): name is ToolName => Object.hasOwn(ARGUMENTS, name);
