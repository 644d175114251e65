import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isFaultKind } from '#src/evidence/kinds/fault-kinds.ts';
import { exampleLine } from '#src/evidence/vocabulary/check-examples.ts';
import { checkVocabulary } from '#src/evidence/vocabulary/check-vocabulary.ts';
import { compileVocabulary, type LineRule } from '#src/evidence/vocabulary/compile-vocabulary.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { compileLinear } from '#src/evidence/vocabulary/linear-pattern.ts';
import { compileTrusted } from '#src/evidence/vocabulary/pattern.ts';
import { readingWords } from '#src/evidence/vocabulary/reading-words.ts';
import { RuleIndex } from '#src/evidence/vocabulary/rule-index.ts';
import { shippedVocabularies } from '#src/evidence/vocabulary/shipped.ts';
import type { Row } from '#src/evidence/vocabulary/vocabulary-file.ts';

/** What one row says of a line, whatever the others say. */
function saidAlone(rule: LineRule, line: string): string[] {
  return new RuleIndex([{ ...rule, isFallback: false }]).inspect(exampleLine(line)).flatMap(readingWords);
}

const told = (words: string[]): string[] => words.filter((word) => word !== 'watch');

const linesOf = ({ examples }: Row): string[] => [...Object.keys(examples.says), ...examples.silent];

describe.each(shippedVocabularies().map((file) => [file.name, file] as const))('the vocabulary %s', (name, file) => {
  const rules = compileVocabulary(file, compileTrusted);

  it('passes the checks that a user’s own has to pass', () => {
    expect(() => checkVocabulary(file, `${name}.json`)).not.toThrow();
  });

  it.each(file.rows.map((row, i) => [row.id, row, rules[i]] as const))('row %s', (_, row, rule) => {
    for (const [line, words] of Object.entries(row.examples.says)) expect(saidAlone(rule, line), line).toEqual(words);
    for (const line of row.examples.silent) expect(told(saidAlone(rule, line)), line).toEqual([]);
    expect(Object.keys(row.examples.says).length).toBeGreaterThan(0);
  });

  it('is read the same in linear time', () => {
    const linear = compileVocabulary(file, compileLinear);
    file.rows.forEach((row, i) => {
      for (const line of linesOf(row)) expect(saidAlone(linear[i], line), line).toEqual(saidAlone(rules[i], line));
    });
  });
});

describe('all vocabularies together', () => {
  it('are the files of the folder, each once', () => {
    const files = readdirSync('vocabularies')
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.replace('.json', ''));
    expect(
      shippedVocabularies()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(files.sort());
  });

  const kindsOf = (words: string[]): string[] =>
    words.filter((word) => /^(?:cause|symptom|consequence) /.test(word)).map((word) => word.split(' ')[1]);

  it.each(shippedVocabularies().map((file) => [file.name, file] as const))('lose nothing that %s says', (_, file) => {
    for (const { examples } of file.rows) {
      for (const [line, words] of Object.entries(examples.says)) {
        const all = SHIPPED_READER.inspect(exampleLine(line)).flatMap(readingWords);
        expect(kindsOf(all), line).toEqual(expect.arrayContaining(kindsOf(words)));
        expect(all.length === 0 && words.length > 0, line).toBe(false);
      }
    }
  });

  it.each(shippedVocabularies().map((file) => [file.name, file] as const))(
    'name one cause in each line of %s',
    (_, file) => {
      for (const { examples } of file.rows) {
        for (const line of Object.keys(examples.says)) {
          const all = SHIPPED_READER.inspect(exampleLine(line)).flatMap(readingWords);
          const causes = new Set(kindsOf(all.filter((word) => word.startsWith('cause '))));
          expect([...causes].length, `${line}: ${[...causes].join(', ')}`).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it('speak of catalogued kinds only', () => {
    const spoken = shippedVocabularies().flatMap(({ rows }) =>
      rows.flatMap(({ examples }) => Object.values(examples.says).flatMap((words) => kindsOf(words))),
    );
    expect(spoken.filter((kind) => !isFaultKind(kind))).toEqual([]);
    expect(new Set(spoken).size).toBeGreaterThan(40);
  });
});
