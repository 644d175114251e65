import { existsSync, mkdtempSync, rmSync } from 'node:fs';
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

it.skipIf(process.platform !== 'linux')('gives up where no folder can be made', () => {
  expect(() => makeFolder('/proc/argus/data')).toThrow(
    'The folder /proc/argus cannot be made (ENOENT): choose another place.',
  );
});
