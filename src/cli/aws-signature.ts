import { signRequest, type UnsignedRequest } from '#src/aws/sign-request.ts';
import { CommandFailed, type Io } from './command.ts';

export type Sign = (request: UnsignedRequest) => Record<string, string>;

/** A Function URL of AWS Lambda, with its region. */
const FUNCTION_URL = /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;

/**
 * Signs requests to an Argus on AWS with the credentials of the environment, as every AWS tool takes them. Undefined for
 * any other endpoint. Throws `CommandFailed` where credentials are missing.
 */
export function signerFor(endpoint: string, env: Io['env']): Sign | undefined {
  const region = FUNCTION_URL.exec(URL.parse(endpoint)?.hostname ?? '')?.[1];
  if (region === undefined) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new CommandFailed(
      'This Argus is on AWS and takes signed requests only: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary credentials, AWS_SESSION_TOKEN.',
    );
  }
  const credentials = { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] };
  return (request) => {
    // Set by the connection itself, from the same URL.
    const { host, ...headers } = signRequest(request, { service: 'lambda', region, credentials, timeMs: Date.now() });
    return headers;
  };
}
