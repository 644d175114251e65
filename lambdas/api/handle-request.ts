import { createApi } from '#src/api/api.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { requireEnv } from '../env.ts';
import { answerWhole } from '../wrappers.ts';

/** Erasing has a door and rights of its own. */
const API_ROUTES = ROUTES.filter(({ operationId }) => operationId !== 'eraseVehicle');

/** The API, behind a Function URL that takes IAM signatures; the live diagnosis is served by view-diagnosis. */
export const handler = answerWhole(async (request) => {
  const api = createApi(await apiPorts(requireEnv('VIEW_URL')), API_ROUTES);
  return api(request);
});
