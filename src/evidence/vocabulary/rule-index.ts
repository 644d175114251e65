import type { LineFinding, LineView } from '../detect/line-finding.ts';
import { traitsOf } from '../kinds/finding-traits.ts';
import type { LineRule } from './compile-vocabulary.ts';

/** Failure texts are short; what is longer is a dump, and its head names it. Also bounds every pattern's work. */
const MAX_INSPECTED_CHARS = 4096;

/**
 * Finds the few rules whose anchor words occur in a line by hashing its words once, instead of searching the line for
 * every anchor: about 1 µs for a line that matches nothing, however many rules there are.
 */
export class RuleIndex {
  readonly #rules: readonly LineRule[];
  readonly #byWord = new Map<number, number[]>();
  /** 1 for each rule that is a candidate for the line under way; so that no set is made for each line. */
  readonly #isCandidate: Uint8Array;

  /** In order of preference: where two know a line, the first one names the fault. */
  constructor(rules: readonly LineRule[]) {
    this.#rules = [...rules.filter((rule) => !rule.isFallback), ...rules.filter((rule) => rule.isFallback)];
    this.#isCandidate = new Uint8Array(this.#rules.length);
    this.#rules.forEach(({ anchors }, ordinal) => {
      for (const anchor of anchors) this.#note(wordHash(anchor), ordinal);
    });
  }

  inspect(line: LineView): LineFinding[] {
    const candidates = this.#candidates(line.text);
    if (candidates.length === 0) return [];
    const view =
      line.text.length > MAX_INSPECTED_CHARS ? { ...line, text: line.text.slice(0, MAX_INSPECTED_CHARS) } : line;
    const findings: LineFinding[] = [];
    for (const ordinal of candidates) apply(this.#rules[ordinal], view, findings);
    return withoutBlame(findings);
  }

  #note(hash: number, ordinal: number): void {
    const ordinals = this.#byWord.get(hash);
    if (ordinals) ordinals.push(ordinal);
    else this.#byWord.set(hash, [ordinal]);
  }

  /** Ordinals of rules worth a try, in rule order without repeats. */
  #candidates(text: string): number[] {
    const found: number[] = [];
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
      if (ordinals !== undefined) this.#take(ordinals, found);
    }
    for (const ordinal of found) this.#isCandidate[ordinal] = 0;
    return found.sort((a, b) => a - b);
  }

  #take(ordinals: readonly number[], found: number[]): void {
    for (const ordinal of ordinals) {
      if (this.#isCandidate[ordinal] === 0) found.push(ordinal);
      this.#isCandidate[ordinal] = 1;
    }
  }
}

function apply(rule: LineRule, line: LineView, findings: LineFinding[]): void {
  if (rule.isFallback && findings.some((finding) => finding.fault)) return;
  for (const finding of rule.read(line) ?? []) {
    if (!findings.some((other) => sayTheSame(other, finding))) findings.push(finding);
  }
}

/** A line that one vocabulary knows for everyday noise is no fault in the words of another. */
function withoutBlame(findings: LineFinding[]): LineFinding[] {
  if (!findings.some(isNoise)) return findings;
  return findings.filter((finding) => finding.fault === undefined || isNoise(finding));
}

/** A finding that healthy vehicles have too: nothing in its line is a fault. */
export const isNoise = ({ fault }: LineFinding): boolean =>
  fault !== undefined && traitsOf(fault.kind, fault.traits).probing === 'always';

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

function wordHash(word: string): number {
  let hash = SEED;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return hash;
}

function sayTheSame(a: LineFinding, b: LineFinding): boolean {
  if (a.fault || b.fault) return a.fault?.kind === b.fault?.kind && a.fault?.code === b.fault?.code;
  if (a.series || b.series) return a.series?.name === b.series?.name;
  return a.phase?.phase === b.phase?.phase && a.outcome?.marker === b.outcome?.marker;
}
