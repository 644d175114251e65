import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Tried in turn for a place that takes one of a set of characters. */
const CHARACTERS = [...'ax1 ._-:/(0ABZz"\'%<>=,\n\t\u00e9'];
const MAX_WORDS = 12;
/** Words that are tried per expression, the longest first: they carry the search furthest before it fails. */
const MAX_PUMPS = 14;

/**
 * Words that begin like what the expression looks for. Repeated, they make a backtracking engine start again and again and
 * fail as late as can be.
 */
export function pumpsOf(source: string, flags: string): string[] {
  const modes = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, modes);
  const pumps = new Set<string>();
  for (const alternative of pattern.alternatives) addPumps(alternative, flags, pumps);
  pumps.delete('');
  return [...pumps].sort((a, b) => b.length - a.length).slice(0, MAX_PUMPS);
}

/** All beginnings of the alternative, and what its repetitions repeat. */
function addPumps(alternative: AST.Alternative, flags: string, pumps: Set<string>): void {
  let beginnings = [''];
  for (const element of alternative.elements) {
    const words = wordsOf(element, flags);
    beginnings = beginnings.flatMap((begun) => words.slice(0, 4).map((word) => begun + word)).slice(0, 8);
    for (const beginning of beginnings) pumps.add(beginning);
    const repeated = element.type === 'Quantifier' ? element.element : element;
    if (element.type === 'Quantifier') for (const word of words.slice(0, 3)) pumps.add(word);
    if ('alternatives' in repeated && repeated.type !== 'Assertion')
      for (const inner of repeated.alternatives) addPumps(inner, flags, pumps);
  }
}

/** A few of the texts that the element takes, short ones. */
function wordsOf(element: AST.Element, flags: string): string[] {
  switch (element.type) {
    case 'Character':
      return [String.fromCodePoint(element.value)];
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return [characterOf(element.raw, flags)];
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.flatMap((inner) => wordsOfAll(inner.elements, flags)).slice(0, MAX_WORDS);
    case 'Quantifier':
      return wordsOf(element.element, flags).map((word) => word.repeat(Math.max(1, Math.min(element.min, 3))));
    default:
      return [''];
  }
}

function wordsOfAll(elements: readonly AST.Element[], flags: string): string[] {
  let texts = [''];
  for (const element of elements) {
    const words = wordsOf(element, flags);
    texts =
      texts.length * words.length <= MAX_WORDS
        ? texts.flatMap((text) => words.map((word) => text + word))
        : texts.map((text, i) => text + words[i % words.length]);
  }
  return texts;
}

function characterOf(raw: string, flags: string): string {
  const one = new RegExp(`^(?:${raw})$`, flags.replace(/[gy]/g, ''));
  return CHARACTERS.find((character) => one.test(character)) ?? '';
}

/** `pump` over and over, `length` characters long, and at the end something that nothing looks for. */
export function pumped(pump: string, length: number): string {
  return `${pump.repeat(Math.ceil(length / pump.length)).slice(0, length - 1)}\u0001`;
}
