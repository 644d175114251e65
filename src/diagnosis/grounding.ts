import type { EvidenceItem } from '#src/report/report.ts';

/** Reports quote at most this much; a longer token is no number an engineer would read. */
const MAX_TEXT_CHARS = 20_000;
/** A minus is a finding where no word or bracket ends before it: `-40`, `rc=-5`, and neither `2026-05` nor `P0420-00`. */
const TOKEN = /(?:(?<![\p{L}\p{N}_.)\]−-])[−-](?=\p{N}))?[\p{L}\p{N}_]+(?:[.:\-/][\p{L}\p{N}_]+)*/gu;
const HEX = /^0x[0-9a-f]+$/;
const QUANTITY = /^(\d+(?:\.\d+)?)([a-zµ°%]{1,6})$/;
/** Names of codes that carry no digit: `kError`, `ENOSPC`, `SIGSEGV`. */
const CODE_NAME = /^(?:k[A-Z]\p{L}+|E[A-Z]{3,}|SIG[A-Z]{2,}|[A-Z]{2,}(?:_[A-Z0-9]+)+)$/u;

interface Statements {
  /** Canonical numbers, and every other word with a digit in it. */
  numbers: Set<string>;
  codes: Set<string>;
  /** `E3` as a reference to evidence. */
  references: Set<string>;
}

/** The tokens of a text that must be true to the letter. */
export function statementsIn(text: string): Statements {
  const found: Statements = { numbers: new Set(), codes: new Set(), references: new Set() };
  for (const [token] of text.slice(0, MAX_TEXT_CHARS).normalize('NFKC').matchAll(TOKEN)) {
    if (/^E\d+$/.test(token)) found.references.add(token);
    else if (/\p{N}/u.test(token)) for (const number of numbersOf(token)) found.numbers.add(number);
    else if (CODE_NAME.test(token)) found.codes.add(token.toLowerCase());
  }
  return found;
}

/**
 * `0x0072` and `0x72`, `12.50` and `12.5`, `17.7s` and `17.7` are the same, `-40` and `40` are not; `P0420-00` stands for
 * itself and `P0420`.
 */
function numbersOf(token: string): string[] {
  const [, finding, word] = /^([−-]?)(.*)$/.exec(token.toLowerCase()) ?? [];
  const minus = finding ? '-' : '';
  if (HEX.test(word)) return [`${minus}0x${word.slice(2).replace(/^0+(?=.)/, '')}`];
  const number = QUANTITY.exec(word)?.[1] ?? word;
  return [minus + (/^\d+(?:\.\d+)?$/.test(number) ? plainNumber(number) : number)];
}

function plainNumber(digits: string): string {
  const [whole, fraction = ''] = digits.split('.');
  const significant = fraction.replace(/(?<!0)0+$/, '');
  return whole.replace(/^0+(?=\d)/, '') + (significant && `.${significant}`);
}

/** What an item of evidence states: its sentence, code, writer, facts and quote. */
export function statementsOf(item: EvidenceItem): Statements {
  const facts = Object.entries(item.facts).flat();
  const parts = [item.text, item.code, item.ecu, item.app, ...facts, item.quote?.text];
  const found = statementsIn(parts.filter((part) => part !== null && part !== undefined).join('\n'));
  for (const dtc of [...found.numbers]) {
    const base = /^([pcbu][0-9a-f]{4})-[0-9a-f]{2}$/.exec(dtc)?.[1];
    if (base) found.numbers.add(base);
  }
  return found;
}
