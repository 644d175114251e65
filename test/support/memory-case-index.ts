import type { CaseCard, CaseIndex } from '#src/batch/case-index.ts';

/** The model of the port. */
export function memoryCaseIndex(): CaseIndex {
  const cards = new Map<string, CaseCard>();
  const postings = new Map<string, Set<string>>();
  const full = new Set<string>();
  return {
    async add(card, signs) {
      cards.set(card.batchId, structuredClone(card));
      for (const sign of signs) postings.set(sign, (postings.get(sign) ?? new Set()).add(card.batchId));
    },
    batchesWith: async (sign, limit) => [...(postings.get(sign) ?? [])].sort().slice(0, limit),
    findFull: async (signs) => new Set(signs.filter((sign) => full.has(sign))),
    markFull: async (sign) => void full.add(sign),
    findCards: async (batchIds) =>
      [...batchIds].sort().flatMap((batchId) => {
        const card = cards.get(batchId);
        return card ? [card] : [];
      }),
    count: async () => cards.size,
  };
}
