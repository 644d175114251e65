import { expect, test } from 'vitest';
import { forceAlarm } from '#test/account/force-alarm.ts';
import type { SignedCalls } from '#test/account/signed-calls.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:argus-ci-alarms';
const ALARMS = `<DescribeAlarmsResult><MetricAlarms><member>
  <AlarmName>argus-ci-FailBatchErrors-X</AlarmName><AlarmActions>
  <member>${TOPIC}</member></AlarmActions></member></MetricAlarms></DescribeAlarmsResult>`;

/** CloudWatch, SNS and SQS, as far as they are asked; `deliver` says whether the topic brings the message. */
function account(deliver: () => boolean) {
  const asked: string[] = [];
  const calls: SignedCalls = {
    async query(_, { Action, TopicArn, AlarmName }) {
      asked.push([Action, TopicArn ?? AlarmName ?? ''].join(' ').trim());
      return Action === 'DescribeAlarms' ? ALARMS : '<SubscriptionArn>s-1</SubscriptionArn>';
    },
    async sqs<Output>(operation: string) {
      asked.push(operation);
      const Messages = deliver() ? [{ Body: 'argus-ci-FailBatchErrors-X is in ALARM' }] : [];
      return { QueueUrl: 'q', Attributes: { QueueArn: 'arn:q' }, Messages } as Output;
    },
  };
  return { calls, asked };
}

test('an alarm is forced once somebody listens at its topic, and nothing of the rehearsal stays', async () => {
  const { asked, calls } = account(() => true);
  const { alarm, seconds } = await forceAlarm(calls, 'argus-ci');
  expect(alarm).toBe('argus-ci-FailBatchErrors-X');
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(asked).toEqual([
    'DescribeAlarms',
    'CreateQueue',
    'GetQueueAttributes',
    'SetQueueAttributes',
    `Subscribe ${TOPIC}`,
    'SetAlarmState argus-ci-FailBatchErrors-X',
    'ReceiveMessage',
    'Unsubscribe',
    'DeleteQueue',
  ]);
});

test('an alarm that does not arrive is told as that, and nothing stays either', async () => {
  const { asked, calls } = account(() => false);
  expect((await forceAlarm(calls, 'argus-ci', 5)).seconds).toBeNull();
  expect(asked.slice(-2)).toEqual(['Unsubscribe', 'DeleteQueue']);
});
