import type { BatchTable } from '#src/batch/ports.ts';
import type { Api } from './api.ts';
import { Problem, problemResponse } from './problem.ts';

/** What both a thing of IoT Core and a vehicle here may be called. */
const VEHICLE = /^[A-Za-z0-9][\w:-]{0,63}$/;

/**
 * The same API below `/vehicles/{vehicle}`, whose caller was let in for that path: it creates batches of that vehicle only,
 * and those of others are not there for it. What a batch is named by cannot be guessed, so whoever is refused learns nothing.
 */
export function ownVehicleOnly(api: Api, table: Pick<BatchTable, 'find'>): Api {
  return async (request) => {
    const [, vehicles, vehicle = '', ...rest] = request.path.split('/');
    if (vehicles !== 'vehicles' || !VEHICLE.test(vehicle)) return problemResponse(noPath());
    const inner = { ...request, path: `/${rest.join('/')}` };
    const [collection, batchId] = rest;
    if (collection !== 'batches') return api(inner);
    if (batchId === undefined) {
      const vehicleId = vehicleIn(request.body);
      // What has no vehicle is refused by the API, with the place in the body.
      return vehicleId === undefined || vehicleId === vehicle ? api(inner) : problemResponse(notYours(vehicle));
    }
    const batch = await table.find(batchId);
    return batch === undefined || batch.vehicleId === vehicle ? api(inner) : problemResponse(notThere(batchId));
  };
}

function vehicleIn(body: string): string | undefined {
  try {
    const { vehicleId } = JSON.parse(body) as { vehicleId?: unknown };
    return typeof vehicleId === 'string' ? vehicleId : undefined;
  } catch {
    return undefined;
  }
}

const noPath = (): Problem => new Problem('path-not-found', 'Vehicles call paths below /vehicles/ and their own name.');

const notYours = (vehicle: string): Problem =>
  new Problem('not-your-vehicle', `The certificate is that of ${vehicle}: vehicleId must be the same.`);

const notThere = (batchId: string): Problem =>
  new Problem('batch-not-found', `There is no batch ${batchId.slice(0, 64)}.`);
