import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, stop } from 'esbuild';

/** One file of the page: where it is served, and what it says. */
export interface BundledFile {
  /** `index.html`, or `assets/NAME-HASH.EXT`. */
  path: string;
  text: string;
}

const HERE = import.meta.dirname;

/** The page as its sources are now: 100 ms. Names of assets change with what is in them, so they may be kept for ever. */
export async function bundleConsole(): Promise<BundledFile[]> {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, 'app.tsx'), join(HERE, 'style/console.css'), join(HERE, 'icon.svg')],
    absWorkingDir: join(HERE, '..'),
    outdir: '/',
    entryNames: 'assets/[name]-[hash]',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  const assets = outputFiles.map(({ path, text }) => ({ path: `assets/${basename(path)}`, text }));
  const html = await readFile(join(HERE, 'index.html'), 'utf8');
  const named = html.replace(/\{(\w+)\}/g, (_, name: string) => `/${pathOf(assets, name)}`);
  return [{ path: 'index.html', text: named }, ...assets];
}

const SOURCES: Record<string, RegExp> = { app: /app-\w+\.js$/, style: /console-\w+\.css$/, icon: /icon-\w+\.svg$/ };

const pathOf = (assets: readonly BundledFile[], name: string): string =>
  assets.find(({ path }) => SOURCES[name]?.test(path))?.path ?? '';

/** Ends esbuild's own process: whoever serves the page for days does not need it any more. */
export const stopBundler = (): Promise<void> => stop();
