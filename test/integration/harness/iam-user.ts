import { randomUUID } from 'node:crypto';
import { CallFailed, sendSigned } from './aws-call.ts';
import { deployment } from './deployment.ts';

export interface UserKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Somebody with an access key who may do just these actions, on anything; signatures of theirs are really checked. */
export async function createUser(actions: readonly string[]): Promise<UserKeys> {
  const name = `user-${randomUUID()}`;
  await iam({ Action: 'CreateUser', UserName: name });
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  await iam({
    Action: 'PutUserPolicy',
    UserName: name,
    PolicyName: 'may',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const xml = await iam({ Action: 'CreateAccessKey', UserName: name });
  const textOf = (tag: string) => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1] ?? '';
  return { accessKeyId: textOf('AccessKeyId'), secretAccessKey: textOf('SecretAccessKey') };
}

async function iam(input: Record<string, string>): Promise<string> {
  const { endpoint } = deployment();
  const { status, text } = await sendSigned(endpoint, 'iam', new URL('/', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...input, Version: '2010-05-08' }).toString(),
  });
  if (status !== 200) throw new CallFailed(input['Action'] ?? '', status, text);
  return text;
}
