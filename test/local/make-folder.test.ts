import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '#src/local/make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'argus-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

it('makes every missing folder on the way, and again without complaint', () => {
  const deep = join(root, 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

it('names the folder that cannot be made below a file', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file', 'data'))).toThrow(
    `The folder ${join(root, 'file', 'data')} cannot be made`,
  );
});

// Only Linux has a file system that takes no folders and does not say so.
it.skipIf(process.platform !== 'linux')('gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/argus/data')).toThrow(
    'The folder /proc/argus cannot be made (ENOENT): choose another place.',
  );
});
