import type { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { SfnWorkflow } from '#src/aws/sfn-workflow.ts';
import { NotRedrivable } from '#src/batch/ports.ts';
import { batchIdOf } from '#test/support/new-batch.ts';

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:argus-dev-diagnose-batch';
const EXECUTION = `${ARN.replace('stateMachine', 'execution')}:${batchIdOf(1)}`;

const named = (name: string) => Object.assign(new Error(name), { name });

/** Answers each command by its name, with an error where one is given. */
function workflowOn(answers: Record<string, object | Error>) {
  const asked: [string, object][] = [];
  const client = {
    async send(command: { input: object }) {
      const name = command.constructor.name.replace('Command', '');
      asked.push([name, command.input]);
      const answer = answers[name] ?? {};
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { workflow: new SfnWorkflow(client as unknown as SFNClient, ARN), asked };
}

test('an execution that failed is redriven, and the answer is how often it was', async () => {
  const { workflow, asked } = workflowOn({ DescribeExecution: { status: 'FAILED', redriveCount: 2 } });
  expect(await workflow.redrive(batchIdOf(1))).toBe(3);
  expect(asked.at(-1)).toEqual(['RedriveExecution', { executionArn: EXECUTION }]);
});

test('one that runs again already is left alone: a lost answer may be asked for again', async () => {
  const { workflow, asked } = workflowOn({ DescribeExecution: { status: 'RUNNING', redriveCount: 3 } });
  expect(await workflow.redrive(batchIdOf(1))).toBe(3);
  expect(asked).toHaveLength(1);
});

test('one that never was is started', async () => {
  const { workflow, asked } = workflowOn({ DescribeExecution: named('ExecutionDoesNotExist') });
  expect(await workflow.redrive(batchIdOf(1))).toBe(0);
  expect(asked.at(-1)?.[0]).toBe('StartExecution');
});

test('one that ended too long ago cannot be taken up', async () => {
  const { workflow } = workflowOn({
    DescribeExecution: { status: 'TIMED_OUT' },
    RedriveExecution: named('ExecutionNotRedrivable'),
  });
  await expect(workflow.redrive(batchIdOf(1))).rejects.toThrow(NotRedrivable);
});
