import { createApi } from '#src/api/api.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { answerStream } from '../wrappers.ts';

const DIAGNOSIS_ONLY = ROUTES.filter(({ operationId }) => operationId === 'viewDiagnosis');

/** The live diagnosis, streamed to whoever holds a signed link. */
export const handler = answerStream(async (request) => {
  const api = createApi(await apiPorts(''), DIAGNOSIS_ONLY);
  return api(request);
});
