import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '#src/cli/commands.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const scripts = new Map<string, string>();

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) scripts.set(shell, (await runLine(['completion', shell])).stdout);
});

/** What bash offers for the last word of a line. */
function offers(...words: string[]): string[] {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'trace of today.dlt'), '');
  const list = words.map((word) => `'${word}'`).join(' ');
  const line = `${scripts.get('bash')}\nCOMP_WORDS=(argus ${list}); COMP_CWORD=${words.length}; _argus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n').sort();
}

describe.skipIf(!has('bash'))('completion in bash', () => {
  it('offers every command and no other', () => {
    expect(offers('')).toEqual([...COMMANDS.keys()].sort());
    expect(offers('si')).toEqual(['similar', 'simulate']);
  });

  it('offers the options of the command', () => {
    expect(offers('similar', '--')).toEqual(['--endpoint', '--help', '--json']);
    expect(offers('parse', '--r')).toEqual(['--records']);
  });

  it('offers what an option takes: its words, or files', () => {
    expect(offers('search', '--level', 'e')).toEqual(['error']);
    expect(offers('parse', '--dbc', 'tr')).toEqual(['trace of today.dlt']);
    expect(offers('search', '--ecu', '')).toEqual(['']);
  });

  it('offers what the command takes: its words, or files', () => {
    expect(offers('lessons', 'di')).toEqual(['disable']);
    expect(offers('parse', 'trace')).toEqual(['trace of today.dlt']);
  });
});

describe.each([
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
])('completion in %s', (shell, check) => {
  it.skipIf(!has(shell))(`is a script that ${shell} reads`, () => {
    const path = join(temporaryFolder(), `argus.${shell}`);
    writeFileSync(path, scripts.get(shell) ?? '');
    expect(spawnSync(shell, [...check, path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('names every command and every option of each', async () => {
    const script = scripts.get(shell) ?? '';
    for (const [name, { load }] of COMMANDS) {
      expect(script).toContain(name);
      for (const option of Object.keys((await load()).options)) {
        expect(script).toMatch(new RegExp(`(--|-l )${option}\\b`));
      }
    }
  });
});
