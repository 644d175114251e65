import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#src/local/database.ts';
import { executionStore } from '#src/local/execution-store.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

interface Death {
  at: string;
  when: 'before' | 'after';
}

interface Argus {
  url: string;
  /** Resolves with the signal that ended it. */
  ended: Promise<string | null>;
  kill(): Promise<unknown>;
}

/** A real process on the folder; it dies by SIGKILL where `death` says. */
async function start(dataDir: string, death?: Death): Promise<Argus> {
  // Eight processes compile the same sources once.
  const cache = join(dataDir, 'compile-cache');
  const env = { ...process.env, NODE_COMPILE_CACHE: cache, DIE_AT: death?.at ?? '', DIE_WHEN: death?.when ?? '' };
  const child = spawn(process.execPath, ['--import', pathOf('die-at.ts'), pathOf('argus-process.ts'), dataDir], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as string | null);
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  onTestFinished(async () => void (await kill()));
  const url = await Promise.race([firstLine(child), ended.then(() => '')]);
  return { url, ended, kill };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) return '';
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return String(line);
}

const FILES = 12;
const text = (file: number): string =>
  Array.from(
    { length: 40 },
    (_, i) => `11-22 10:00:${10 + i}.000  100  100 E update_engine: payload ${file} failed verification step ${i}\n`,
  ).join('');

const json = async <T>(url: string): Promise<T> => (await fetch(url)).json() as Promise<T>;

async function createBatch({ url }: Argus): Promise<string> {
  const files = Array.from({ length: FILES }, (_, i) => ({ name: `part-${i}.log`, sizeBytes: text(i).length }));
  const response = await fetch(`${url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vehicleId: 'vehicle-1', files }),
  });
  return ((await response.json()) as { batchId: string }).batchId;
}

/** What the upload of each file that is still missing answered; 0 when the connection broke. */
async function uploadAll({ url }: Argus, batchId: string): Promise<number[]> {
  const page = await json<{ uploads: { file: number; url: string; method: string }[] }>(
    `${url}/batches/${batchId}/uploads?from=0`,
  );
  const answers: number[] = [];
  for (const { file, url: target, method } of page.uploads) {
    const answer = fetch(target, { method, body: text(file) });
    answers.push(
      await answer.then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return answers;
}

interface Detail {
  state: string;
  counts: object;
}

test('killed at every step of its way, a batch still ends: nothing twice, nothing lost', {
  timeout: 300_000,
}, async () => {
  const dataDir = temporaryFolder();
  let argus = await start(dataDir, { at: '/00007', when: 'before' });
  const batchId = await createBatch(argus);

  expect(await uploadAll(argus, batchId)).toEqual([...Array(7).fill(200), ...Array(5).fill(0)]);
  expect(await argus.ended).toBe('SIGKILL');
  argus = await start(dataDir, { at: '/00011', when: 'after' });
  // The last file is stored, but nobody could be told. (412: stored, and the sweep has not found it yet.)
  const second = (await uploadAll(argus, batchId)).filter((status) => status !== 412);
  expect(second).toEqual([...Array(4).fill(200), 0]);
  expect(await argus.ended).toBe('SIGKILL');

  const deaths: Death[] = [
    { at: '/units/0.jsonl', when: 'before' },
    { at: '/units/0.jsonl', when: 'after' },
    { at: '/evidence.json', when: 'before' },
    { at: '/report.json', when: 'after' },
    { at: `succeeded ${batchId}`, when: 'before' },
  ];
  for (const death of deaths) expect(await (await start(dataDir, death)).ended, JSON.stringify(death)).toBe('SIGKILL');

  argus = await start(dataDir);
  const executions = executionStore(openDatabase(dataDir));
  await expect.poll(() => executions.find(batchId), { timeout: 200_000 }).toBe('succeeded');
  expect(await json<Detail>(`${argus.url}/batches/${batchId}`)).toMatchObject({
    state: 'completed',
    counts: { files: FILES, uploaded: FILES, parsed: FILES, failed: 0 },
  });
  await checkStory(argus, batchId);
  const report = await json<{ totals: object }>(`${argus.url}/batches/${batchId}/report`);
  expect(report.totals).toMatchObject({ files: FILES, parsed: FILES, failed: 0, records: FILES * 40 });
  expect(executions.running()).toEqual([]);
  await argus.kill();
});

/** Each event once, numbered without holes, `done` last. */
async function checkStory({ url }: Argus, batchId: string): Promise<void> {
  const stream = await (await fetch(`${url}/batches/${batchId}/diagnosis`)).text();
  const frames = stream.split('\n\n').filter((frame) => frame.startsWith('id: '));
  const numbers = frames.map((frame) => Number(/^id: (\d+)/.exec(frame)?.[1]));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  const contents = frames.map((frame) => frame.slice(frame.indexOf('\n') + 1));
  const sinceReset = contents.slice(contents.findLastIndex((content) => content.startsWith('event: reset')) + 1);
  expect(new Set(sinceReset).size).toBe(sinceReset.length);
  const states = contents.filter((content) => content.startsWith('event: status'));
  expect(states.map((content) => /"state":"(\w+)"/.exec(content)?.[1])).toEqual([
    'parsing',
    'aggregating',
    'diagnosing',
    'completed',
  ]);
  expect(contents.filter((content) => content.startsWith('event: report'))).toHaveLength(1);
  expect(contents.findIndex((content) => content.startsWith('event: done'))).toBe(contents.length - 1);
}
