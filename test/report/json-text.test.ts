import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '#src/report/json-text.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const UNSEEN = /[\x7f-\x9f\p{Cf}\u2028\u2029]/u;

test('means the same as JSON.stringify, and shows every character', () => {
  const value = fc.jsonValue({
    stringUnit: fc.constantFrom('a', '"', '\\', '\u202e', '\u0085', '\u{e0001}', '😀', '\u2028'),
  });
  fc.assert(
    fc.property(value, (any) => {
      const text = jsonText(any);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(any)));
      expect(text).not.toMatch(UNSEEN);
    }),
  );
  expect(jsonText('😀')).toBe('"😀"');
});

test.each([
  ['parse', '--json'],
  ['diagnose', '--json'],
  ['parse', '--records'],
])('argus %s %s prints a hostile log so', async (command, option) => {
  const cwd = temporaryFolder();
  writeFileSync(
    join(cwd, 'x.log'),
    '2026-11-22 10:00:00 host app[1]: error \u202etxt.exe\u202c \u0085 failed\n'.repeat(3),
  );
  const { stdout } = await runLine([command, 'x.log', option], { cwd });
  expect(stdout.length).toBeGreaterThan(10);
  expect(stdout).not.toMatch(UNSEEN);
});
