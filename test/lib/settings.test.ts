import { describe, expect, it } from 'vitest';
import { nearest } from '#src/cli/nearest.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings, refuseUnknown } from '../../lib/read-settings.ts';

const read = (context: Record<string, unknown>) => readSettings((key) => context[key.replace('argus:', '')]);

describe('the settings of a stage', () => {
  it('have defaults that deploy', () => {
    expect(read({})).toMatchObject({ stage: 'dev', rawRetentionDays: 30, modelId: null, deviceAccess: false });
  });

  for (const [context, sentence] of [
    [{ stage: 'Prod!' }, 'Setting argus:stage is "Prod!"; allowed: up to 20 of a-z, 0-9 and -, a letter first.'],
    [{ rawRetentionDays: '0' }, 'Setting argus:rawRetentionDays is "0"; allowed: a whole number above 0.'],
    [{ logRetentionDays: '31' }, 'Setting argus:logRetentionDays is "31"; allowed: one of'],
    [{ uploadWindowMinutes: 43_200 }, 'Setting argus:uploadWindowMinutes is "43200"; allowed: less than the 30 days'],
    [
      { parserConcurrency: 800 },
      'Setting argus:parserConcurrency is "800"; allowed: 1 to 700, with a Lambda quota of 1000.',
    ],
    [{ lambdaQuota: 10, parserConcurrency: 10 }, 'Setting argus:parserConcurrency is "10"; allowed: 1 to 8'],
    [{ lambdaQuota: 9 }, 'Setting argus:lambdaQuota is "9"; allowed: 10, what a new account has, and more.'],
    [{ modelId: 'sonnet' }, 'Setting argus:modelId is "sonnet"; allowed: an inference profile such as'],
    [{ uploadEndpoint: 's3' }, 'Setting argus:uploadEndpoint is "s3"; allowed: a URL such as'],
    [{ knowledge: 's3://bucket/knowledge' }, 'allowed: a prefix that ends in /, such as s3://my-bucket/knowledge/.'],
    [
      { embeddingsModelId: 'amazon.titan-embed-text-v2:0' },
      'allowed: amazon.titan-embed-text-v2:0, together with argus:knowledge.',
    ],
    [{ canary: 'yes' }, 'Setting argus:canary is "yes"; allowed: true or false.'],
    [{ protect: '1' }, 'Setting argus:protect is "1"; allowed: true or false.'],
    [{ versionDays: '0' }, 'Setting argus:versionDays is "0"; allowed: a whole number above 0.'],
    [{ alarmEmail: 'me' }, 'Setting argus:alarmEmail is "me"; allowed: an e-mail address.'],
  ] as const) {
    it(`refuse ${JSON.stringify(context)} in one sentence`, () => {
      expect(() => read(context)).toThrow(sentence);
    });
  }

  it('protect a stage that is called prod, and no other, unless it is said', () => {
    expect(['prod', 'prod-eu', 'dev', 'preprod'].map((stage) => read({ stage }).protect)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([read({ stage: 'prod', protect: 'false' }).protect, read({ protect: true }).protect]).toEqual([false, true]);
  });

  it.each([
    ['argus:modeId', 'There is no setting "argus:modeId"; did you mean argus:modelId?'],
    ['argus:LambdaQuota', 'There is no setting "argus:LambdaQuota"; did you mean argus:lambdaQuota?'],
    ['Argus:stage', 'There is no setting "Argus:stage"; did you mean argus:stage?'],
    ['argus.stage', 'There is no setting "argus.stage"; did you mean argus:stage?'],
    ['stage', 'There is no setting "stage"; did you mean argus:stage?'],
    ['argus:colour', 'There is no setting "argus:colour"; there are argus:stage, argus:rawRetentionDays,'],
  ])('refuse the name %s, which is none of them', (key, sentence) => {
    expect(() => refuseUnknown([key], nearest)).toThrow(sentence);
  });

  it('take every name of a setting, and what is CDK’s or of others', () => {
    const keys = [
      'argus:stage',
      'argus:codeFolder',
      'argus:modelId',
      '@aws-cdk/core:enablePartitionLiterals',
      'aws:cdk:x',
    ];
    expect(() => refuseUnknown([...keys, ...Object.keys(cdkJson.context)], nearest)).not.toThrow();
  });
});
