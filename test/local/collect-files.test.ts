import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** Takes a file, notes that it has, and ends. */
const DYING_WORKER = `import { writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
parentPort.once('message', ({ queue }) => {
  queue.files.findLastIndex((_, index) => Atomics.exchange(queue.taken, index, 1) === 0);
  writeFileSync(new URL('./taken', import.meta.url), '');
  process.exit();
});
`;

/** Holds this thread until the file is there. */
function waitFor(path: string): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let turn = 0; turn < 2_000 && !existsSync(path); turn++) Atomics.wait(never, 0, 0, 10);
}

describe('files of a session', () => {
  const { signal } = new AbortController();

  it('are each read once and come in their order, the same by however many threads', async () => {
    const files = logsOf([3, 12_000, 7, 1, 25_000]);
    const collectBy = async (workers: number) => {
      const told: number[] = [];
      const collected = await collectFiles(files, { workers, signal, onFile: ({ index }) => told.push(index) });
      expect(told.toSorted()).toEqual([0, 1, 2, 3, 4]);
      return collected;
    };
    const [one, ...others] = await Promise.all([1, 2, 3].map(collectBy));
    expect(one.map(({ evidence: [file] }) => file.records)).toEqual([3, 12_000, 7, 1, 25_000]);
    for (const other of others) expect(other).toEqual(one);
  });

  it('fail as a whole where a thread cannot read one', async () => {
    const files = logsOf([20_000, 20_000]);
    const lost = files.map((file) => ({ ...file, path: `${file.path}.lost` }));
    const collected = collectFiles(lost, { workers: 2, signal, onFile: () => undefined });
    await expect(collected).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are told of, and the others read, where the thread that had taken one ends without a word', async () => {
    const files = logsOf([15_000, 14_000, 13_000]);
    const folder = dirname(files[0].path);
    const workerPath = join(folder, 'dying.mjs');
    writeFileSync(workerPath, DYING_WORKER);
    const told: number[] = [];
    const onFile = ({ index }: { index: number }): void => {
      waitFor(join(folder, 'taken'));
      told.push(index);
    };
    const collected = await collectFiles(files, { workers: 2, signal, onFile, workerPath });
    expect(told.toSorted()).toEqual([0, 1, 2]);
    expect(collected.map(({ evidence }) => evidence.length)).toEqual([1, 1, 0]);
    expect(collected[2].failed).toMatchObject([
      {
        name: '2.log',
        fault: 'reader-ended',
        message: expect.stringMatching(/^"2\.log" could not be read: the thread/),
      },
    ]);
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

  it('are left unread, by threads too, where it was interrupted before', async () => {
    const read: number[] = [];
    const collected = await collectFiles(logsOf([25_000, 24_000, 23_000]), {
      workers: 2,
      signal: AbortSignal.abort(),
      onFile: ({ index }) => read.push(index),
    });
    expect([...collected, ...read]).toEqual([]);
  });
});
