import type { Api } from './api.ts';
import type { Pages } from './pages.ts';
import { Problem, problemResponse } from './problem.ts';
import { sessionOf } from './sign-in.ts';
import type { Sessions } from './sign-in-session.ts';

/** Whether a token is a sign-in that this deployment accepts. */
export type IsAdmitted = (token: string) => Promise<boolean>;

const BEARER = /^Bearer ([\w.~+/=-]{1,8192})$/i;

/** The same API for people who are signed in (OpenID Connect), by a session or by their token; nothing of it for anybody else. */
export function peopleOnly(api: Api, isAdmitted: IsAdmitted, sessions: Pick<Sessions, 'admits'>): Api {
  return async (request) => {
    const [, token] = BEARER.exec(request.headers['authorization'] ?? '') ?? [];
    const isKnown = sessions.admits(sessionOf(request)) || (token !== undefined && (await isAdmitted(token)));
    return isKnown ? api(request) : problemResponse(notSignedIn());
  };
}

const notSignedIn = (): Problem =>
  new Problem(
    'not-signed-in',
    'Sign in by the page (/sign-in), or send the token of your sign-in as "Authorization: Bearer …"; it may have expired.',
    { headers: { 'www-authenticate': 'Bearer' } },
  );

/** The console as it is for those who may only look: it offers nothing that they would be refused. */
export const pagesForReaders = (pages: Pages): Pages =>
  new Map([...pages].map(([path, text]) => [path, path === '/' ? text.replace('<html ', '<html data-reads ') : text]));
