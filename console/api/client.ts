import { signal } from '@preact/signals';
import { place } from '../url/location.ts';
import { credentialOf } from '../url/place.ts';

/** What the API refused, in its own words (RFC 9457), or that nobody answered. */
export class ApiTrouble extends Error {
  override readonly name = 'ApiTrouble';
  readonly title: string;
  /** 0 where nobody answered. */
  readonly status: number;
  /** `report-not-ready` and the like. */
  readonly slug: string;

  constructor({ title, detail, status, slug }: { title: string; detail: string; status: number; slug: string }) {
    super(detail);
    this.title = title;
    this.status = status;
    this.slug = slug;
  }
}

const UNREACHABLE = {
  title: 'Argus does not answer',
  detail: 'The connection was lost or the server is down. What is shown may be old.',
  status: 0,
  slug: 'unreachable',
};

/** `path` of the API with parameters, those without a value left out, and with what a signed link carries. */
export function apiPath(path: string, params: Readonly<Record<string, string | number | undefined>> = {}): string {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries({ ...params, ...credentialOf(place.value) })) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.pathname + url.search;
}

/** Whether the last answer was that nobody is signed in. */
export const isSignedOut = signal(false);

/** Throws `ApiTrouble`; an aborted request throws what `fetch` does. */
export async function askJson<T>(path: string, options: RequestInit = {}): Promise<T> {
  const headers = { accept: 'application/json', ...options.headers };
  const response = await fetch(path, { ...options, headers }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    throw new ApiTrouble(UNREACHABLE);
  });
  isSignedOut.value = response.status === 401;
  if (!response.ok) throw await troubleOf(response);
  return (await response.json()) as T;
}

export const postJson = <T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> =>
  askJson<T>(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

async function troubleOf(response: Response): Promise<ApiTrouble> {
  const body = (await response.json().catch(() => ({}))) as { title?: string; detail?: string; type?: string };
  return new ApiTrouble({
    title: body.title ?? 'Argus could not answer',
    detail: body.detail ?? `The server said ${response.status}.`,
    status: response.status,
    slug: body.type?.split('/').at(-1) ?? 'unknown',
  });
}
