import { LessonChanged, NotTeachable, switchLesson, teachBatch } from '#src/batch/teach-batch.ts';
import { requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { ResolutionBody, SwitchBody } from './resolution-schemas.ts';
import type { Call } from './route.ts';

/** `POST /batches/{batchId}/resolution`: what an engineer found out becomes a case that later batches are compared with. */
export async function resolveBatch({ batchId, body, ports }: Call<undefined, ResolutionBody>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  const { actions = [], cause, evidence = [], firmware, not = [], platform, version = 0, why = null, ...rest } = body;
  const teaching = { ...rest, actions, cause, evidence, firmware, not, platform, version, why };
  const lesson = await teachBatch(ports, batch, teaching).catch(refuse);
  return jsonResponse(version === 0 ? 201 : 200, lesson);
}

/** `GET /batches/{batchId}/resolution` */
export async function readResolution({ batchId, ports }: Call<undefined, undefined>): Promise<ApiResponse> {
  const lesson = await ports.lessons.find(batchId);
  if (lesson === undefined) throw nothingTaught(batchId);
  return jsonResponse(200, lesson);
}

/** `GET /resolutions`: all that was taught, in order of batch. */
export const listResolutions = async ({ ports }: Call<undefined, undefined>): Promise<ApiResponse> =>
  jsonResponse(200, { lessons: await ports.lessons.list() });

/** `POST /batches/{batchId}/resolution/disable` and `…/enable` */
export const switchResolution =
  (isDisabled: boolean) =>
  async ({ batchId, body, ports }: Call<undefined, SwitchBody>): Promise<ApiResponse> => {
    const { by, version, why = null } = body;
    const lesson = await switchLesson(ports, batchId, { by, version, why, isDisabled }).catch(refuse);
    if (lesson === undefined) throw nothingTaught(batchId);
    return jsonResponse(200, lesson);
  };

const nothingTaught = (batchId: string): Problem =>
  new Problem('not-taught', `Nothing was taught by batch ${batchId.slice(0, 64)}.`);

function refuse(error: unknown): never {
  if (error instanceof LessonChanged) throw new Problem('lesson-changed', error.message);
  if (error instanceof NotTeachable) throw new Problem('not-teachable', error.message);
  throw error;
}
