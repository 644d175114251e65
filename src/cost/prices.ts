/**
 * List prices in USD, us-east-1, read on 2026-11-22 from the services' pricing pages; free tiers are left out.
 * Change them here: the formula takes them as they are.
 */
export const PRICES = {
  asOf: '2026-11-22',
  region: 'us-east-1',
  lambdaArmGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  stepFunctionsTransition: 25e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  s3GbMonth: 0.023,
  /** S3's events to EventBridge are opt-in, and so are charged. */
  eventBridgeEvent: 1e-6,
  sqsRequest: 0.4e-6,
  dynamoWrite: 0.625e-6,
  dynamoRead: 0.125e-6,
  logsGb: 0.5,
  xrayTrace: 5e-6,
} as const;

export interface ModelPrice {
  inputPerMillion: number;
  outputPerMillion: number;
}

/** USD per million tokens on demand. A regional profile may cost a tenth more than the global one. */
export const MODEL_PRICES: Readonly<Record<string, ModelPrice>> = {
  'claude-haiku-5-5': { inputPerMillion: 0.1, outputPerMillion: 0.5 },
  'claude-sonnet-5-5': { inputPerMillion: 2, outputPerMillion: 10 },
  'claude-opus-5-5': { inputPerMillion: 4, outputPerMillion: 20 },
};
