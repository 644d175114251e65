import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { nearest } from '#src/cli/nearest.ts';
import { readSettings, refuseUnknown } from '../../lib/read-settings.ts';

interface Step {
  name?: string;
  if?: string;
  run?: string;
  uses?: string;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: { stage: { if: string; steps: Step[]; 'timeout-minutes': number } };
}

const workflow = parse(readFileSync('.github/workflows/aws.yml', 'utf8')) as Workflow;
const { stage } = workflow.jobs;
const commands = stage.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

it('runs when asked and each week, where a role is set, with no key that is stored', () => {
  expect(Object.keys(workflow.on)).toEqual(['workflow_dispatch', 'schedule']);
  expect(stage.if).toBe("vars.AWS_CI_ROLE != ''");
  expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(JSON.stringify(workflow)).not.toContain('secrets.');
});

it('runs scripts and files that there are', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const all = commands.join('\n');
  const called = [...all.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name);
  expect(called.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...all.matchAll(/npx node ([\w/.-]+\.ts)/g)].map(([, path]) => path);
  expect(files).toEqual(['bin/smoke.ts', 'test/account/rehearse.ts']);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
});

it('deploys by settings that there are, with every door that only an account can show', () => {
  const deploy = commands.find((command) => command.includes('cdk deploy')) ?? '';
  const pairs = [...deploy.matchAll(/--context (argus:\w+)=(\$\{\{[^}]*\}\}|\S*)/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  const given = Object.fromEntries(pairs.map(([name, value]) => [name, value.startsWith('$') ? '' : value]));
  expect(() => refuseUnknown(Object.keys(given), nearest)).not.toThrow();
  const settings = readSettings((key) => given[key]);
  expect(settings).toMatchObject({ stage: 'ci', cognito: true, deviceAccess: true, rawRetentionDays: 1 });
});

it('takes the stage away whatever happened', () => {
  const last = stage.steps.at(-1);
  expect(last).toMatchObject({ if: 'always()', run: expect.stringContaining('cdk destroy --force') });
});
