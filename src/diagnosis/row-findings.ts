import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { isProbing } from '#src/evidence/kinds/finding-traits.ts';
import type { KnowledgeRow, Signs } from '#src/knowledge/knowledge-row.ts';
import { isCodeOf, isOneOf, type KnowledgeQuery } from '#src/knowledge/select-knowledge.ts';
import { isLine, likenessOf, type SeenLine } from '#src/knowledge/taught-line.ts';
import type { BatchContext } from '#src/report/report.ts';
import { compareFindings, type Finding, namesOf, streamFacts, templateFinding } from './finding.ts';

/** Log lines that a knowledge row may know by their words; the pack has no room for more. */
const MAX_TEMPLATE_FINDINGS = 50;

/** The findings of one knowledge row that are in the logs, in order of time. */
export interface RowFindings {
  row: KnowledgeRow;
  /** What made the row a candidate. */
  direct: Finding[];
  /** Its discriminating evidence. */
  required: Finding[];
  /** What this cause brings with it. */
  corroborating: Finding[];
  contradicting: Finding[];
}

/** Wrapper lines count by their code alone, never by their kind. */
export function knowledgeQuery(
  findings: readonly Finding[],
  evidence: BatchEvidence,
  context: BatchContext,
): KnowledgeQuery {
  const coded = findings.filter((finding) => !isProbing(finding));
  const isLossy = evidence.lifecycles.some(({ lostMessages }) => lostMessages > 0);
  const kinds = findings.filter(({ role }) => role !== 'consequence').flatMap(namesOf);
  return {
    platform: context.platform,
    firmware: context.firmware,
    codes: unique(coded.map(({ code }) => code).filter((code) => code !== null)),
    kinds: unique(isLossy ? [...kinds, 'messages-lost'] : kinds),
    templates: unique(evidence.templates.map(({ template }) => template)),
    ecus: unique([...evidence.templates.map(({ ecu }) => ecu), ...findings.map(({ ecu }) => ecu)]),
    likenesses: lazily(() => new Set(evidence.templates.map(likenessOf))),
    lines: findings.map(seenLine),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What a taught line can be known by again. */
export const seenLine = ({ code, ecu, name, row }: Finding): SeenLine => ({
  likeness: row === null ? null : likenessOf(row),
  kind: name,
  code,
  ecu,
});

/** Adds the log lines that `rows` know by their words to the findings. */
export function withTemplateFindings(
  findings: readonly Finding[],
  rows: readonly KnowledgeRow[],
  evidence: BatchEvidence,
): Finding[] {
  const parts = rows
    .flatMap(({ match, requires }) => [...(match.templates ?? []), ...(requires?.templates ?? [])])
    .map((part) => part.toLowerCase());
  const taught = new Set(rows.flatMap(({ match, requires }) => [...linesOf(match), ...linesOf(requires)]));
  if (parts.length === 0 && taught.size === 0) return [...findings];
  const isTaught = (row: TemplateRow): boolean => taught.size > 0 && taught.has(likenessOf(row));
  const streamOf = streamFacts(evidence);
  const known = evidence.templates
    .filter((row) => isTaught(row) || parts.some((part) => row.template.toLowerCase().includes(part)))
    .sort((a, b) => Number(isTaught(b)) - Number(isTaught(a)))
    .slice(0, MAX_TEMPLATE_FINDINGS)
    .map((row) => templateFinding(row, streamOf(row.first)));
  return [...findings, ...known].sort(compareFindings);
}

const linesOf = ({ lines = [] }: Signs = {}): (string | null)[] => lines.map(({ likeness }) => likeness);

export function findingsOfRow(row: KnowledgeRow, findings: readonly Finding[]): RowFindings {
  const weighty = findings.filter(
    (finding) => !isProbing(finding) && (row.ecus === undefined || isOneOf(row.ecus, finding.ecu)),
  );
  return {
    row,
    direct: weighty.filter((finding) => isFindingOf(row.match, finding)),
    required: row.requires ? weighty.filter((finding) => isFindingOf(row.requires ?? {}, finding)) : [],
    corroborating: findings.filter((finding) => isNamed(finding, row.corroboratedBy) || isTaughtLine(row, finding)),
    contradicting: findings.filter((finding) => isNamed(finding, row.ruledOutBy)),
  };
}

/** The line itself, which the template speaks for: it needs no other explanation. */
const isTaughtLine = ({ match, requires }: KnowledgeRow, finding: Finding): boolean =>
  finding.category === 'line' && [match, requires].some((signs) => hasTaught(signs?.lines, finding));

const hasTaught = (lines: Signs['lines'] = [], finding: Finding): boolean =>
  lines.some((line) => isLine(line, seenLine(finding)));

function isFindingOf({ codes = [], kinds = [], lines, templates = [] }: Signs, finding: Finding): boolean {
  const { code, value } = finding;
  if (finding.category === 'line') return false;
  if (hasTaught(lines, finding)) return true;
  if (finding.category === 'template') {
    return templates.some((part) => value?.toLowerCase().includes(part.toLowerCase()));
  }
  if (code !== null && codes.some((pattern) => isCodeOf(pattern, code))) return true;
  return finding.role !== 'consequence' && namesOf(finding).some((name) => kinds.includes(name));
}

/** By kind, or by code where the row names one. */
export function isNamed(finding: Finding, names: readonly string[] = []): boolean {
  const { code } = finding;
  return (
    names.some((name) => code !== null && isCodeOf(name, code)) || namesOf(finding).some((name) => names.includes(name))
  );
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
