import type { Api } from './api.ts';
import { Problem, problemResponse } from './problem.ts';

/** Whether a token is a sign-in that this deployment accepts. */
export type IsAdmitted = (token: string) => Promise<boolean>;

const BEARER = /^Bearer ([\w.~+/=-]{1,8192})$/i;

/** The same API for people who are signed in elsewhere (OpenID Connect); nothing of it for anybody else. */
export function peopleOnly(api: Api, isAdmitted: IsAdmitted): Api {
  return async (request) => {
    const [, token] = BEARER.exec(request.headers['authorization'] ?? '') ?? [];
    const isKnown = token !== undefined && (await isAdmitted(token));
    return isKnown ? api(request) : problemResponse(notSignedIn());
  };
}

const notSignedIn = (): Problem =>
  new Problem('not-signed-in', 'Send the token of your sign-in as "Authorization: Bearer …"; it may have expired.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
