import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Api } from './api.ts';
import type { ApiResponse } from './http.ts';

/** The console's files by the path that they are served at: `/` and `/assets/NAME-HASH.EXT`. */
export type Pages = ReadonlyMap<string, string>;

/**
 * Nothing from another origin, no script or style but the page's own files, and no string is ever made into markup or
 * script (trusted types): what a log says cannot become part of the page, whatever the page does with it.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The same API with the console in front: `/` is the page for whoever asks for HTML, and the API's index for the rest. */
export function withPages(api: Api, pages: () => Promise<Pages>): Api {
  return async (request) => {
    if (!isPage(request.path, request.headers['accept']) || !['GET', 'HEAD'].includes(request.method))
      return api(request);
    const text = (await pages()).get(request.path);
    return text === undefined ? api(request) : pageResponse(request.path, text);
  };
}

const isPage = (path: string, accept = ''): boolean =>
  path.startsWith('/assets/') || (path === '/' && accept.includes('text/html'));

function pageResponse(path: string, body: string): ApiResponse {
  const headers = {
    'content-type': CONTENT_TYPES[extname(path)] ?? 'text/plain; charset=utf-8',
    'cache-control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'accept',
  };
  return { status: 200, headers, body };
}

/** What the build left in `folder`. Throws what reading it does. */
export function readPages(folder: string): Pages {
  const assets = readdirSync(join(folder, 'assets')).map((name) => `assets/${name}`);
  return pagesOf(['index.html', ...assets].map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })));
}

export const pagesOf = (files: readonly { path: string; text: string }[]): Pages =>
  new Map(files.map(({ path, text }) => [path === 'index.html' ? '/' : `/${path}`, text]));
