import type { EvidenceItem } from '#src/report/report.ts';

/**
 * Reads a claim of a language model back, without the code that wrote it: undefined when it is nothing but cited items in
 * Argus' words, pieces of cited records to the letter, and link words of the closed list; else what is left over.
 */
export function restOfClosedForm(text: string, evidence: readonly EvidenceItem[]): string | undefined {
  let rest = afterLine(text, evidence);
  while (rest !== undefined && !ENDS.includes(rest)) {
    const before: string = rest;
    const link = LINKS.find((words) => before.startsWith(words));
    if (link === undefined) return rest;
    rest = afterLine(rest.slice(link.length), evidence) ?? rest;
    if (rest === before) return rest;
  }
  return rest === undefined ? text : undefined;
}

const ENDS = ['.', ' is among what speaks for it.'];
const LINKS = ['', ', which'].flatMap((start) =>
  ['may have led to', 'may have led, in an order that the logs do not prove, to', 'was logged before', 'agrees with']
    .toReversed()
    .map((words) => `${start} ${words} `),
);

function afterLine(text: string, evidence: readonly EvidenceItem[]): string | undefined {
  for (const item of evidence) {
    const told = `${item.id} (${item.text.slice(0, -1)})`;
    if (text.startsWith(told)) return text.slice(told.length);
    const [whole, writer, span] = /^E\d+ \(([^“”]*): “([^“”]+)”\)/.exec(text) ?? [];
    if (whole === undefined || !whole.startsWith(`${item.id} (`)) continue;
    const isItsOwn = [item.ecu, item.app, 'an unnamed ECU'].some((name) => name !== '' && writer.startsWith(name));
    if (isItsOwn && item.quote?.text.includes(span) && negations(span) === negations(item.quote.text))
      return text.slice(whole.length);
  }
  return undefined;
}

const negations = (text: string): number => text.match(/\b(?:no|not|never|false)\b/gi)?.length ?? 0;
