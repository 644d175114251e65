import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import type { Candidate } from './candidate.ts';

/** Enough to know where to look next. */
const MAX_NAMED = 4;

/** Names the causes that knowledge holds for rivals of this one and that no finding speaks for; empty when there are none. */
export function unseenRivals(
  leading: Candidate,
  candidates: readonly Candidate[],
  knowledge: readonly KnowledgeRow[],
): string {
  const rivals = new Set(leading.rows.flatMap((row) => row.rivals ?? []));
  const seen = new Set(candidates.map(({ causeCode }) => causeCode));
  const unseen = [...rivals].filter((code) => !seen.has(code));
  const titles = unseen.map((code) => knowledge.find(({ causeCode }) => causeCode === code)?.title);
  const named = titles.filter((title) => title !== undefined).slice(0, MAX_NAMED);
  if (named.length === 0) return '';
  return ` Causes that look alike, and that no line Argus knows speaks for: ${named.map((title) => `"${title}"`).join(', ')}.`;
}
