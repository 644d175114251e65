import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswerLine } from '#src/diagnosis/model/answer-line.ts';
import { AnswerLines, MAX_ANSWER_CHARS, MAX_LINE_CHARS, MAX_LINES } from '#src/diagnosis/model/answer-lines.ts';

function linesOf(pieces: readonly string[]): string[] {
  const lines = new AnswerLines();
  return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()];
}

describe('an answer that arrives in pieces', () => {
  it('gives the same lines however it was cut', () => {
    const text = fc.array(fc.constantFrom('{"a":1}', '\n', 'é', '\r\n', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, i) => whole.slice(at[i], end));
        expect(linesOf(pieces)).toEqual(linesOf([whole]));
      }),
    );
  });

  it('gives a line as soon as its line break is there, and the last one without', () => {
    const lines = new AnswerLines();
    expect(lines.push('{"a"')).toEqual([]);
    expect(lines.push(':1}\n{"b"')).toEqual(['{"a":1}']);
    expect(lines.push(':2}')).toEqual([]);
    expect(lines.end()).toEqual(['{"b":2}']);
  });

  it('passes over a line that is too long, counts it, and goes on behind it', () => {
    const lines = new AnswerLines();
    expect(lines.push('x'.repeat(MAX_LINE_CHARS + 1))).toEqual([]);
    expect(lines.push('still the same line\nnext\n')).toEqual(['next']);
    expect(lines.overlong).toBe(1);
  });

  it('is full after so many lines or characters, and takes no more', () => {
    const lines = new AnswerLines();
    expect(lines.push('x\n'.repeat(MAX_LINES + 5))).toHaveLength(MAX_LINES);
    expect(lines.isFull).toBe(true);
    const long = new AnswerLines();
    long.push('x'.repeat(MAX_ANSWER_CHARS));
    expect(long.isFull).toBe(true);
    expect(long.push('\n'.repeat(10_000_000))).toEqual([]);
  });
});

describe('a line of an answer', () => {
  it.each([
    ['{"hypothesis":"H1","chain":[{"evidence":"E1"}]}', 'claim'],
    ['  {"hypothesis":"H1","chain":[{"evidence":"E1"},{"link":"before","evidence":"E2"}]},\r', 'claim'],
    ['{"doubt":"earlier-cause","evidence":"E1"}', 'doubt'],
    ['```json', 'noise'],
    ['[', 'noise'],
    ['Here are the claims:', 'noise'],
    ['"a string"', 'noise'],
    ['{"hypothesis":"H1"', 'malformed'],
    ['{"hypothesis":"H1","text":"It failed.","evidence":["E1"]}', 'malformed'],
    ['{"hypothesis":"H1","chain":[{"evidence":"E1"}],"text":"It failed."}', 'malformed'],
    ['{"hypothesis":"H1","chain":[{"evidence":"E1","note":"It failed."}]}', 'malformed'],
    ['{"hypothesis":"H1","chain":[{"evidence":"E1"},{"evidence":"E2"}]}', 'malformed'],
    ['{"hypothesis":"H1","chain":[{"evidence":"E1","link":"before"}]}', 'malformed'],
    ['{"hypothesis":"H1","chain":[{"evidence":"E1"},{"link":"proves","evidence":"E2"}]}', 'malformed'],
    ['{"hypothesis":"H1","chain":[]}', 'malformed'],
    ['{"doubt":"I wonder","evidence":"E1"}', 'malformed'],
    ['{"doubt":"earlier-cause"}', 'malformed'],
    ['{"verdict":"LIKELY","reason":"One source."}', 'malformed'],
    ['{"headline":"power was lost","evidence":["E1"]}', 'malformed'],
    ['{"__proto__":{"doubt":"earlier-cause","evidence":"E1"}}', 'malformed'],
    ['{}', 'malformed'],
  ])('%s is taken as %s', (text, kind) => {
    expect(readAnswerLine(text).kind).toBe(kind);
  });

  it('is never an error, whatever it holds', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readAnswerLine(text)));
  });
});
