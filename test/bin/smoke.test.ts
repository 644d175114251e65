import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const SMOKE = resolve('bin/smoke.ts');

function smoke(args: string[], files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'argus-smoke-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return spawnSync(process.execPath, [SMOKE, ...args], { cwd: folder, encoding: 'utf8' });
}

test('smoke says what it checks, what it costs and what it needs when it is asked for help, and calls nobody', () => {
  const { status, stderr, stdout } = smoke(['--help']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^npx node bin\/smoke\.ts \[--outputs FILE\]\n/);
  expect(stdout).toContain('costs cents');
  expect(stdout).toContain('--outputs FILE');
  expect(stdout).toContain('AWS_ACCESS_KEY_ID');
});

test('smoke says in one line what it misses, and fails', () => {
  const wrong = [
    smoke(['--outputs', 'absent.json']),
    smoke(['--typo']),
    smoke([], { 'cdk-outputs.json': '{"argus-dev": {"Other": "x"}}' }),
    smoke([], { 'cdk-outputs.json': 'no JSON' }),
  ];
  expect(wrong.map(({ status, stdout }) => [status, stdout])).toEqual(wrong.map(() => [1, '']));
  for (const { stderr } of wrong) expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(wrong[0].stderr).toContain('absent.json');
  expect(wrong[2].stderr).toContain('names no ApiUrl');
});
