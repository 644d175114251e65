import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '#src/local/folder-lock.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CLI = fileURLToPath(new URL('../../bin/cli.ts', import.meta.url));

interface Running {
  child: ChildProcess;
  output: { text: string };
  ended: Promise<number | null>;
}

function startUp(dataDir: string): Running {
  const child = spawn(process.execPath, [CLI, 'up', '--port', '0', '--data', dataDir]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += chunk));
  return { child, output, ended: new Promise((resolve) => child.on('close', resolve)) };
}

async function untilUp({ output }: Running): Promise<string> {
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0];
    if (url) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('comes up, says where and what to try next, and on Ctrl-C ends its streams and itself', async () => {
  const up = startUp(join(temporaryFolder(), 'data'));
  const url = await untilUp(up);
  expect(up.output.text).toContain('npx argus upload PATH --vehicle V1');
  const body = JSON.stringify({ vehicleId: 'V1', files: [{ name: 'a', sizeBytes: 1 }] });
  const created = await fetch(`${url}/batches`, { method: 'POST', body });
  const { batchId } = (await created.json()) as { batchId: string };
  const stream = await fetch(`${url}/batches/${batchId}/diagnosis`);
  const reading = stream.text();
  up.child.kill('SIGINT');
  expect(await reading).toContain('event: progress');
  expect(await up.ended).toBe(0);
});

it('says in one sentence that the port is taken, or the folder in use', async () => {
  const folder = temporaryFolder();
  const taken = createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as AddressInfo).port));
  });
  onTestFinished(() => void taken.close());
  const data = join(folder, 'data');
  const samePort = await runLine(['up', '--port', String(port), '--data', data]);
  expect(samePort).toMatchObject({
    code: 1,
    stderr: `argus: Port ${port} of 127.0.0.1 is in use by another program: choose another with --port, or --port 0 for any free one.\n`,
  });
  const lock = lockFolder(data);
  const sameFolder = await runLine(['up', '--port', '0', '--data', data]);
  lock.release();
  expect(sameFolder).toMatchObject({
    code: 1,
    stderr: `argus: The data folder ${data} is in use by process ${process.pid}. Stop it first, or choose another folder.\n`,
  });
});
