import { signRequest, type UnsignedRequest } from '#src/aws/sign-request.ts';
import { CommandFailed, type Io } from './command.ts';

export type Sign = (request: UnsignedRequest) => Record<string, string>;

/** A Function URL of AWS Lambda, or the door of vehicles (API Gateway), with its Region. */
const HOSTS = {
  lambda: /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/,
  'execute-api': /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/,
};

/**
 * Signs requests to an Argus on AWS with the credentials of the environment, as every AWS tool takes them. Undefined for
 * any other endpoint. Throws `CommandFailed` where credentials are missing.
 */
export function signerFor(endpoint: string, env: Io['env']): Sign | undefined {
  const { region, service } = scopeOf(URL.parse(endpoint)?.hostname ?? '');
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
    const { host, ...headers } = signRequest(request, { service, region, credentials, timeMs: Date.now() });
    return headers;
  };
}

function scopeOf(hostname: string): { service: string; region: string | undefined } {
  const found = Object.entries(HOSTS).map(([service, host]) => ({ service, region: host.exec(hostname)?.[1] }));
  return found.find(({ region }) => region !== undefined) ?? { service: '', region: undefined };
}
