import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_POLICY, pagesOf, withPages } from '#src/api/pages.ts';
import { type BundledFile, bundleConsole, stopBundler } from '../../console/bundle.ts';

describe('the built page', () => {
  let files: BundledFile[];
  beforeAll(async () => {
    files = await bundleConsole();
  });
  afterAll(stopBundler);

  const ending = (end: string): BundledFile => files.find(({ path }) => path.endsWith(end)) ?? { path: '', text: '' };

  it('has less than 150 KB of script, packed as a browser gets it', () => {
    const scripts = files.filter(({ path }) => path.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.reduce((sum, { text }) => sum + gzipSync(text).length, 0)).toBeLessThan(150_000);
  });

  it('names each of its files by what is in it, and no other', () => {
    const { text } = ending('.html');
    const named = Array.from(text.matchAll(/(?:src|href)="\/([^"]+)"/g), ([, path]) => path);
    expect(named.sort()).toEqual(
      files
        .map(({ path }) => path)
        .filter((path) => path !== 'index.html')
        .sort(),
    );
    for (const path of named) expect(path).toMatch(/^assets\/\w+-[0-9A-Z]{8}\.(js|css|svg)$/);
    expect(text).not.toMatch(/<style|<script[^>]*>[^<]|https?:|style=/);
  });

  it('makes no markup of strings', () => {
    expect(ending('.js').text).not.toMatch(
      /dangerouslySetInnerHTML=|document\.write|insertAdjacentHTML|\beval\(|new Function/,
    );
  });

  describe('as it is served', () => {
    const api = withPages(
      async ({ path }) => ({ status: 200, headers: {}, body: `api ${path}` }),
      async () => pagesOf(files),
    );
    const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      api({ method, path, query: {}, headers, body: '' });

    it('is the page for whoever asks for HTML, and the index of the API for the rest', async () => {
      expect((await ask('/', { accept: 'text/html,*/*' })).body).toContain('<div id="app">');
      expect((await ask('/', { accept: 'application/json' })).body).toBe('api /');
      expect((await ask('/', { accept: 'text/html' }, 'POST')).body).toBe('api /');
      expect((await ask('/assets/none.js')).body).toBe('api /assets/none.js');
    });

    it('comes under a policy that lets nothing in from elsewhere, and runs no inline script', async () => {
      const { headers } = await ask('/', { accept: 'text/html' });
      expect(headers['content-security-policy']).toBe(PAGE_POLICY);
      expect(PAGE_POLICY).toContain("default-src 'none'");
      expect(PAGE_POLICY).not.toMatch(/unsafe|data:|http|\*/);
      expect(headers['cache-control']).toBe('no-cache');
      const script = await ask(`/${ending('.js').path}`);
      expect(script.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      });
    });
  });
});
