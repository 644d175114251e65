import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { IsAdmitted } from '#src/api/people-only.ts';

/** Where people sign in, and for what. */
interface SignIn {
  /** As it stands in tokens, such as `https://login.example.org/realm`. */
  issuer: string;
  /** Whom a token has to be made for. */
  audience: () => Promise<string>;
}

/** The identity provider cannot be asked for its keys: nobody can be told from anybody. */
class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/** Signatures by a key that the provider publishes; never one by a shared secret, and never none. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const TIMEOUT_MS = 5_000;

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** Checks tokens against the provider's published keys, which are fetched once and again when an unknown one is named. */
export function signInChecker({ audience, issuer }: SignIn): IsAdmitted {
  let keys: Promise<Keys> | undefined;
  return async (token) => {
    keys ??= findKeys(issuer);
    // What failed once may be there the next time.
    keys.catch(() => {
      keys = undefined;
    });
    try {
      const expected = { algorithms: ALGORITHMS, audience: await audience(), issuer, requiredClaims: ['exp'] };
      await jwtVerify(token, await keys, expected);
      return true;
    } catch (error) {
      if (error instanceof errors.JWKSTimeout) throw new ProviderUnreachable('Its keys did not come in time.');
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
}

async function findKeys(issuer: string): Promise<Keys> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined);
  const found = answer?.ok ? ((await answer.json()) as { issuer?: unknown; jwks_uri?: unknown }) : {};
  if (found.issuer !== issuer || typeof found.jwks_uri !== 'string')
    throw new ProviderUnreachable('It does not publish a configuration under this issuer.');
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: TIMEOUT_MS });
}
