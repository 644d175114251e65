import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles every Lambda handler in one call: `lambdas/<group>/<name>.ts` → `<folder>/<name>/index.mjs`. */
export async function bundle(folder = 'dist'): Promise<void> {
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
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle();
