import { MAX_BODY_BYTES } from './batch-schemas.ts';
import { sharedReads } from './batch-tail.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { Problem, problemResponse } from './problem.ts';
import type { ApiPorts, Call, Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { requireValid } from './validation.ts';

/** Answers a request; what it throws is a defect or an outage, for the carrier to log and to answer with `internalError`. */
export type Api = (request: ApiRequest) => Promise<ApiResponse>;

export function createApi(ports: ApiPorts, routes: readonly Route[] = ROUTES): Api {
  const reads = sharedReads(ports);
  return async (request) => {
    try {
      return await dispatch({ ports, reads }, requireRoute(routes, request), request);
    } catch (error) {
      if (error instanceof Problem) return problemResponse(error);
      throw error;
    }
  };
}

/** What a carrier answers when `Api` threw: nothing of the cause leaves the house. */
export const internalError = (): ApiResponse =>
  problemResponse(new Problem('internal-error', 'Something on our side failed. The same request may be sent again.'));

export const bodyTooLarge = (): Problem =>
  new Problem('body-too-large', `The body must be at most ${MAX_BODY_BYTES} bytes.`);

type Serving = Pick<Call<unknown, unknown>, 'ports' | 'reads'>;

async function dispatch(serving: Serving, { route, batchId }: Matched, request: ApiRequest): Promise<ApiResponse> {
  return route.handle({
    ...serving,
    batchId,
    headers: request.headers,
    query: route.query ? requireValid(route.query, definedOnly(request.query), 'query') : undefined,
    body: route.body ? requireValid(route.body, requireJson(request.body), 'body') : undefined,
  });
}

interface Matched {
  route: Route;
  batchId: string;
}

function requireRoute(routes: readonly Route[], { method, path }: ApiRequest): Matched {
  const onPath = routes.flatMap((route) => {
    const batchId = matchPath(route.path, path);
    return batchId === undefined ? [] : [{ route, batchId }];
  });
  if (onPath.length === 0)
    throw new Problem('path-not-found', `There is no path ${path.slice(0, 200)}: see /openapi.json.`);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = onPath.find(({ route }) => route.method === wanted);
  if (found) return found;
  const allow = onPath.map(({ route }) => route.method).join(', ');
  throw new Problem('method-not-allowed', `This path takes ${allow}, not ${method}.`, { headers: { allow } });
}

/** The batch id in `path` where the template fits (empty where it has none), undefined where it does not. */
function matchPath(template: string, path: string): string | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  let batchId = '';
  for (const [at, part] of wanted.entries()) {
    if (part === '{batchId}') batchId = given[at];
    else if (part !== given[at]) return undefined;
  }
  return batchId;
}

function requireJson(body: string): unknown {
  if (body.length > MAX_BODY_BYTES) throw bodyTooLarge();
  try {
    return JSON.parse(body);
  } catch {
    throw new Problem('invalid-json', 'The body must be one JSON object, encoded in UTF-8.');
  }
}

const definedOnly = (query: ApiRequest['query']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
