import { createApi } from '#src/api/api.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { requireEnv } from '../env.ts';
import { answerWhole } from '../wrappers.ts';

/** Looking at what a vehicle has, and erasing it. */
const ERASING = new Set(['eraseVehicle', 'listBatches', 'checkHealth']);

/** Behind a Function URL that takes IAM signatures; the only function that may delete. */
export const handler = answerWhole(async (request) => {
  const routes = ROUTES.filter(({ operationId }) => ERASING.has(operationId));
  return createApi(await apiPorts(requireEnv('VIEW_URL')), routes)(request);
});
