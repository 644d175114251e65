import { randomUUID } from 'node:crypto';
import type { SignedCalls } from './signed-calls.ts';

export interface Received {
  alarm: string;
  /** Seconds from the forced state to the message; null: none came. */
  seconds: number | null;
}

const WAIT_MS = 120_000;

/**
 * Forces an alarm and waits for what its topic delivers, at a queue that is subscribed for as long. The alarm goes back to
 * its own state at its next evaluation, within minutes.
 */
export async function forceAlarm(calls: SignedCalls, prefix: string, waitMs = WAIT_MS): Promise<Received> {
  const alarms = await calls.query('monitoring', {
    Action: 'DescribeAlarms',
    Version: '2010-08-01',
    AlarmNamePrefix: prefix,
  });
  const alarm = tag(alarms, 'AlarmName');
  const topicArn = /<AlarmActions>\s*<member>([^<]+)<\/member>/.exec(alarms)?.[1] ?? '';
  const queue = await openQueue(calls, topicArn);
  try {
    const beganMs = performance.now();
    await calls.query('monitoring', {
      Action: 'SetAlarmState',
      Version: '2010-08-01',
      AlarmName: alarm,
      StateValue: 'ALARM',
      StateReason: 'A rehearsal: no fault',
    });
    while (performance.now() - beganMs < waitMs) {
      const { Messages = [] } = await calls.sqs<{ Messages?: { Body: string }[] }>('ReceiveMessage', {
        QueueUrl: queue.url,
        WaitTimeSeconds: 10,
      });
      if (Messages.some(({ Body }) => Body.includes(alarm)))
        return { alarm, seconds: (performance.now() - beganMs) / 1000 };
    }
    return { alarm, seconds: null };
  } finally {
    await queue.close();
  }
}

async function openQueue(calls: SignedCalls, topicArn: string): Promise<{ url: string; close(): Promise<void> }> {
  const { QueueUrl: url } = await calls.sqs<{ QueueUrl: string }>('CreateQueue', {
    QueueName: `argus-rehearsal-${randomUUID()}`,
  });
  const { Attributes } = await calls.sqs<{ Attributes: { QueueArn: string } }>('GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames: ['QueueArn'],
  });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes.QueueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
  await calls.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { Policy } });
  const subscribed = await calls.query('sns', {
    Action: 'Subscribe',
    Version: '2010-03-31',
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: Attributes.QueueArn,
    ReturnSubscriptionArn: 'true',
  });
  return {
    url,
    async close() {
      await calls.query('sns', {
        Action: 'Unsubscribe',
        Version: '2010-03-31',
        SubscriptionArn: tag(subscribed, 'SubscriptionArn'),
      });
      await calls.sqs('DeleteQueue', { QueueUrl: url });
    },
  };
}

const tag = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
