import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FolderInUse, lockFolder } from '#src/local/folder-lock.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

test('a folder belongs to one opener at a time', () => {
  const folder = temporaryFolder();
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  lock.release();
  lockFolder(folder).release();
  expect(existsSync(join(folder, 'argus.lock'))).toBe(false);
});

test('the lock of a living process is respected, and the sentence names it', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'argus.lock'), String(process.ppid));
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}. Stop it first`);
});

test.each([
  ['of a process that was killed', () => String(spawnSync('true').pid)],
  ['that was cut short', () => ''],
  ['that carries the pid of this process from an earlier life of the machine', () => String(process.pid)],
])('a lock %s is taken over', (_, content) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'argus.lock'), content());
  lockFolder(folder).release();
});
