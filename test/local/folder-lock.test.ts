import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderInUse, lockFolder } from '#src/local/folder-lock.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Another process that has the folder. */
async function lockedElsewhere(folder: string): Promise<ChildProcess> {
  const code = `import { lockFolder } from '#src/local/folder-lock.ts'; globalThis.lock = lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

test('a folder belongs to one opener at a time', () => {
  const folder = temporaryFolder();
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  lock.release();
  lockFolder(folder).release();
});

test('the lock of another process is respected, and the sentence names it; killed, it leaves none behind', async () => {
  const folder = temporaryFolder();
  const owner = await lockedElsewhere(folder);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${owner.pid}. Stop it first`);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  lockFolder(folder).release();
});

test('a pid left behind that a foreign living process has by now does not block', () => {
  const folder = temporaryFolder();
  lockFolder(folder).release();
  // Of this version, and of the one before.
  for (const file of ['lock.pid', 'argus.lock']) writeFileSync(join(folder, file), String(process.ppid));
  lockFolder(folder).release();
});

test('a data folder that others could read is closed to them, and any other folder left as it is', () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  lockFolder(folder).release();
  expect(statSync(folder).mode & 0o777).toBe(0o755);
  writeFileSync(join(folder, 'upload.key'), '');
  lockFolder(folder).release();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
