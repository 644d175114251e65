import { expect, it } from 'vitest';
import { SourceCache } from '#src/parsers/lines/source-cache.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

const NO_SPANS = { ecuStart: 0, ecuEnd: 0, appStart: 0, appEnd: 0, contextStart: 0, contextEnd: 0 };

function indexOf(cache: SourceCache, app: string): number {
  const bytes = new TextEncoder().encode(`..${app}..`);
  return cache.find(bytes, { ...NO_SPANS, appStart: 2, appEnd: bytes.length - 2 });
}

it('gives every name one index, and the nameless one zero', () => {
  const table = new SourceTable();
  const cache = new SourceCache(table);
  const names = Array.from({ length: 5000 }, (_, i) => `app-${i * 7}`);
  const first = names.map((name) => indexOf(cache, name));
  expect(new Set(first).size).toBe(5000);
  expect(names.map((name) => indexOf(cache, name))).toEqual(first);
  expect(first.map((index) => table.sources[index].app)).toEqual(names);
  expect(indexOf(cache, '')).toBe(0);
});

it('tells host, program and context apart', () => {
  const table = new SourceTable();
  const cache = new SourceCache(table);
  const bytes = new TextEncoder().encode('ab');
  const spans = [
    { ...NO_SPANS, ecuEnd: 1, appStart: 1, appEnd: 2 },
    { ...NO_SPANS, ecuStart: 1, ecuEnd: 2, appEnd: 1 },
    { ...NO_SPANS, appEnd: 2 },
    { ...NO_SPANS, contextEnd: 2 },
  ];
  expect(new Set(spans.map((each) => cache.find(bytes, each))).size).toBe(4);
  expect(table.sources.slice(1)).toEqual([
    { ecu: 'a', app: 'b', context: '' },
    { ecu: 'b', app: 'a', context: '' },
    { ecu: '', app: 'ab', context: '' },
    { ecu: '', app: '', context: 'ab' },
  ]);
});

it('does not grow past the table however many names a file brings', () => {
  const table = new SourceTable();
  const cache = new SourceCache(table);
  for (let i = 0; i < 70_000; i++) indexOf(cache, `hostile-${i}`);
  expect(table.sources.length).toBe(65_536);
  expect(indexOf(cache, 'one more')).toBe(0);
  expect(table.sources[indexOf(cache, 'hostile-1')].app).toBe('hostile-1');
});
