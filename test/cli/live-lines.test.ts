import { expect, it } from 'vitest';
import { countText, LiveLines, progressBar, sizeText } from '#src/cli/live-lines.ts';

function screen(isTerminal: boolean) {
  const written: string[] = [];
  return { written, output: { isTerminal, columns: 80, write: (text: string) => void written.push(text) } };
}

it('draws no more often than an eye can follow', () => {
  const { written, output } = screen(true);
  const live = new LiveLines(output);
  for (let n = 0; n < 1_000; n++) live.draw(() => [`${n}`]);
  expect(written.length).toBeLessThan(5);
});

it('prints above what it draws, and leaves nothing of it', async () => {
  const { written, output } = screen(true);
  const live = new LiveLines(output);
  live.draw(() => ['one', 'two']);
  await live.print('for good');
  live.draw(() => ['three']);
  await live.clear();
  expect(written.join('')).toBe('one\ntwo\n\x1b[2A\x1b[Jfor good\nthree\n\x1b[1A\x1b[J');
});

it('draws nothing where there is no terminal', async () => {
  const { written, output } = screen(false);
  const live = new LiveLines(output);
  live.draw(() => ['bar']);
  await live.print('line');
  expect(written).toEqual(['line\n']);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_485_984, '1.5 MB'],
  [250e9, '250 GB'],
  [5e15, '5000 TB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it('fills a bar by the share done, and whole where there is nothing to do', () => {
  expect([progressBar(1, 4, 8), progressBar(9, 4, 4), progressBar(0, 0, 2)]).toEqual(['██░░░░░░', '████', '██']);
  expect([countText(1, 'file'), countText(10_000, 'file')]).toEqual(['1 file', '10,000 files']);
});
