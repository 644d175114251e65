import type { ClaimBasis } from '#src/diagnosis/gate.ts';
import type { EvidenceItem } from '#src/report/report.ts';

/** One item of evidence whose quote is `line`; without one, a fact by absence. */
export function anItem(id: string, line: string | null, fields: Partial<EvidenceItem> = {}): EvidenceItem {
  const pointer = { file: 0, member: null, sha256: '', offset: 0, length: 1, digest: '' };
  const quote = line === null ? null : { file: 'a.log', pointer, text: line, before: [], after: [], verified: true };
  const told = { kind: 'crash', text: `What ${id} shows, as BRKE logged.`, why: '', ecu: 'BRKE', app: '', code: null };
  return { id, ...told, facts: {}, timeUs: null, count: 1, quote, ...fields };
}

/** ClaimBasis on which items were logged in the order of `order`; what is not in it has no known order. */
export function aGround(
  items: readonly EvidenceItem[],
  order: readonly string[] = [],
  fields: Partial<ClaimBasis> = {},
) {
  const place = (id: string): number => order.indexOf(id);
  return {
    evidence: new Map(items.map((item) => [item.id, item])),
    knowledge: new Set<string>(),
    isClearlyAfter: (a: string, b: string) => place(a) >= 0 && place(b) >= 0 && place(a) > place(b),
    shows: () => undefined,
    ...fields,
  } satisfies ClaimBasis;
}
