import type { ClaimCheck, EvidenceItem } from '#src/report/report.ts';
import { writerName } from '../finding.ts';
import type { ClaimBasis } from '../gate.ts';
import type { Chain, Step } from './answer-line.ts';
import { linkWords } from './link-words.ts';
import { isFaithfulSpan } from './quoted-span.ts';
import { isShowable } from './showable-text.ts';

interface ClaimSentence {
  text: string;
  evidence: string[];
  check: ClaimCheck;
}

export interface SentenceBasis {
  basis: ClaimBasis;
  /** Evidence that the rules count for the cause that the claim is about. */
  own: readonly string[];
  /** True where a text holds what identifies a vehicle or a person, or opens a door. */
  isSensitive(text: string): boolean;
}

/**
 * The sentence that a chain of cited lines makes: quotes and Argus' own words for each line, joined by link words from a
 * closed list. Undefined where a line is not known, a quote is not faithful to its line, or a link does not hold.
 */
export function claimSentence(chain: Chain, sentenceBasis: SentenceBasis): ClaimSentence | undefined {
  const items = chain.map(({ evidence }) => sentenceBasis.basis.evidence.get(evidence));
  if (!items.every((item) => item !== undefined) || !saysMoreThanRules(chain, sentenceBasis)) return undefined;
  const told = chain.map((step, i) => tellLine(step, items[i], sentenceBasis));
  const links = chain.slice(1).map(({ link }, i) => link && linkWords(link, linkedAt(i, items, sentenceBasis)));
  if (!told.every((line) => line !== undefined) || !links.every((link) => link !== undefined)) return undefined;
  const text = links.length === 0 ? `${told[0]} is among what speaks for it.` : `${joined(told, links)}.`;
  const check = mergeChecks([checkOfLines(chain), ...links.map((link) => link.check)]);
  return isShowable(text) ? { text, evidence: unique(items.map(({ id }) => id)), check } : undefined;
}

/** A lone line has to be the cause's own and in words of the log: in Argus' words it would only repeat the rules. */
const saysMoreThanRules = (chain: Chain, { own }: SentenceBasis): boolean =>
  chain.length > 1 || (chain[0].quote !== undefined && own.includes(chain[0].evidence));

const checkOfLines = (chain: Chain): ClaimCheck => ({
  checked: chain.some(({ quote }) => quote !== undefined) ? ['lines', 'quotes'] : ['lines'],
  notChecked: chain.length === 1 ? ['meaning'] : [],
});

/** `E5 (BRKE: “reset reason: power_loss”)`, or `E5 (The ECU came back from a power loss, as BRKE logged)`. */
function tellLine(
  { quote }: Pick<Step, 'quote'>,
  item: EvidenceItem,
  { isSensitive }: Pick<SentenceBasis, 'isSensitive'>,
): string | undefined {
  if (quote === undefined) return `${item.id} (${toldByRules(item)})`;
  if (item.quote?.verified !== true || !isFaithfulSpan(quote, item.quote.text) || isSensitive(quote)) return undefined;
  return isPlainName(item.ecu + item.app) ? `${item.id} (${writerName(item)}: “${quote}”)` : undefined;
}

/** Argus' own sentence for it, without the full stop. */
export const toldByRules = ({ text }: EvidenceItem): string => text.replace(/\.$/, '');

/** A name comes from the log too, and must not read as the end of its own line. */
const isPlainName = (name: string): boolean => /^[\p{L}\p{N}_ .:/+#-]*$/u.test(name);

const linkedAt = (i: number, items: readonly EvidenceItem[], { basis, own }: SentenceBasis) => ({
  from: items[i],
  to: items[i + 1],
  own,
  basis,
});

function joined(told: readonly string[], links: readonly { words: string }[]): string {
  return links.reduce((text, { words }, i) => `${text}${i === 0 ? '' : ', which'} ${words} ${told[i + 1]}`, told[0]);
}

/** What one link leaves open is not checked in the claim as a whole. */
function mergeChecks(checks: readonly ClaimCheck[]): ClaimCheck {
  const notChecked = unique(checks.flatMap((each) => each.notChecked));
  const checked = unique(checks.flatMap((each) => each.checked));
  return { checked: checked.filter((name) => !notChecked.some((open) => open === name)), notChecked };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
