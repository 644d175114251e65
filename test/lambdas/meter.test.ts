import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publish } from '#lambdas/meter.ts';

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the meter', () => {
  it('prints what CloudWatch turns into metrics, under the names and the dimension that the alarms read', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'sweep-batches');
    vi.stubEnv('STAGE', 'argus-prod');
    publish({ OpenBatches: 3, OldestOpenBatchSeconds: 71, UploadsRepaired: 0, ModelUsd: undefined });
    const line = JSON.parse(printed.join(''));
    expect(line).toMatchObject({
      OpenBatches: 3,
      OldestOpenBatchSeconds: 71,
      UploadsRepaired: 0,
      service: 'argus',
      stage: 'argus-prod',
    });
    expect(line._aws.CloudWatchMetrics[0]).toMatchObject({ Namespace: 'Argus', Dimensions: [['service', 'stage']] });
    expect(line).not.toHaveProperty('ModelUsd');
  });

  it('is silent on one machine', () => {
    publish({ OpenBatches: 3 });
    expect(printed).toEqual([]);
  });
});
