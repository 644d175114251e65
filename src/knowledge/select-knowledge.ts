import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';
import { rankBm25 } from './bm25.ts';
import { isInFirmwareRange } from './firmware-range.ts';
import type { HarmlessLine, KnowledgeBase } from './knowledge-base.ts';
import type { KnowledgeRow, Signs } from './knowledge-row.ts';
import { isLine, type SeenLine } from './taught-line.ts';

/** What a batch is and shows. Null means unknown, and unknown never passes a restriction. */
export interface KnowledgeQuery {
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
  codes: readonly string[];
  kinds: readonly string[];
  templates: readonly string[];
  /** Every ECU that wrote or sent anything. */
  ecus?: readonly string[];
  /** What taught lines are known by: likenesses of all templates, asked for only where lines were taught; what was recognised. */
  likenesses?: () => ReadonlySet<string>;
  lines?: readonly SeenLine[];
}

interface Exclusion {
  id: string;
  /** The first filter the row failed. */
  filter: 'signs' | 'platform' | 'ecu' | 'firmware' | 'discriminating';
  reason: string;
}

export interface KnowledgeSelection {
  /** Most relevant first. Rows outside a filter are never among them; none is a possible answer. */
  matched: KnowledgeRow[];
  excluded: Exclusion[];
}

/**
 * Hard filters, then BM25 inside what is left. A row passes when any sign of `match` is seen, its platform is the
 * batch's, either of the batch's two firmware versions is in its range, and all of `requires` is seen.
 */
export function selectKnowledge(rows: readonly KnowledgeRow[], query: KnowledgeQuery): KnowledgeSelection {
  const seen = foldCase(query);
  const passed: KnowledgeRow[] = [];
  const excluded: Exclusion[] = [];
  for (const row of rows) {
    const exclusion = findExclusion(row, seen);
    if (exclusion) excluded.push({ id: row.id, ...exclusion });
    else passed.push(row);
  }
  return { matched: byRelevance(passed, query), excluded };
}

/** True when the code is one of the row's, where `U01*` stands for every code that starts so. */
export function isCodeOf(pattern: string, code: string): boolean {
  const wanted = pattern.toLowerCase();
  const actual = code.toLowerCase();
  return wanted.endsWith('*') ? actual.startsWith(wanted.slice(0, -1)) : actual === wanted;
}

function foldCase(query: KnowledgeQuery): KnowledgeQuery {
  return { ...query, templates: query.templates.map((template) => template.toLowerCase()) };
}

type Reason = Omit<Exclusion, 'id'>;
type KnowledgeScope = Pick<KnowledgeQuery, 'platform' | 'firmware'>;

function findExclusion(row: KnowledgeRow, query: KnowledgeQuery): Reason | undefined {
  return (
    signsExclusion(row, query) ??
    platformExclusion(row, query) ??
    ecuExclusion(row, query) ??
    firmwareExclusion(row, query) ??
    missing(row, query)
  );
}

/** Taught lines that hold for a batch: those of its platform and firmware. */
export const harmlessFor = ({ harmless = [] }: KnowledgeBase, query: KnowledgeScope): HarmlessLine[] =>
  harmless.filter((each) => (platformExclusion(each, query) ?? firmwareExclusion(each, query)) === undefined);

function signsExclusion({ match }: KnowledgeRow, query: KnowledgeQuery): Reason | undefined {
  const isSeen = hasCode(match, query) || hasKind(match, query) || hasTemplate(match, query) || hasLine(match, query);
  return isSeen ? undefined : { filter: 'signs', reason: 'None of its codes, kinds or templates is in the logs.' };
}

function platformExclusion(
  { platforms }: Pick<KnowledgeRow, 'platforms'>,
  { platform }: KnowledgeScope,
): Reason | undefined {
  if (platforms.includes('*')) return undefined;
  const allowed = `It holds for platform ${platforms.join(', ')} only`;
  if (platform === null) return { filter: 'platform', reason: `${allowed} and the platform of this batch is unknown.` };
  if (platforms.some((name) => name.toLowerCase() === platform.toLowerCase())) return undefined;
  return { filter: 'platform', reason: `${allowed}, not for that of this batch.` };
}

/** By the class of an ECU's name; one that the logs do not name is none of them. */
function ecuExclusion({ ecus }: KnowledgeRow, query: KnowledgeQuery): Reason | undefined {
  if (ecus === undefined || query.ecus?.some((ecu) => isOneOf(ecus, ecu))) return undefined;
  return { filter: 'ecu', reason: `It holds for ECU ${ecus.join(', ')} only, which the logs do not name.` };
}

export const isOneOf = (ecus: readonly string[], ecu: string): boolean =>
  ecus.some((name) => ecuClassOf(name).toLowerCase() === ecuClassOf(ecu).toLowerCase());

function firmwareExclusion(
  { firmware: range }: Pick<KnowledgeRow, 'firmware'>,
  { firmware }: KnowledgeScope,
): Reason | undefined {
  if (range === null) return undefined;
  const versions = [firmware?.from, firmware?.to].filter((version) => typeof version === 'string');
  if (versions.some((version) => isInFirmwareRange(version, range))) return undefined;
  const why = versions.length === 0 ? 'the firmware of this batch is unknown' : 'this batch has none of these';
  return { filter: 'firmware', reason: `It holds for firmware ${range} only and ${why}.` };
}

function missing({ requires }: KnowledgeRow, query: KnowledgeQuery): Reason | undefined {
  if (requires === undefined) return undefined;
  const lists: [readonly string[] | undefined, boolean][] = [
    [requires.codes, hasCode(requires, query)],
    [requires.kinds, hasKind(requires, query)],
    [requires.templates, hasTemplate(requires, query)],
    [requires.lines?.map(({ text }) => text), hasLine(requires, query)],
  ];
  const unmet = lists.find(([list, isMet]) => list !== undefined && !isMet);
  if (unmet === undefined) return undefined;
  return { filter: 'discriminating', reason: `It also needs one of: ${unmet[0]?.join(', ')}.` };
}

const hasCode = ({ codes = [] }: Signs, query: KnowledgeQuery): boolean =>
  codes.some((pattern) => query.codes.some((code) => isCodeOf(pattern, code)));

const hasKind = ({ kinds = [] }: Signs, query: KnowledgeQuery): boolean =>
  kinds.some((kind) => query.kinds.includes(kind));

const hasTemplate = ({ templates = [] }: Signs, query: KnowledgeQuery): boolean =>
  templates.some((part) => query.templates.some((template) => template.includes(part.toLowerCase())));

const hasLine = ({ lines = [] }: Signs, { likenesses, lines: seen = [] }: KnowledgeQuery): boolean =>
  lines.some((line) =>
    line.likeness === null ? seen.some((each) => isLine(line, each)) : likenesses?.().has(line.likeness),
  );

function byRelevance(rows: readonly KnowledgeRow[], query: KnowledgeQuery): KnowledgeRow[] {
  const words = [...query.codes, ...query.kinds, ...query.templates].join(' ');
  const scores = rankBm25(rows.map(textOf), words);
  return rows
    .map((row, i) => ({ row, score: scores[i] }))
    .sort((a, b) => b.score - a.score || (a.row.id < b.row.id ? -1 : 1))
    .map(({ row }) => row);
}

const textOf = (row: KnowledgeRow): string =>
  [row.title, row.symptom, row.cause, ...row.components, ...(row.match.codes ?? []), ...(row.match.kinds ?? [])].join(
    ' ',
  );
