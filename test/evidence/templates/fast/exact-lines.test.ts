import { expect, it } from 'vitest';
import { ExactLines } from '#src/evidence/templates/fast/exact-lines.ts';
import { NOT_CACHED } from '#src/evidence/templates/row-cache.ts';

const WRITER = 3;
const LINES = ['5', '12', '123', "00'0d", "00'0d'4a'ff'1b", '', '3.14 '];

/** Old bytes of a window lie behind a line. */
const placed = (text: string, stale = '????????') => {
  const bytes = new TextEncoder().encode(`>${text}${stale}`);
  return { view: new DataView(bytes.buffer), span: { start: 1, end: 1 + text.length, writer: WRITER } };
};

it('knows each line again, whatever lies behind it', () => {
  const lines = new ExactLines();
  for (const [row, text] of LINES.entries()) {
    const { view, span } = placed(text);
    expect(lines.find(view, span)).toBe(NOT_CACHED);
    lines.learn(view, span, row);
  }
  for (const [row, text] of LINES.entries()) {
    const { view, span } = placed(text, '01234567');
    expect(lines.find(view, span)).toBe(row);
  }
});

it('takes no line for another that differs in one byte, in length, or in its writer', () => {
  const lines = new ExactLines();
  const learnt = placed("00'0d'4a'ff");
  lines.learn(learnt.view, learnt.span, 1);
  for (const text of ["00'0d'4a'fe", "10'0d'4a'ff", "00'0d'4a'ff'", "00'0d'4a'f"]) {
    const { view, span } = placed(text);
    expect(lines.find(view, span)).toBe(NOT_CACHED);
  }
  expect(lines.find(learnt.view, { ...learnt.span, writer: WRITER + 1 })).toBe(NOT_CACHED);
});

it('knows nothing any more once it was told to forget', () => {
  const lines = new ExactLines();
  const { view, span } = placed('12');
  lines.learn(view, span, 0);
  lines.forget();
  expect(lines.find(view, span)).toBe(NOT_CACHED);
});
