import { createApi } from '#src/api/api.ts';
import { ownVehicleOnly } from '#src/api/own-vehicle-only.ts';
import { ROUTES } from '#src/api/routes.ts';
import { defaultProvider } from '#src/aws/environment-credentials.ts';
import { thingsOfCertificate } from '#src/aws/things-of-certificate.ts';
import { apiPorts } from '../api-ports.ts';
import { clock, requireEnv } from '../env.ts';
import { answerWhole } from '../wrappers.ts';

/** Sending a batch and seeing it through: no lists, no reports, nothing of other vehicles. */
const SENDING = new Set(['createBatch', 'listUploads', 'missingParts', 'readBatch', 'startBatch', 'checkHealth']);
export const DEVICE_ROUTES = ROUTES.filter(({ operationId }) => SENDING.has(operationId));

const vehiclesOf = thingsOfCertificate({
  get region() {
    return requireEnv('AWS_REGION');
  },
  credentials: defaultProvider(),
  nowMs: () => clock().nowMs(),
});

/** What a vehicle's gateway may ask for, behind a Function URL that takes the signatures of devices: for itself only. */
export const handler = answerWhole(async (request) => {
  const ports = await apiPorts(requireEnv('VIEW_URL'));
  return ownVehicleOnly(createApi(ports, DEVICE_ROUTES), ports.table, vehiclesOf)(request);
});
