/**
 * Where one statement ends and the next begins: `X failed: Y: Z`, `A (caused by B)`, `A because B`, `A, retrying`,
 * `"reason":"B"`. A colon ends one only before a blank or a quote, or
 * behind the word error (`error:certificate`), and not before a mere number (`retries: 5`).
 */
const BOUNDARY =
  /(?:(?<=\berror):|:(?=\s|["'([{])(?!\s*-?\d+(?:\.\d+)?\s?[a-z%]{0,8}(?:[,;.)\]]|$)))\s*|[;,|]\s+|\.\s+(?=[A-Z])|\s[-–—]{1,2}\s+|\s?[([{]\s?|[)\]}]+\s?|["']\s?[:,]\s?["']|\s(?:because(?: of)?|due to|caused by|since)\s/gi;

export interface Clause {
  text: string;
  /** Place of `text` in the line. */
  start: number;
}

/** The statements of a line in order, without what divides them. */
export function clausesOf(text: string): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  for (const { 0: divider, index } of text.matchAll(BOUNDARY)) {
    push(clauses, text, from, index);
    from = index + divider.length;
  }
  push(clauses, text, from, text.length);
  return clauses;
}

function push(clauses: Clause[], text: string, from: number, to: number): void {
  const raw = text.slice(from, to);
  const trimmed = raw.trim();
  if (trimmed !== '') clauses.push({ text: trimmed, start: from + raw.indexOf(trimmed) });
}
