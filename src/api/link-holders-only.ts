import type { Api } from './api.ts';
import type { DiagnosisDoor } from './diagnosis-door.ts';
import { Problem, problemResponse } from './problem.ts';

/**
 * The same API for whoever holds a signed link to a batch: each request carries what the link does, and sees that batch alone.
 * `compareTo` would let it look into another one.
 */
export function linkHoldersOnly(api: Api, door: DiagnosisDoor): Api {
  return async (request) => {
    const { compareTo, expires, proof, ...query } = request.query;
    const [, collection, batchId = '', view] = request.path.split('/');
    const isAdmitted = collection === 'batches' && door.admits(batchId, { expires, proof });
    if (!isAdmitted || compareTo !== undefined) return problemResponse(refused());
    // The stream checks its link by itself, wherever it is served.
    return api(view === 'diagnosis' ? request : { ...request, query });
  };
}

const refused = (): Problem =>
  new Problem(
    'link-refused',
    'This link does not open that: it was not issued here, was altered, is out of date, or is to another batch. If it should, ask the batch for its links again.',
  );
