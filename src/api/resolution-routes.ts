import { LessonItem, LessonList, ResolutionBody, SwitchBody } from './resolution-schemas.ts';
import { listResolutions, readResolution, resolveBatch, switchResolution } from './resolve-batch.ts';
import { type Route, route } from './route.ts';

/** What engineers teach: the resolution of a batch, and all of them. */
export const RESOLUTION_ROUTES: readonly Route[] = [
  route(
    {
      method: 'POST',
      path: '/batches/{batchId}/resolution',
      operationId: 'resolveBatch',
      summary: 'Teach what was found out about a batch: confirm, correct, or a false alarm',
      description:
        'It becomes a case of your own knowledge, within platform, ECU and firmware: the next batch with those lines gets that cause by name, and lines found harmless never lead again. A lesson is replaced by naming its version.',
      body: ResolutionBody,
      answers: {
        201: [{ description: 'It was taught', schema: LessonItem }],
        200: [{ description: 'It replaced what was taught before', schema: LessonItem }],
      },
      problems: ['invalid-json', 'invalid-request', 'batch-not-found', 'not-teachable', 'lesson-changed'],
    },
    resolveBatch,
  ),
  route(
    {
      method: 'GET',
      path: '/batches/{batchId}/resolution',
      operationId: 'readResolution',
      summary: 'What a batch taught, with who changed it, when and why',
      answers: { 200: [{ description: 'The lesson', schema: LessonItem }] },
      problems: ['not-taught'],
    },
    readResolution,
  ),
  ...(['disable', 'enable'] as const).map((verb) =>
    route(
      {
        method: 'POST',
        path: `/batches/{batchId}/resolution/${verb}`,
        operationId: `${verb}Resolution`,
        summary: verb === 'disable' ? 'Take a lesson out of use' : 'Take a lesson into use again',
        body: SwitchBody,
        answers: { 200: [{ description: 'The lesson as it is now', schema: LessonItem }] },
        problems: ['invalid-json', 'invalid-request', 'not-taught', 'lesson-changed'],
      },
      switchResolution(verb === 'disable'),
    ),
  ),
  route(
    {
      method: 'GET',
      path: '/resolutions',
      operationId: 'listResolutions',
      summary: 'All that was taught',
      answers: { 200: [{ description: 'The lessons, in order of batch', schema: LessonList }] },
      problems: [],
    },
    listResolutions,
  ),
];
