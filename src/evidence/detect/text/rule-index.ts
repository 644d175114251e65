import type { LineFinding, LineView } from '../line-finding.ts';
import { type LineReading, type LineRule, type RuleBook, seedOf } from './line-rule.ts';

/** Failure texts are short; what is longer is a dump, and its head names it. Also bounds every pattern's work. */
const MAX_INSPECTED_CHARS = 4096;

interface IndexedRule {
  rule: LineRule;
  book: RuleBook;
}

/**
 * Finds the few rules whose anchor words occur in a line by hashing its words once, instead of searching the line for
 * every anchor: about 1 µs for a line that matches nothing, however many rules there are.
 */
export class RuleIndex {
  readonly #rules: IndexedRule[] = [];
  readonly #byWord = new Map<number, number[]>();

  constructor(books: readonly RuleBook[]) {
    for (const book of books) for (const rule of book.rules) this.#add({ rule, book });
  }

  inspect(line: LineView): LineFinding[] {
    const candidates = this.#candidates(line.text);
    if (candidates === undefined) return [];
    const view =
      line.text.length > MAX_INSPECTED_CHARS ? { ...line, text: line.text.slice(0, MAX_INSPECTED_CHARS) } : line;
    const findings: LineFinding[] = [];
    for (const ordinal of candidates) this.#apply(this.#rules[ordinal], view, findings);
    return findings;
  }

  #add(indexed: IndexedRule): void {
    const ordinal = this.#rules.push(indexed) - 1;
    for (const anchor of indexed.rule.anchors) {
      const hash = wordHash(anchor);
      const ordinals = this.#byWord.get(hash);
      if (ordinals) ordinals.push(ordinal);
      else this.#byWord.set(hash, [ordinal]);
    }
  }

  /** Ordinals of rules worth a try, in rule order without repeats. */
  #candidates(text: string): number[] | undefined {
    let found: Set<number> | undefined;
    const end = Math.min(text.length, MAX_INSPECTED_CHARS);
    for (let i = 0, hash = SEED; i <= end; i++) {
      const letter = i < end ? text.charCodeAt(i) | 0x20 : 0;
      if (letter >= 0x61 && letter <= 0x7a) {
        hash = Math.imul(hash ^ letter, PRIME);
        continue;
      }
      if (hash === SEED) continue;
      const ordinals = this.#byWord.get(hash);
      hash = SEED;
      if (ordinals === undefined) continue;
      found ??= new Set();
      for (const ordinal of ordinals) found.add(ordinal);
    }
    return found && [...found].sort((a, b) => a - b);
  }

  #apply({ rule, book }: IndexedRule, line: LineView, findings: LineFinding[]): void {
    if (book.isFallback && findings.some((finding) => finding.fault)) return;
    const match = rule.pattern.exec(line.text);
    if (match === null || rule.unless?.test(line.text)) return;
    const reading = typeof rule.gives === 'function' ? rule.gives(match, line) : rule.gives;
    if (reading === undefined) return;
    for (const one of Array.isArray(reading) ? reading : [reading]) {
      const finding = toFinding(one, book, line);
      if (!findings.some((other) => sayTheSame(other, finding))) findings.push(finding);
    }
  }
}

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

function wordHash(word: string): number {
  let hash = SEED;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return hash;
}

function toFinding({ fault, ...rest }: LineReading, book: RuleBook, line: LineView): LineFinding {
  return fault ? { ...rest, fault: seedOf(fault, book.vocabulary, line) } : rest;
}

function sayTheSame(a: LineFinding, b: LineFinding): boolean {
  if (a.fault || b.fault) return a.fault?.kind === b.fault?.kind && a.fault?.code === b.fault?.code;
  if (a.series || b.series) return a.series?.name === b.series?.name;
  return a.phase?.phase === b.phase?.phase && a.outcome?.marker === b.outcome?.marker;
}
