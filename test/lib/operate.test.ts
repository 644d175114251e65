import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '#src/cli/commands.ts';
import { readSettings } from '../../lib/read-settings.ts';

const PAGES = ['docs/operate.md', 'docs/deploy.md', 'docs/ci-aws.md'];
const page = (name: string): string => readFileSync(name, 'utf8');
const found = (pattern: RegExp): string[] =>
  PAGES.flatMap((name) => [...page(name).matchAll(pattern)].map(([, it]) => it));

describe('the pages for operators', () => {
  it('name settings that there are', () => {
    const settings = Object.keys(readSettings(() => undefined));
    expect(found(/argus:([a-zA-Z]+)/g).filter((name) => !settings.includes(name))).toEqual([]);
  });

  it('call commands of argus that there are', () => {
    const called = found(/npx argus ([a-z]+)/g);
    expect(called.length).toBeGreaterThan(3);
    expect(called.filter((name) => !COMMANDS.has(name))).toEqual([]);
  });

  it('run scripts and files that there are', () => {
    const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> };
    expect(found(/npm run ([a-z:]+)/g).filter((name) => !(name in scripts))).toEqual([]);
    expect(found(/npx node ([\w/.-]+\.ts)/g).filter((name) => !existsSync(name))).toEqual([]);
  });

  it('show a pipeline whose files are whole', () => {
    const [caller, called] = [...page('docs/operate.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) =>
      parse(yaml),
    );
    expect(Object.values(caller.jobs as Record<string, { uses: string }>).map(({ uses }) => uses)).toEqual([
      './.github/workflows/deploy-stage.yml',
      './.github/workflows/deploy-stage.yml',
    ]);
    expect(called.jobs.deploy.steps.at(-1).run).toContain('bin/smoke.ts');
  });
});

describe('the check of a deployment', () => {
  const smoke = (...argv: string[]): { code: number; text: string } => {
    try {
      return {
        code: 0,
        text: execFileSync(process.execPath, ['bin/smoke.ts', ...argv], { encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, text: stderr };
    }
  };

  it('says what it does when asked for help, and checks nothing', () => {
    const { code, text } = smoke('--help');
    expect([code, text]).toEqual([0, expect.stringContaining('--outputs FILE')]);
  });

  it.each([
    ['an option that it does not know', ['--output', 'x'], '--output'],
    ['outputs that are not there', ['--outputs', 'none.json'], 'none.json'],
    ['outputs without an address', ['--outputs', 'package.json'], 'package.json names no ApiUrl'],
  ])('refuses %s in one line', (_, argv, words) => {
    const { code, text } = smoke(...argv);
    expect([code, text.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(text).toContain(words);
  });
});
