import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { SignInProvider } from '#src/api/sign-in.ts';
import { log } from './env.ts';

/** This deployment, as its provider knows it. */
interface OpenIdClient {
  /** As it stands in tokens, such as `https://login.example.org/realm`. */
  issuer: string;
  clientId: () => Promise<string>;
  /** Of providers that want one besides the proof of PKCE; undefined elsewhere. */
  clientSecret: () => Promise<string | undefined>;
}

const TIMEOUT_S = 5;

/** What one browser has to bring back: only who began can end, once, and with a token made for just that. */
type Flow = [state: string, nonce: string, verifier: string];

/** Signs in by the authorization code flow with PKCE; the provider is asked for its configuration once. */
export function openIdProvider(client: OpenIdClient): SignInProvider {
  let known: Promise<Configuration> | undefined;
  const configuration = (): Promise<Configuration> => {
    known ??= discover(client);
    // What failed once may be there the next time.
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
  return {
    async begin(redirectUrl) {
      const flow: Flow = [randomState(), randomNonce(), randomPKCECodeVerifier()];
      const [state, nonce, verifier] = flow;
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUrl,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow: flow.join('.') };
    },
    async complete(flow, callbackUrl) {
      const [expectedState = '', expectedNonce = '', pkceCodeVerifier = ''] = flow.split('.');
      const expected = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
      try {
        await authorizationCodeGrant(await configuration(), new URL(callbackUrl), expected);
        return true;
      } catch (error) {
        // Which of the checks it was is for whoever runs this, not for whoever tries.
        log()('error', 'sign-in refused', { error: codeOf(error) });
        return false;
      }
    },
  };
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'unknown').slice(0, 64);

async function discover({ clientId, clientSecret, issuer }: OpenIdClient): Promise<Configuration> {
  const [id, secret] = await Promise.all([clientId(), clientSecret()]);
  // A deployment has an https issuer (lib/settings.ts); a provider in a test has not.
  const more = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  const execute = [enableNonRepudiationChecks, ...more];
  return discovery(new URL(issuer), id, secret, undefined, { timeout: TIMEOUT_S, execute });
}
