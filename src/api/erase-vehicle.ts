import { eraseVehicle as erase } from '#src/batch/erase-vehicle.ts';
import type { EraseBody, ErasurePage } from './batch-schemas.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import type { Call } from './route.ts';

/** Within the patience of whoever asks; the next call goes on. */
const BUDGET_MS = 20_000;

/** `POST /erasures`: removes what is kept of a vehicle, and says what that was. */
export async function eraseVehicle({ ports, body }: Call<undefined, EraseBody>): Promise<ApiResponse> {
  const { vehicleId } = body;
  const { erased, waiting, left, hasMore } = await erase(ports, {
    vehicleId,
    urlLifeMs: ports.settings.urlLifeMs,
    budgetMs: BUDGET_MS,
  });
  const page: ErasurePage = {
    vehicleId,
    at: new Date(ports.clock.nowMs()).toISOString(),
    erased,
    waiting: waiting.map(({ fromMs, ...batch }) => ({
      ...batch,
      from: fromMs === null ? null : new Date(fromMs).toISOString(),
    })),
    left,
    hasMore,
  };
  return jsonResponse(200, page);
}
