import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleConsole } from './console/bundle.ts';

/** Examples and sources of vocabularies are for people and tests: half of their bytes. */
const bareVocabularies: Plugin = {
  name: 'bare-vocabularies',
  setup(build) {
    build.onLoad({ filter: /[\\/]vocabularies[\\/][\w-]+\.json$/ }, ({ path }) => {
      const contents = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), (key, value) =>
        key === 'examples' || key === 'source' || key === '$schema' ? undefined : value,
      );
      return { contents, loader: 'json' };
    });
  },
};

/** All that is deployed and served: the Lambda handlers and the console. */
export async function bundle(folder = 'dist'): Promise<void> {
  await Promise.all([bundleHandlers(folder), writeConsole(folder)]);
}

/** Every Lambda handler in one call: `lambdas/<group>/<name>.ts` → `<folder>/<name>/index.mjs`. */
async function bundleHandlers(folder: string): Promise<void> {
  const handlers = globSync('lambdas/{pipeline,api,events}/*.ts');
  await build({
    entryPoints: handlers.map((path) => ({ in: path, out: `${path.replace(/^.*[\\/]|\.ts$/g, '')}/index` })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's `module` builds tree-shake: a quarter smaller and faster to import than `main`.
    mainFields: ['module', 'main'],
    // In Lambda credentials come from the environment only: the other ten ways of finding some weigh 110 KB.
    alias: { '@aws-sdk/credential-provider-node': './src/aws/environment-credentials.ts' },
    // Parts of the SDK still call require().
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    plugins: [bareVocabularies],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Writes the console to `<folder>/console`, and beside the handler that serves it. */
async function writeConsole(folder: string): Promise<void> {
  const files = await bundleConsole();
  for (const place of ['console', 'view-diagnosis/console']) {
    rmSync(join(folder, place), { recursive: true, force: true });
    mkdirSync(join(folder, place, 'assets'), { recursive: true });
    for (const { path, text } of files) writeFileSync(join(folder, place, path), text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle();
