/** Neither an environment of Lambda nor of a test: nothing names the credentials. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials';

  constructor() {
    super('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  }
}

/**
 * Takes the place of the SDK's whole credential chain when the functions are bundled (build.ts): Lambda puts the role's
 * credentials into the environment and nowhere else, for the life of the process.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new MissingCredentials();
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};
