import { createApi } from '#src/api/api.ts';
import { type IsAdmitted, peopleOnly } from '#src/api/people-only.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { requireEnv } from '../env.ts';
import { signInChecker } from '../sign-in.ts';
import { answerWhole } from '../wrappers.ts';

/** Looking, and nothing else. */
const READING = new Set([
  'listBatches',
  'readBatch',
  'listFiles',
  'readReport',
  'readCounts',
  'readFaults',
  'readTemplates',
  'readEpisodes',
  'viewDiagnosis',
  'checkHealth',
]);
export const PERSON_ROUTES = ROUTES.filter(({ operationId }) => READING.has(operationId));

let isAdmitted: IsAdmitted | undefined;

/** What people may look at who are signed in at the provider of the deployment. */
export const handler = answerWhole(async (request) => {
  isAdmitted ??= signInChecker({ issuer: requireEnv('OIDC_ISSUER'), audience: requireEnv('OIDC_AUDIENCE') });
  return peopleOnly(createApi(await apiPorts(requireEnv('VIEW_URL')), PERSON_ROUTES), isAdmitted)(request);
});
