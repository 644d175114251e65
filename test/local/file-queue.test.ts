import { describe, expect, it } from 'vitest';
import { fileQueue, takeFiles } from '#src/local/file-queue.ts';

const file = (name: string, sizeBytes: number, index: number) => ({
  path: name,
  name,
  index,
  sizeBytes,
  referenceTimeUs: 0,
});

/** Files by `kind-number`, of these sizes. */
const queueOf = (sizes: Record<string, number>) =>
  fileQueue(
    Object.entries(sizes).map(([name, size], index) => file(name, size, index)),
    ({ name }) => name.split('-')[0],
  );

/** Threads that take one file each by turns, as if every file took as long. */
function byTurns(sizes: Record<string, number>, threads: number): string[][] {
  const queue = queueOf(sizes);
  const takers = Array.from({ length: threads }, () => ({ files: takeFiles(queue), took: [] as string[] }));
  for (let left = true; left; ) {
    left = false;
    for (const { files, took } of takers) {
      const { value } = files.next();
      if (value) took.push(value.name);
      left ||= value !== undefined;
    }
  }
  return takers.map(({ took }) => took);
}

describe('files that threads take', () => {
  it('are of one kind for each thread, as far as there are kinds', () => {
    const sizes = {
      'dlt-1': 10,
      'can-1': 10,
      'dlt-2': 10,
      'can-2': 10,
      'text-1': 10,
      'text-2': 10,
      'asc-1': 10,
      'asc-2': 10,
    };
    expect(byTurns(sizes, 2)).toEqual([
      ['dlt-1', 'dlt-2', 'text-1', 'text-2'],
      ['can-1', 'can-2', 'asc-1', 'asc-2'],
    ]);
  });

  it('are taken by whoever has nothing left of its own', () => {
    const sizes = { 'dlt-1': 10, 'dlt-2': 10, 'dlt-3': 10, 'dlt-4': 10, 'can-1': 10 };
    expect(byTurns(sizes, 2)).toEqual([
      ['dlt-1', 'dlt-2', 'dlt-4'],
      ['can-1', 'dlt-3'],
    ]);
  });

  it('are begun with the largest, whatever its kind, where it is more than twice as large', () => {
    expect(byTurns({ 'can-1': 30, 'can-2': 30, 'dlt-1': 100, 'dlt-2': 90, 'can-3': 30 }, 2)).toEqual([
      ['dlt-1', 'can-1', 'can-3'],
      ['dlt-2', 'can-2'],
    ]);
  });

  it('are each taken once, by however many', () => {
    const sizes = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n % 7}-${n}`, 1 + (n % 13)]));
    for (const threads of [1, 2, 3, 8]) {
      expect(byTurns(sizes, threads).flat().sort()).toEqual(Object.keys(sizes).sort());
    }
  });
});
