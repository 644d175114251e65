import { createApi } from '#src/api/api.ts';
import { OPEN_DOOR } from '#src/api/diagnosis-door.ts';
import { withPages } from '#src/api/pages.ts';
import { type IsAdmitted, pagesForReaders, peopleOnly } from '#src/api/people-only.ts';
import { isForPeople } from '#src/api/readers.ts';
import { ROUTES } from '#src/api/routes.ts';
import { type SignInProvider, withSignIn } from '#src/api/sign-in.ts';
import { signedSessions } from '#src/api/sign-in-session.ts';
import { apiPorts, linkKeys } from '../api-ports.ts';
import { consolePages } from '../console-pages.ts';
import { clock, requireEnv } from '../env.ts';
import { signInChecker } from '../sign-in.ts';
import { signInClientId, signInClientSecret } from '../sign-in-client.ts';
import { answerStream } from '../wrappers.ts';

export const PERSON_ROUTES = ROUTES.filter(isForPeople);

const pages = async () => pagesForReaders(await consolePages());

let opened: Promise<SignInProvider> | undefined;
let isAdmitted: IsAdmitted | undefined;

/** Loaded when somebody signs in, which is once a day. */
function openId(): Promise<SignInProvider> {
  const client = { issuer: requireEnv('OIDC_ISSUER'), clientId: signInClientId, clientSecret: signInClientSecret };
  opened ??= import('../open-id.ts').then(({ openIdProvider }) => openIdProvider(client));
  return opened;
}

const provider: SignInProvider = {
  begin: async (redirectUrl) => (await openId()).begin(redirectUrl),
  complete: async (flow, callbackUrl) => (await openId()).complete(flow, callbackUrl),
};

/** The console, and what it shows of all batches, for people who sign in at the provider of the deployment. */
export const handler = answerStream(async (request) => {
  isAdmitted ??= signInChecker({ issuer: requireEnv('OIDC_ISSUER'), audience: signInClientId });
  const sessions = signedSessions(await linkKeys(), clock());
  // Who is signed in is shown the stream here; links are for others.
  const ports = await apiPorts(requireEnv('VIEW_URL'), ({ link, page }) => ({ ...OPEN_DOOR, link, page }));
  const api = peopleOnly(createApi(ports, PERSON_ROUTES), isAdmitted, sessions);
  return withPages(withSignIn(api, provider, sessions), pages)(request);
});
