import { defaultProvider } from '#src/aws/environment-credentials.ts';
import { readParameter } from '#src/aws/parameter-reader.ts';
import { secretReader } from '#src/aws/secret-reader.ts';
import { clock, requireEnv } from './env.ts';

let named: Promise<string> | undefined;

/**
 * What the provider calls this deployment: its client id, which is also whom tokens have to be made for. Of a user pool of
 * the stack it is known only once the function's own URL is, so it stands in a parameter.
 */
export function signInClientId(): Promise<string> {
  const given = process.env['OIDC_AUDIENCE'];
  if (given) return Promise.resolve(given);
  named ??= readParameter(requireEnv('OIDC_CLIENT_PARAMETER'), {
    region: requireEnv('AWS_REGION'),
    credentials: defaultProvider(),
    nowMs: () => clock().nowMs(),
    endpoint: process.env['AWS_ENDPOINT_URL'],
  });
  // What failed once may be there the next time.
  named.catch(() => {
    named = undefined;
  });
  return named;
}

const readSecret = secretReader<{ clientSecret: string }>();

export async function signInClientSecret(): Promise<string | undefined> {
  const secret = process.env['OIDC_CLIENT_SECRET'];
  return secret ? (await readSecret(secret)).clientSecret : undefined;
}
