import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DescribeStateMachineCommand, TestStateCommand } from '@aws-sdk/client-sfn';
import { defaultProvider } from '#src/aws/environment-credentials.ts';
import { createSfnClient } from '#src/aws/sfn-client.ts';
import { forceAlarm } from './force-alarm.ts';
import { type Rehearsal, rehearsalsOf } from './retriers.ts';
import { signedCalls } from './signed-calls.ts';

/*
 * Rehearses in a real account what is to happen when things go wrong: `node test/account/rehearse.ts --outputs cdk-outputs.json`. Step
 * Functions itself is asked what it would do with every error at every task (TestState: nothing runs), and one alarm is
 * forced and has to arrive. Exit code 1 when something differs.
 */

const { values } = parseArgs({ options: { outputs: { type: 'string', default: 'cdk-outputs.json' } } });
const [[stack, outputs]] = Object.entries(
  JSON.parse(readFileSync(values.outputs, 'utf8')) as Record<string, { ExecutionsPage: string }>,
);
const stateMachineArn = outputs.ExecutionsPage.split('/view/')[1];
const sfn = createSfnClient();

async function tryOut({ definition, error, retries }: Rehearsal): Promise<string> {
  const { status } = await sfn.send(
    new TestStateCommand({
      definition: JSON.stringify({ ...definition, End: true, Next: undefined }),
      input: '{"batchId":"0","unit":0}',
      inspectionLevel: 'DEBUG',
      mock: { errorOutput: { error, cause: 'A rehearsal' } },
      stateConfiguration: { retrierRetryCount: retries },
      context: JSON.stringify({ Execution: { Id: 'rehearsal', RedriveCount: 0 } }),
    }),
  );
  return status ?? 'nothing';
}

const { definition = '{"States":{}}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
const rehearsals = rehearsalsOf(JSON.parse(definition));
let differing = 0;
for (const rehearsal of rehearsals) {
  const { error, expected, retries, state } = rehearsal;
  const seen = await tryOut(rehearsal).catch((fault: Error) => `${fault.name}: ${fault.message}`);
  if (seen !== expected) differing++;
  console.log(`${seen === expected ? 'ok    ' : 'FAILED'} ${state}, ${error} after ${retries} retries: ${seen}`);
}

const region = stateMachineArn.split(':')[3];
const calls = signedCalls({ region, credentials: await defaultProvider()() });
const { alarm, seconds } = await forceAlarm(calls, `${stack}-OperationsFailBatchErrors`);
console.log(
  seconds === null
    ? `FAILED ${alarm}: nothing arrived.`
    : `ok     ${alarm} arrived after ${seconds.toFixed(0)} seconds.`,
);
process.exitCode = differing === 0 && seconds !== null ? 0 : 1;
