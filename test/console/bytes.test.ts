import { describe, expect, it } from 'vitest';
import { dumpRows } from '../../console/lines/bytes.ts';

describe('the bytes of a line', () => {
  const hex = Buffer.from('\u0001\u0002abcdefghijklmnopq\u00ff', 'latin1').toString('hex');

  it('stand at their places in the file, sixteen to a row', () => {
    const rows = dumpRows(hex, 100, null);
    expect(rows.map(({ cells, offset }) => [offset, cells.length])).toEqual([
      [100, 16],
      [116, 4],
    ]);
    expect(rows.map(({ text }) => text)).toEqual(['··abcdefghijklmn', 'opq·']);
  });

  it('are marked where the text lies, and all of them where it is rendered', () => {
    const marked = (body: { offset: number; length: number } | null) =>
      dumpRows(hex, 100, body)
        .flatMap(({ cells }) => cells)
        .map(({ isBody }) => (isBody ? '1' : '0'))
        .join('');
    expect(marked({ offset: 102, length: 17 })).toBe('00111111111111111110');
    expect(marked(null)).toBe('1'.repeat(20));
  });
});
