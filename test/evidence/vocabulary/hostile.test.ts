import { describe, expect, it } from 'vitest';
import { exampleLine } from '#src/evidence/vocabulary/check-examples.ts';
import { compileVocabulary } from '#src/evidence/vocabulary/compile-vocabulary.ts';
import { compileTrusted } from '#src/evidence/vocabulary/pattern.ts';
import { shippedVocabularies } from '#src/evidence/vocabulary/shipped.ts';
import { fastestMs } from '#test/support/fastest.ts';

/** The longest line that a row is shown. */
const LENGTH = 4096;
const LIMIT_MS = 2;
const repeated = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);

/** Beginnings of what a row knows, over and over: what makes a backtracking pattern slow. */
function hostileLines(example: string): string[] {
  const words = example.split(/(?<=[ :=(,"'[])/);
  const beginnings = [1, 2, 3, 5, 8].map((count) => words.slice(0, count).join(''));
  return [...new Set([...beginnings, ...words.slice(-3), example.slice(0, -1)])].filter(Boolean).map(repeated);
}

describe.each(shippedVocabularies().map((file) => [file.name, file] as const))('hostile lines for %s', (_, file) => {
  it('take each of its rows less than two milliseconds', async () => {
    const rules = compileVocabulary(file, compileTrusted);
    const slow: string[] = [];
    for (const [i, { id, examples }] of file.rows.entries()) {
      for (const line of Object.keys(examples.says).flatMap(hostileLines)) {
        const view = exampleLine(line);
        const read = () => rules[i].read(view);
        // Timed again only where the first time, which compiles, looks slow.
        const ms = (await fastestMs(1, read)) > LIMIT_MS ? await fastestMs(100, read) : 0;
        if (ms > LIMIT_MS) slow.push(`${id}: ${ms.toFixed(1)} ms for ${JSON.stringify(line.slice(0, 40))}`);
      }
    }
    expect(slow).toEqual([]);
  });
});
