import { createApi } from '#src/api/api.ts';
import { apiPorts } from '../api-ports.ts';
import { requireEnv } from '../env.ts';
import { answerWhole } from '../wrappers.ts';

/** Every path of the API, behind a Function URL that takes IAM signatures; the live diagnosis is served by view-diagnosis. */
export const handler = answerWhole(async (request) => {
  const api = createApi(await apiPorts(requireEnv('VIEW_URL')));
  return api(request);
});
