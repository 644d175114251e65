import { callJson, sendSigned } from './aws-call.ts';
import { deployment, settingOf } from './deployment.ts';

/*
 * Looking behind the product, and breaking what only breaks by itself on AWS.
 */

const states = <T>(operation: string, input: object): Promise<T> =>
  callJson<T>(deployment().endpoint, 'states', `AWSStepFunctions.${operation}`, input);

const machineArn = () => settingOf('sweep-batches', 'STATE_MACHINE_ARN');

interface Execution {
  name: string;
  status: string;
}

/** Executions named after the batch: never more than one. */
export async function executionsOf(batchId: string): Promise<Execution[]> {
  const { executions } = await states<{ executions: Execution[] }>('ListExecutions', {
    stateMachineArn: machineArn(),
    maxResults: 1_000,
  });
  return executions.filter(({ name }) => name === batchId);
}

/** Starts the batch's execution with an input that no state can use: it breaks where no Catch sees it. */
export const startBroken = (batchId: string): Promise<unknown> =>
  states('StartExecution', { stateMachineArn: machineArn(), name: batchId, input: '{}' });

const updateItem = (input: object): Promise<unknown> =>
  callJson(deployment().endpoint, 'dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName: settingOf('sweep-batches', 'BATCH_TABLE'),
    ...input,
  });

/** As if S3's event about a file of the first shard had never reached anybody. */
export const forgetUpload = (batchId: string, file: number): Promise<unknown> =>
  updateItem({
    Key: { pk: { S: `S#${batchId}#0` }, sk: { S: 'shard' } },
    UpdateExpression: 'DELETE uploaded :files',
    ExpressionAttributeValues: { ':files': { NS: [String(file)] } },
  });

/** As if the batch had been waiting for its files until now. */
export const passDeadline = (batchId: string): Promise<unknown> =>
  updateItem({
    Key: { pk: { S: `B#${batchId}` }, sk: { S: 'batch' } },
    UpdateExpression: 'SET deadlineMs = :past',
    ExpressionAttributeValues: { ':past': { N: '1' } },
  });

/** As if the batch had taken no files for an hour. */
export const closeLongAgo = (batchId: string): Promise<unknown> =>
  updateItem({
    Key: { pk: { S: `B#${batchId}` }, sk: { S: 'batch' } },
    UpdateExpression: 'SET enteredAtMs.parsing = :past',
    ExpressionAttributeValues: { ':past': { N: '1' } },
  });

/** The keys that sign view links. */
export async function readLinkKeys(): Promise<{ current: string; previous: string | null }> {
  const { SecretString: text } = await callJson<{ SecretString: string }>(
    deployment().endpoint,
    'secretsmanager',
    'secretsmanager.GetSecretValue',
    { SecretId: settingOf('view-diagnosis', 'LINK_KEYS_SECRET') },
  );
  return JSON.parse(text);
}

/** What S3 tells EventBridge of an upload, as the rule hands it on. */
const objectCreated = (key: string) => ({
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: settingOf('parse-unit', 'RAW_BUCKET') }, object: { key, size: 1, sequencer: '1' } },
});

/** As the queue of arrivals hands it to its function. */
export const uploadNotice = (key: string) => ({
  Records: [{ messageId: key, body: JSON.stringify(objectCreated(key)) }],
});

/** Loses an object of the work bucket. */
export async function deleteWorkObject(key: string): Promise<void> {
  const { endpoint } = deployment();
  const url = new URL(`/${settingOf('plan-batch', 'WORK_BUCKET')}/${key}`, endpoint);
  await sendSigned(endpoint, 's3', url, { method: 'DELETE' });
}
