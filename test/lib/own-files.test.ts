import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ArgusFunction } from '../../lib/argus-function.ts';
import { grantReadOwnFiles } from '../../lib/own-files.ts';
import { permissionLedger } from './permission-ledger.ts';

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-own-files-'));
afterAll(() => rmSync(codeFolder, { recursive: true }));
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  mkdirSync(join(codeFolder, 'parse-unit'));
  writeFileSync(join(codeFolder, 'parse-unit', 'index.mjs'), '');
});

function granted(): { app: App; template: Template } {
  const app = new App({ context: { 'argus:codeFolder': codeFolder } });
  const stack = new Stack(app, 'test');
  const props = { logRetentionDays: 30, memoryMb: 512, timeout: Duration.minutes(1) };
  grantReadOwnFiles(new ArgusFunction(stack, 'ParseUnit', props), 'VOCABULARIES', 's3://my-bucket/fleet/words/');
  return { app, template: Template.fromStack(stack) };
}

it('a prefix of a user’s own files can be read and listed, and nothing beside it', () => {
  const { template } = granted();
  const lines = permissionLedger(template).filter((line) => line.includes(' | s3:'));
  expect(lines.map((line) => line.replace(/^\S+ \| /, ''))).toEqual([
    's3:GetObject | arn:<AWS::Partition>:s3:::my-bucket/fleet/words/*',
    's3:ListBucket | arn:<AWS::Partition>:s3:::my-bucket',
  ]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:ListBucket',
          Condition: { StringLike: { 's3:prefix': 'fleet/words/*' } },
        }),
      ]),
    },
  });
});

it('the function is told where they lie', () => {
  granted().template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ VOCABULARIES: 's3://my-bucket/fleet/words/' }) },
  });
});

it('passes the AwsSolutions rules with the wildcard explained', () => {
  const { app } = granted();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
