import { createApi } from '#src/api/api.ts';
import { ownVehicleOnly } from '#src/api/own-vehicle-only.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { requireEnv } from '../env.ts';
import { answerWhole } from '../wrappers.ts';

/** Sending a batch and seeing it through: no lists, no reports, nothing of other vehicles. */
const SENDING = new Set(['createBatch', 'listUploads', 'missingParts', 'readBatch', 'startBatch', 'checkHealth']);
export const DEVICE_ROUTES = ROUTES.filter(({ operationId }) => SENDING.has(operationId));

/** What a vehicle's gateway may ask for, behind an API whose paths IAM opens to the vehicle that they name. */
export const handler = answerWhole(async (request) => {
  const ports = await apiPorts(requireEnv('VIEW_URL'));
  return ownVehicleOnly(createApi(ports, DEVICE_ROUTES), ports.table)(request);
});
