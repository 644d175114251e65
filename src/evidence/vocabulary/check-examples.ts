import type { LineView } from '../detect/line-finding.ts';
import type { LineRule } from './compile-vocabulary.ts';
import { readingWords } from './reading-words.ts';
import { RuleIndex } from './rule-index.ts';
import { VocabularyError } from './vocabulary-error.ts';
import type { VocabularyFile } from './vocabulary-file.ts';

/** An example line as its writer would log it; `[[app/context]] text` names the writer. */
export function exampleLine(example: string): LineView {
  const [, app = '', context = '', text = example] = /^\[\[(\w*)(?:\/(\w*))?\]\] (.*)$/s.exec(example) ?? [];
  return { text, ecu: '', app, context, level: 'info', timeUs: null, uptimeUs: null, format: '' };
}

/** Throws `VocabularyError` for the first example of which a row does not say what it should. */
export function checkExamples(file: VocabularyFile, rules: readonly LineRule[], fileName: string): void {
  file.rows.forEach(({ id, examples }, i) => {
    const alone = new RuleIndex([{ ...rules[i], isFallback: false }]);
    const said = (line: string): string[] => alone.inspect(exampleLine(line)).flatMap(readingWords);
    const fail = (line: string, got: string[], wanted: string): never => {
      const what = `of the example "${line}" it says ${got.length > 0 ? `"${got.join(', ')}"` : 'nothing'} instead of ${wanted}: mend the row or the example.`;
      throw new VocabularyError(fileName, `row "${id}"`, what);
    };
    for (const [line, wanted] of Object.entries(examples.says)) {
      const got = said(line);
      if (got.join('\n') !== wanted.join('\n')) fail(line, got, `"${wanted.join(', ')}"`);
    }
    for (const line of examples.silent) {
      const got = said(line).filter((word) => word !== 'watch');
      if (got.length > 0) fail(line, got, 'nothing');
    }
    if (Object.keys(examples.says).length === 0) {
      throw new VocabularyError(fileName, `row "${id}": examples.says`, 'is empty: give a line that the row knows.');
    }
  });
}
