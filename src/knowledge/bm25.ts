/** Okapi BM25 with its usual constants: `k1` saturates repeated words, `b` discounts long texts. */
const K1 = 1.2;
const B = 0.75;

/** Relevance of each text to the query, in the order of `texts`; 0 where no word is shared. */
export function rankBm25(texts: readonly string[], query: string): number[] {
  const documents = texts.map(wordsOf);
  const countsOf = documents.map(countWords);
  const averageLength = documents.reduce((sum, words) => sum + words.length, 0) / Math.max(documents.length, 1);
  const scores = documents.map(() => 0);
  for (const word of new Set(wordsOf(query))) {
    const counts = countsOf.map((words) => words.get(word) ?? 0);
    const weight = inverseFrequency(counts);
    counts.forEach((count, i) => {
      const norm = 1 - B + (B * documents[i].length) / averageLength;
      scores[i] += count === 0 ? 0 : (weight * count * (K1 + 1)) / (count + K1 * norm);
    });
  }
  return scores;
}

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function inverseFrequency(counts: readonly number[]): number {
  const containing = counts.filter((count) => count > 0).length;
  return Math.log(1 + (counts.length - containing + 0.5) / (containing + 0.5));
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9_]{2,64}/g) ?? [];
