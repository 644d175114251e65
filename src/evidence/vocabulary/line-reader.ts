import type { LineFinding, LineView } from '../detect/line-finding.ts';
import { compileVocabulary, type LineRule } from './compile-vocabulary.ts';
import { compileTrusted } from './pattern.ts';
import { RuleIndex } from './rule-index.ts';
import { shippedDigest, shippedVocabularies } from './shipped.ts';
import { digestOfVocabularies } from './vocabulary-digest.ts';
import type { VocabularyFile } from './vocabulary-file.ts';

/** What reads log lines: the shipped vocabularies, and a user's own before them. */
export interface LineReader {
  /** Digest of all vocabularies: another value, and the same lines may give other evidence. */
  digest: string;
  /**
   * What one line says of faults, update phases and outcomes. Pure; called for the first record of each new template,
   * then for every record of a template that had findings (an empty finding counts).
   */
  inspect(line: LineView): LineFinding[];
}

/** A user's vocabulary, checked, with its rows ready. */
export interface OwnVocabulary {
  file: VocabularyFile;
  rules: readonly LineRule[];
}

/** Own vocabularies are asked first: they know their lines better. */
export function lineReaderOf(own: readonly OwnVocabulary[]): LineReader {
  let digest: string | undefined;
  let index: RuleIndex | undefined;
  return {
    get digest() {
      digest ??= digestWith(own);
      return digest;
    },
    inspect(line) {
      index ??= new RuleIndex([...own.flatMap(({ rules }) => rules), ...shippedRules()]);
      return index.inspect(line);
    },
  };
}

let shipped: LineRule[] | undefined;

function shippedRules(): LineRule[] {
  shipped ??= shippedVocabularies().flatMap((file) => compileVocabulary(file, compileTrusted));
  return shipped;
}

const digestWith = (own: readonly OwnVocabulary[]): string =>
  own.length === 0 ? shippedDigest() : digestOfVocabularies([...own.map(({ file }) => file), ...shippedVocabularies()]);

/** Reads with the shipped vocabularies alone. */
export const SHIPPED_READER: LineReader = lineReaderOf([]);
