import * as z from 'zod/mini';
import { isFaultKind } from '../kinds/fault-kinds.ts';
import { checkRow } from './check-row.ts';
import { defectOf } from './linear-pattern.ts';
import { VocabularyError } from './vocabulary-error.ts';
import { VocabularyFile } from './vocabulary-file.ts';

/**
 * Everything about a vocabulary that can be told without running it. `file` names it in messages. Throws
 * `VocabularyError`.
 */
export function checkVocabulary(parsed: unknown, file: string): VocabularyFile {
  const result = z.safeParse(VocabularyFile, parsed, { reportInput: true });
  if (!result.success) throw shapeError(parsed, result.error.issues[0], file);
  const vocabulary = result.data;
  checkWords(vocabulary, file);
  checkKinds(vocabulary, file);
  const seen = new Set<string>();
  for (const row of vocabulary.rows) {
    if (seen.has(row.id)) throw new VocabularyError(file, `row "${row.id}"`, 'exists twice: give each row its own id.');
    seen.add(row.id);
    checkRow(row, vocabulary, file);
  }
  return vocabulary;
}

/** `rows.3.anchors.0` as a person would say it. */
function shapeError(parsed: unknown, issue: z.core.$ZodIssue, file: string): VocabularyError {
  const [first, index, ...rest] = issue.path.map(String);
  const isRow = first === 'rows' && index !== undefined;
  const place = isRow ? [`row ${rowName(parsed, Number(index))}`, rest.join('.')] : [issue.path.join('.')];
  return new VocabularyError(file, place.filter(Boolean).join(': '), sentence(issue));
}

/** zod's own words are left out of bundles. */
function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key) => `"${key}"`).join(', ')}: take it out, or mend its name.`;
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: give it ${aOf(issue.expected)}.`
        : `must be ${aOf(issue.expected)}.`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'too_small':
      return 'is empty: fill it in.';
    case 'too_big':
      return `is too long: at most ${issue.maximum}.`;
    case 'invalid_format':
      return `must look like ${issue.pattern ?? issue.format}.`;
    default:
      return 'has the wrong shape: docs/vocabulary.schema.json says what it may hold.';
  }
}

const aOf = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function rowName(parsed: unknown, index: number): string {
  const { rows } = parsed as { rows: unknown[] };
  const row = rows[index];
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
  return typeof id === 'string' ? `"${id.slice(0, 80)}"` : `${index + 1}`;
}

function checkWords({ words = {} }: VocabularyFile, file: string): void {
  for (const [name, pattern] of Object.entries(words)) {
    const defect = defectOf(pattern.replace(/\{[A-Z][A-Z0-9_]*\}/g, 'x'));
    if (defect) throw new VocabularyError(file, `words.${name}`, `the pattern is wrong (${defect}): mend it.`);
  }
}

function checkKinds({ kinds = {} }: VocabularyFile, file: string): void {
  for (const [name, { consequenceOf = [] }] of Object.entries(kinds)) {
    if (isFaultKind(name)) {
      throw new VocabularyError(
        file,
        `kinds.${name}`,
        'is a kind that Argus knows: take another name, or use it as it is.',
      );
    }
    const unknown = consequenceOf.find((cause) => !isFaultKind(cause) && !Object.hasOwn(kinds, cause));
    if (unknown !== undefined) {
      throw new VocabularyError(
        file,
        `kinds.${name}.consequenceOf`,
        `there is no kind "${unknown}": declare it, or name one of "argus vocabulary kinds".`,
      );
    }
  }
}
