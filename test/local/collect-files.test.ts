import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectFiles } from '#src/local/collect-files.ts';

const LINE = `door: ${'closed and '.repeat(90)}locked\n`;

/** Files of so many lines. */
function logsOf(lines: readonly number[]) {
  const folder = mkdtempSync(join(tmpdir(), 'argus-collect-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return lines.map((count, index) => {
    const name = `${index}.log`;
    writeFileSync(join(folder, name), LINE.repeat(count));
    return { path: join(folder, name), name, index, sizeBytes: LINE.length * count, referenceTimeUs: 0 };
  });
}

describe('files of a session', () => {
  const { signal } = new AbortController();

  it('are each read once and come in their order, by two threads where that pays', async () => {
    const files = logsOf([3, 12_000, 7, 1, 25_000]);
    const told: number[] = [];
    const collected = await collectFiles(files, { workers: 2, signal, onFile: ({ index }) => told.push(index) });
    expect(collected.map(({ evidence: [file] }) => file.records)).toEqual([3, 12_000, 7, 1, 25_000]);
    expect(told.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  it('begin with the largest', async () => {
    const told: number[] = [];
    await collectFiles(logsOf([3, 50, 7]), { workers: 1, signal, onFile: ({ index }) => told.push(index) });
    expect(told).toEqual([1, 2, 0]);
  });

  it('are left unread once their reader is interrupted', async () => {
    const controller = new AbortController();
    const onFile = (): void => controller.abort();
    const collected = await collectFiles(logsOf([3, 50, 7]), { workers: 1, signal: controller.signal, onFile });
    expect(collected).toHaveLength(1);
  });
});
