import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

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
    plugins: [bareVocabularies],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle();
