import * as z from 'zod/mini';
import { digestOf } from '#src/evidence/digest.ts';
import { isReadableRange } from '../firmware-range.ts';
import type { KnowledgeRow } from '../knowledge-row.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const VISIBLE = /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$/;
const text = (most: number) =>
  z.string().check(z.maxLength(most), z.regex(VISIBLE, 'must not contain control characters'));
const list = (most: number) => z.array(text(most).check(z.minLength(1))).check(z.maxLength(64));

/** One entry of a user's own lists: a fault, a trouble code, a step of a runbook, an old ticket. */
export const OwnRow = z.object({
  id: z.string().check(z.regex(/^own-[a-z0-9-]{1,70}$/)),
  title: text(300).check(z.minLength(3)),
  text: text(4_000),
  /** Null where the entry names a symptom only. */
  cause: z.nullable(text(2_000)),
  actions: list(600),
  codes: list(120),
  /** Each of these lists is a restriction; an empty one is none. */
  platforms: list(128),
  ecus: list(64),
  components: list(128),
  firmware: z.nullable(text(200).check(z.refine(isReadableRange, 'must be a range such as ">=7.2.0 <7.4.1"'))),
  /** File and line or row that it was read from, or what that says of its source. */
  source: text(300).check(z.minLength(1)),
});
export type OwnRow = z.infer<typeof OwnRow>;

/** The same entry has the same id, whichever file it comes from. */
export function idOf({ codes, text: body, title }: Pick<OwnRow, 'title' | 'text' | 'codes'>): string {
  const words =
    title
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? [];
  const digest = digestOf(new TextEncoder().encode([title, body, ...codes].join('\0')));
  return `own-${[...words.slice(0, 6).map((word) => word.slice(0, 8)), digest].join('-')}`;
}

/** What it is found by. */
export const searchText = ({ cause, codes, components, text: body, title }: OwnRow): string =>
  [title, body, cause ?? '', ...codes, ...components].join('\n');

const MAX_TITLE_CHARS = 140;

/** As a row of knowledge, for entries that have codes: only these say by themselves where they apply. */
export function knowledgeRowOf(row: OwnRow): KnowledgeRow | undefined {
  const { actions, cause, codes, components, ecus, firmware, id, platforms, source, text: body, title } = row;
  if (codes.length === 0) return undefined;
  return {
    id,
    title: `Code ${codes[0]}: ${title}`.slice(0, MAX_TITLE_CHARS),
    match: { codes },
    platforms: platforms.length > 0 ? platforms : ['*'],
    ...(ecus.length > 0 && { ecus }),
    firmware,
    components,
    causeCode: id,
    scope: 'any',
    isSymptomOnly: cause === null,
    symptom: body || title,
    cause: cause ?? 'The own knowledge names this code and gives no cause.',
    actions:
      actions.length > 0
        ? actions.map((each) => ({ text: each, risk: 'low' as const }))
        : [{ text: `See ${source}.`, risk: 'none' as const }],
    source: `Own knowledge: ${source}`,
  };
}
