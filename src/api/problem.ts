import { jsonText } from '#src/report/json-text.ts';
import type { ApiResponse } from './http.ts';

/** Every way a request can be refused. The slug is the stable part of the problem's `type`: clients may branch on it. */
export const PROBLEMS = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 400, title: 'The request does not fit the API' },
  'not-signed-in': { status: 401, title: 'Nobody is signed in' },
  'link-refused': { status: 403, title: 'The link is not valid' },
  'not-your-vehicle': { status: 403, title: 'The certificate is not that of the vehicle' },
  'batch-not-found': { status: 404, title: 'There is no such batch' },
  'path-not-found': { status: 404, title: 'There is no such path' },
  'not-taught': { status: 404, title: 'Nothing was taught by this batch' },
  'report-not-ready': { status: 404, title: 'The report does not exist yet' },
  'evidence-not-ready': { status: 404, title: 'The files are not read yet' },
  'method-not-allowed': { status: 405, title: 'The path does not know this method' },
  'idempotency-key-reused': { status: 409, title: 'The Idempotency-Key belongs to another request' },
  'batch-incomplete': { status: 409, title: 'The batch was not created completely' },
  'batch-closed': { status: 409, title: 'The batch takes no more files' },
  'nothing-uploaded': { status: 409, title: 'No file has arrived yet' },
  'nothing-to-retry': { status: 409, title: 'There is nothing to go on with' },
  'parts-not-taken': { status: 409, title: 'Files are sent in one request here' },
  'not-teachable': { status: 409, title: 'It cannot be taught so' },
  'lesson-changed': { status: 409, title: 'It was changed since' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'internal-error': { status: 500, title: 'Argus could not answer' },
} as const;

export type ProblemSlug = keyof typeof PROBLEMS;

/** One place in the request that is wrong: in the body (RFC 6901 pointer as a URI fragment) or a query parameter. */
export interface ProblemPlace {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** A request that cannot be served; `message` is one sentence for the person or program that sent it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: ProblemSlug;
  readonly places: readonly ProblemPlace[];
  readonly headers: Record<string, string>;

  constructor(
    slug: ProblemSlug,
    detail: string,
    more: { places?: ProblemPlace[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.slug = slug;
    this.places = more.places ?? [];
    this.headers = more.headers ?? {};
  }
}

export const problemType = (slug: string): string => `/problems/${slug}`;

export function problemResponse(problem: Problem): ApiResponse {
  const { status, title } = PROBLEMS[problem.slug];
  const { places, headers } = problem;
  const errors = places.length > 0 ? { errors: places } : {};
  return problemDetails({ slug: problem.slug, status, title, detail: problem.message, headers, ...errors });
}

interface ProblemDetails {
  slug: string;
  status: number;
  title: string;
  detail: string;
  headers?: Record<string, string>;
  errors?: readonly ProblemPlace[];
}

/** Problem details (RFC 9457). */
export function problemDetails({ slug, headers = {}, ...body }: ProblemDetails): ApiResponse {
  return {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: jsonText({ type: problemType(slug), ...body }),
  };
}
