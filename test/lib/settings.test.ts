import { describe, expect, it } from 'vitest';
import { readSettings } from '../../lib/settings.ts';

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
      'Setting argus:parserConcurrency is "800"; allowed: 1 to 730, with a Lambda quota of 1000.',
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
    [{ alarmEmail: 'me' }, 'Setting argus:alarmEmail is "me"; allowed: an e-mail address.'],
  ] as const) {
    it(`refuse ${JSON.stringify(context)} in one sentence`, () => {
      expect(() => read(context)).toThrow(sentence);
    });
  }
});
