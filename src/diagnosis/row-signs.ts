import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { KnowledgeRow, Signs } from '#src/knowledge/knowledge-row.ts';
import { isCodeOf, type KnowledgeQuery } from '#src/knowledge/select-knowledge.ts';
import type { BatchContext } from '#src/report/report.ts';
import { compareSigns, namesOf, type Sign, streamFacts, templateSign } from './sign.ts';

/** Log lines that a knowledge row may know by their words; the pack has no room for more. */
const MAX_TEMPLATE_SIGNS = 50;

/** The signs of one knowledge row that are in the logs, in order of time. */
export interface RowSigns {
  row: KnowledgeRow;
  /** What made the row a candidate. */
  direct: Sign[];
  /** Its discriminating evidence. */
  required: Sign[];
  /** What this cause brings with it. */
  attending: Sign[];
  contradicting: Sign[];
}

/** Wrapper lines count by their code alone, never by their kind. */
export function knowledgeQuery(signs: readonly Sign[], evidence: BatchEvidence, context: BatchContext): KnowledgeQuery {
  const coded = signs.filter((sign) => !isHarmless(sign));
  const isLossy = evidence.lifecycles.some(({ lostMessages }) => lostMessages > 0);
  const kinds = signs.filter(({ role }) => role !== 'consequence').flatMap(namesOf);
  return {
    platform: context.platform,
    firmware: context.firmware,
    codes: unique(coded.map(({ code }) => code).filter((code) => code !== null)),
    kinds: unique(isLossy ? [...kinds, 'messages-lost'] : kinds),
    templates: unique(evidence.templates.map(({ template }) => template)),
  };
}

/** Adds the log lines that `rows` know by their words to the signs. */
export function withTemplateSigns(
  signs: readonly Sign[],
  rows: readonly KnowledgeRow[],
  evidence: BatchEvidence,
): Sign[] {
  const parts = rows
    .flatMap(({ match, requires }) => [...(match.templates ?? []), ...(requires?.templates ?? [])])
    .map((part) => part.toLowerCase());
  if (parts.length === 0) return [...signs];
  const streamOf = streamFacts(evidence);
  const known = evidence.templates
    .filter(({ template }) => parts.some((part) => template.toLowerCase().includes(part)))
    .slice(0, MAX_TEMPLATE_SIGNS)
    .map((row) => templateSign(row, streamOf(row.first)));
  return [...signs, ...known].sort(compareSigns);
}

export function signsOfRow(row: KnowledgeRow, signs: readonly Sign[]): RowSigns {
  const weighty = signs.filter((sign) => !isHarmless(sign));
  return {
    row,
    direct: weighty.filter((sign) => isSignOf(row.match, sign)),
    required: row.requires ? weighty.filter((sign) => isSignOf(row.requires ?? {}, sign)) : [],
    attending: signs.filter((sign) => isNamed(sign, row.corroboratedBy)),
    contradicting: signs.filter((sign) => isNamed(sign, row.ruledOutBy)),
  };
}

function isSignOf({ codes = [], kinds = [], templates = [] }: Signs, sign: Sign): boolean {
  const { code, value } = sign;
  if (sign.category === 'template') {
    return templates.some((part) => value?.toLowerCase().includes(part.toLowerCase()));
  }
  if (code !== null && codes.some((pattern) => isCodeOf(pattern, code))) return true;
  return sign.role !== 'consequence' && namesOf(sign).some((name) => kinds.includes(name));
}

/** By kind, or by code where the row names one. */
export function isNamed(sign: Sign, names: readonly string[] = []): boolean {
  const { code } = sign;
  return (
    names.some((name) => code !== null && isCodeOf(name, code)) || namesOf(sign).some((name) => names.includes(name))
  );
}

/** Services that ask an ECU what it is and has: no answer, or a refusal, is everyday traffic. ISO 14229-1, SAE J1979. */
const PROBING_SERVICES = new Set([0x01, 0x02, 0x06, 0x08, 0x09, 0x19, 0x1a, 0x21, 0x22, 0x23, 0x24, 0x2a, 0x3e]);

/** Signs that are in the logs of healthy vehicles, or tell of the log itself. */
export function isHarmless({ name, role, facts }: Sign): boolean {
  if (name === 'uds-negative-response') return role === 'consequence';
  if (name === 'uds-response-timeout')
    return facts['duringTransfer'] !== 1 && PROBING_SERVICES.has(Number(facts['service']));
  return name === 'messages-lost';
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
