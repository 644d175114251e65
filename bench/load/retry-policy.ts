import { readFileSync } from 'node:fs';

/** How a state waits between attempts: full jitter, as in Amazon States Language. */
export interface RetryPolicy {
  intervalSeconds: number;
  backoffRate: number;
  maxDelaySeconds: number;
  maxAttempts: number;
}

/** What every task had before throttles got a retrier of their own. */
export const FORMER_POLICY: RetryPolicy = { intervalSeconds: 2, backoffRate: 2, maxDelaySeconds: 30, maxAttempts: 6 };

interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds: number;
  BackoffRate: number;
  MaxDelaySeconds: number;
  MaxAttempts: number;
}

/** The retrier of ParseUnit that takes a throttle, as it is deployed. */
export function deployedPolicy(): RetryPolicy {
  const machine = JSON.parse(readFileSync('statemachines/diagnose-batch.asl.json', 'utf8'));
  const retriers: Retrier[] = machine.States.ParseUnits.ItemProcessor.States.ParseUnit.Retry;
  const retrier = retriers.find(({ ErrorEquals: names }) => names.includes('Lambda.TooManyRequestsException'));
  if (!retrier) return { ...FORMER_POLICY, maxAttempts: 0 };
  return {
    intervalSeconds: retrier.IntervalSeconds,
    backoffRate: retrier.BackoffRate,
    maxDelaySeconds: retrier.MaxDelaySeconds,
    maxAttempts: retrier.MaxAttempts,
  };
}

export const waitSeconds = (policy: RetryPolicy, attempt: number, random: () => number): number =>
  random() * Math.min(policy.maxDelaySeconds, policy.intervalSeconds * policy.backoffRate ** attempt);
