import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface OpenIdProvider {
  issuer: string;
  /** Paths that were asked for. */
  asked: string[];
  /** What is wrong with the next tokens; undefined: nothing. */
  lie?: Partial<{ nonce: string; aud: string; iss: string; isForged: boolean }> | undefined;
  close(): void;
}

interface Begun {
  challenge: string;
  nonce: string;
  redirectUrl: string;
}

/** An OpenID provider in miniature that keeps to the protocol: codes hold once, and for who proves that he asked for them (PKCE). */
export async function startOpenIdProvider(clientId: string): Promise<OpenIdProvider> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, Begun>();
  const provider: OpenIdProvider = { issuer: '', asked: [], close: () => void server.close() };

  const configuration = () => ({
    issuer: provider.issuer,
    jwks_uri: `${provider.issuer}/keys`,
    authorization_endpoint: `${provider.issuer}/authorize`,
    token_endpoint: `${provider.issuer}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
  });

  /** A page with one button, where a real provider asks who it is. */
  function authorize(query: URLSearchParams): string {
    if (query.get('client_id') !== clientId) return '<p>Unknown client</p>';
    const code = `code-${codes.size}`;
    codes.set(code, {
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? '',
      redirectUrl: query.get('redirect_uri') ?? '',
    });
    const back = `${query.get('redirect_uri')}?code=${code}&state=${query.get('state')}`;
    return `<!doctype html><title>Provider</title><link rel="icon" href="data:,"><a id="enter" href="${back.replaceAll('&', '&amp;')}">Ada</a>`;
  }

  async function exchange(form: URLSearchParams): Promise<[number, object]> {
    const begun = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isProven = begun?.challenge === proof && begun.redirectUrl === form.get('redirect_uri');
    if (!begun || !isProven) return [400, { error: 'invalid_grant' }];
    const { aud = clientId, iss = provider.issuer, isForged, nonce = begun.nonce } = provider.lie ?? {};
    const token = new SignJWT({ sub: 'ada', nonce }).setProtectedHeader({ alg: 'RS256', kid: 'k1' });
    const claims = token.setIssuer(iss).setAudience(aud).setIssuedAt().setExpirationTime('5m');
    const idToken = await claims.sign((isForged ? foreign : own).privateKey);
    return [200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken }];
  }

  async function answer(request: IncomingMessage): Promise<[number, object | string]> {
    const url = new URL(request.url ?? '/', provider.issuer);
    provider.asked.push(url.pathname);
    if (url.pathname === '/.well-known/openid-configuration') return [200, configuration()];
    if (url.pathname === '/keys') return [200, { keys: [jwk] }];
    if (url.pathname === '/authorize') return [200, authorize(url.searchParams)];
    const body = (await Array.fromAsync(request as AsyncIterable<Buffer>)).join('');
    return url.pathname === '/token' ? exchange(new URLSearchParams(body)) : [404, {}];
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    const isPage = typeof body === 'string';
    response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json' });
    response.end(isPage ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}
