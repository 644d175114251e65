import type { BatchTable } from '#src/batch/ports.ts';
import type { Api } from './api.ts';
import { Problem, problemResponse } from './problem.ts';

/** Vehicles that a caller may act for; none where it is nobody that is known. */
type VehiclesOf = (callerArn: string | null) => Promise<ReadonlySet<string>>;

/**
 * The same API, but a caller creates batches of its own vehicles only, and those of others are not there for it. What a
 * batch is named by cannot be guessed, so whoever is refused learns nothing.
 */
export function ownVehicleOnly(api: Api, table: Pick<BatchTable, 'find'>, vehiclesOf: VehiclesOf): Api {
  return async (request) => {
    const [, collection, batchId] = request.path.split('/');
    if (collection !== 'batches') return api(request);
    const own = await vehiclesOf(request.callerArn ?? null);
    if (batchId === undefined) {
      const vehicleId = vehicleIn(request.body);
      // What has no vehicle is refused by the API, with the place in the body.
      return vehicleId === undefined || own.has(vehicleId) ? api(request) : problemResponse(notYours());
    }
    const batch = await table.find(batchId);
    return batch === undefined || own.has(batch.vehicleId) ? api(request) : problemResponse(notThere(batchId));
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

const notYours = (): Problem =>
  new Problem(
    'not-your-vehicle',
    'The certificate is not that of this vehicle: vehicleId must be the name of a thing that it is attached to.',
  );

const notThere = (batchId: string): Problem =>
  new Problem('batch-not-found', `There is no batch ${batchId.slice(0, 64)}.`);
