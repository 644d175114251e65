import type { Api } from './api.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import type { Sessions } from './sign-in-session.ts';

/** An OpenID provider, as a browser is led to it and comes back. */
export interface SignInProvider {
  /** Where to send the browser, and what it has to bring back: nobody else can end what it began. */
  begin(redirectUrl: string): Promise<{ url: string; flow: string }>;
  /** Whether the browser that began `flow` comes back signed in; `callbackUrl` is what it was sent to. */
  complete(flow: string, callbackUrl: string): Promise<boolean>;
}

/** One cookie for both: what was begun ends when a session takes its place. `__Host-` keeps it to this host and to TLS. */
const COOKIE = '__Host-argus';
/** Pages send it by themselves when another site leads to them, and with nothing else from there. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';
/** Time to type a password and a code. */
const FLOW_SECONDS = 600;

/** What the browser sent along; empty where there is none. */
export const sessionOf = ({ headers }: ApiRequest): string => {
  const cookies = (headers['cookie'] ?? '').split(/; */);
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
};

/**
 * The same API with a way to sign in from a browser: `/sign-in` leads to the provider, `/signed-in` is where it leads back
 * to, `/sign-out` forgets. Where a reader was stands behind `#`, which the page keeps to itself meanwhile.
 */
export function withSignIn(api: Api, provider: SignInProvider, sessions: Sessions): Api {
  const paths: Record<string, (request: ApiRequest) => Promise<ApiResponse>> = {
    '/sign-in': async (request) => {
      const { flow, url } = await provider.begin(`${originOf(request)}/signed-in`);
      return redirect(url, cookie(flow, FLOW_SECONDS));
    },
    '/signed-in': async (request) => {
      const query = new URLSearchParams(request.query as Record<string, string>);
      const isSignedIn = await provider.complete(sessionOf(request), `${originOf(request)}/signed-in?${query}`);
      return isSignedIn
        ? redirect('/', cookie(sessions.issue(), sessions.lifeMs / 1_000))
        : redirect('/?refused', cookie('', 0));
    },
    '/sign-out': async () => redirect('/', cookie('', 0)),
  };
  return async (request) => {
    const answer = request.method === 'GET' ? paths[request.path] : undefined;
    return answer ? answer(request) : api(request);
  };
}

/** A Function URL says what it was called by. */
const originOf = ({ headers }: ApiRequest): string =>
  `${headers['x-forwarded-proto'] ?? 'https'}://${headers['host'] ?? ''}`;

const cookie = (value: string, seconds: number): string => `${COOKIE}=${value}; ${ATTRIBUTES}; Max-Age=${seconds}`;

const redirect = (location: string, setCookie: string): ApiResponse => ({
  status: 303,
  headers: { location, 'set-cookie': setCookie, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
});
