import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ArgusFunction } from '../../lib/argus-function.ts';
import { grantConverse, grantEmbed } from '../../lib/language-model.ts';
import { readSettings } from '../../lib/read-settings.ts';
import { permissionLedger } from './permission-ledger.ts';

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-model-'));
afterAll(() => rmSync(codeFolder, { recursive: true }));
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  mkdirSync(join(codeFolder, 'diagnose-batch'));
  writeFileSync(join(codeFolder, 'diagnose-batch', 'index.mjs'), '');
});

function grantedTo(modelId: string, more: Record<string, string> = {}): { app: App; stack: Stack } {
  const app = new App({ context: { 'argus:codeFolder': codeFolder } });
  const stack = new Stack(app, 'test');
  const props = { logRetentionDays: 30, memoryMb: 512, timeout: Duration.minutes(1) };
  grantConverse(
    new ArgusFunction(stack, 'DiagnoseBatch', props),
    modelId,
    readSettings((key) => more[key]),
  );
  return { app, stack };
}

const bedrockLines = ({ stack }: { stack: Stack }): string[] =>
  permissionLedger(Template.fromStack(stack)).flatMap(
    (line) => line.split(' | bedrock:InvokeModelWithResponseStream | ')[1] ?? [],
  );

it('a global profile may be used, and its model by way of it only', () => {
  const granted = grantedTo('global.anthropic.claude-sonnet-5-5');
  const profile =
    'arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:inference-profile/global.anthropic.claude-sonnet-5-5';
  expect(bedrockLines(granted)).toEqual([
    'arn:<AWS::Partition>:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5',
    'arn:<AWS::Partition>:bedrock:::foundation-model/anthropic.claude-sonnet-5-5',
    profile,
  ]);
  const policies = Object.values(Template.fromStack(granted.stack).findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const onModels = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('foundation-model'));
  expect(onModels).toHaveLength(1);
  expect(JSON.stringify(onModels[0].Condition)).toContain(':inference-profile/global.anthropic.claude-sonnet-5-5');
});

it('a profile of one geography gets no right to the global model', () => {
  expect(bedrockLines(grantedTo('eu.anthropic.claude-haiku-5-5'))).toEqual([
    'arn:<AWS::Partition>:bedrock:*::foundation-model/anthropic.claude-haiku-5-5',
    'arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:inference-profile/eu.anthropic.claude-haiku-5-5',
  ]);
});

it('a bare model is used in its own Region, and needs no wildcard', () => {
  expect(bedrockLines(grantedTo('anthropic.claude-haiku-5-5'))).toEqual([
    'arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model/anthropic.claude-haiku-5-5',
  ]);
});

it('the function is told which model, and what it may cost a day', () => {
  Template.fromStack(grantedTo('us.anthropic.claude-opus-5-5').stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ MODEL_ID: 'us.anthropic.claude-opus-5-5', MODEL_BUDGET_USD_PER_DAY: '5' }),
    },
  });
});

it('passes the AwsSolutions rules with every wildcard explained', () => {
  const { app } = grantedTo('global.anthropic.claude-sonnet-5-5');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

it('a profile of the application is granted by its ARN, and the models behind it by way of it only', () => {
  const profile = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123';
  const granted = grantedTo(profile, { 'argus:modelName': 'anthropic.claude-sonnet-5-5' });
  expect(bedrockLines(granted)).toEqual([
    'arn:<AWS::Partition>:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5',
    'arn:<AWS::Partition>:bedrock:::foundation-model/anthropic.claude-sonnet-5-5',
    profile,
  ]);
  Template.fromStack(granted.stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ MODEL_ID: profile, MODEL_NAME: 'anthropic.claude-sonnet-5-5' }) },
  });
});

it('a guardrail may be applied, that one only, and is told to the function', () => {
  const { stack } = grantedTo('eu.anthropic.claude-haiku-5-5', { 'argus:guardrail': 'gr1abc:3' });
  const template = Template.fromStack(stack);
  expect(permissionLedger(template).filter((line) => line.includes('ApplyGuardrail'))).toEqual([
    expect.stringMatching(/:guardrail\/gr1abc$/),
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ GUARDRAIL: 'gr1abc:3' }) },
  });
});

it('the model that makes vectors may be invoked, and no other', () => {
  const { stack } = grantedTo('anthropic.claude-haiku-5-5');
  const fn = stack.node.findChild('DiagnoseBatch') as ArgusFunction;
  grantEmbed(fn, 'amazon.titan-embed-text-v2:0');
  const lines = permissionLedger(Template.fromStack(stack)).filter((line) => line.includes('| bedrock:InvokeModel |'));
  expect(lines.map((line) => line.split(' | ')[2])).toEqual([
    'arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model/amazon.titan-embed-text-v2:0',
  ]);
});
