import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A rotated secret is seen after at most this; what it replaced must be accepted for longer. */
const KEEP_MS = 5 * 60_000;

/** The secret has no text, or text that is not JSON. Its content is not part of the message. */
class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';
}

/** Reads secrets that are JSON, and keeps each for five minutes. */
export function secretReader<T>(client = new SecretsManagerClient()): (secretId: string) => Promise<T> {
  const kept = new Map<string, { value: Promise<T>; untilMs: number }>();
  return (secretId) => {
    const known = kept.get(secretId);
    if (known && Date.now() < known.untilMs) return known.value;
    const value = readSecret<T>(client, secretId);
    kept.set(secretId, { value, untilMs: Date.now() + KEEP_MS });
    value.catch(() => kept.delete(secretId));
    return value;
  };
}

async function readSecret<T>(client: SecretsManagerClient, secretId: string): Promise<T> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  try {
    return JSON.parse(SecretString ?? '') as T;
  } catch {
    throw new UnreadableSecret(`The secret ${secretId} is not JSON.`);
  }
}
