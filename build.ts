import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type OutputFile, type Plugin, type TransformOptions, transform } from 'esbuild';
import { bundleConsole } from './console/bundle.ts';

/** Examples and sources of vocabularies are for people and tests: half of their bytes. */
const bare = (vocabularies: unknown): string =>
  JSON.stringify(vocabularies, (key, value) =>
    key === 'examples' || key === 'source' || key === '$schema' ? undefined : value,
  );

/**
 * All together are text until a line is read with them, and their digest is there from the beginning: 14 ms of a start. The
 * engine would make an object of each row of them else, and a recording of a bus needs none.
 */
const bareVocabularies: Plugin = {
  name: 'bare-vocabularies',
  setup(build) {
    build.onLoad({ filter: /[\\/]vocabularies[\\/][\w-]+\.json$/ }, ({ path }) => {
      return { contents: bare(JSON.parse(readFileSync(path, 'utf8'))), loader: 'json' };
    });
    build.onLoad({ filter: /[\\/]src[\\/]evidence[\\/]vocabulary[\\/]shipped\.ts$/ }, async ({ path }) => {
      const { shippedVocabularies, shippedDigest } = await import(pathToFileURL(path).href);
      const text = JSON.stringify(bare(shippedVocabularies()));
      const contents = `let files;
export const shippedVocabularies = () => (files ??= JSON.parse(${text}));
export const shippedDigest = () => ${JSON.stringify(shippedDigest())};`;
      return { contents, loader: 'js' };
    });
  },
};

/**
 * The bundler makes a `var` of each constant of a module, and the engine must then look up, again and again, what it else writes
 * into its code as a number or as an address. Measured on the way to evidence: logcat and DLT take 7 % less, BLF 3. It costs 3 %
 * in size, as names are shortened apart: handlers, which have to load quickly, do without.
 */
const constantsStayConstant: Plugin = {
  name: 'constants-stay-constant',
  setup(build) {
    const { target } = build.initialOptions;
    Object.assign(build.initialOptions, { minify: false, write: false });
    build.onEnd(async ({ outputFiles = [] }) => {
      await Promise.all(outputFiles.map((file) => writeWithConstants(file, { target })));
    });
  },
};

/** Constants, classes and tables begin with a capital letter in our sources; one that is written to again ends the build. */
const CONSTANT = /^var (?=[A-Z]\w* = )/gm;

/**
 * Who imports a module of node's gets all that it exports, and much of that is loaded only then: `node:util` brings a
 * comparison of texts along, `node:fs` its promises and streams. Taken from the process it is what is taken: 7 ms of a start.
 */
const takenFromProcess = (text: string): string =>
  text.replace(NODE_MODULE, (_, names: string, module: string) => {
    return `const ${names.replaceAll(' as ', ': ')} = process.getBuiltinModule("${module}");`;
  });
const NODE_MODULE = /^import (?:\* as )?(\w+|\{[^{}]*\}) from "(node:[\w/]+)";$/gm;

async function writeWithConstants({ path, text }: OutputFile, how: Pick<TransformOptions, 'target'>): Promise<void> {
  const { code } = await transform(takenFromProcess(text).replace(CONSTANT, 'const '), {
    ...how,
    minify: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'assign-to-constant': 'error' },
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

const SHARED = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The SDK's `module` builds tree-shake: a quarter smaller and faster to import than `main`.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  plugins: [bareVocabularies],
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Parts of the SDK still call require(), in what a command needs of it for node's own modules alone. */
const REQUIRE_OF_NODE = 'const require=process.getBuiltinModule;';
const REQUIRE = "import{createRequire as requireAt}from'node:module';const require=requireAt(import.meta.url);";

/** One file of a bundle. */
export interface Piece {
  path: string;
  /** The module whose own piece it is. */
  entryPoint: string | undefined;
  /** Sources in it. */
  inputs: string[];
  /** Pieces that are loaded with it. */
  imports: string[];
}

/**
 * Bundles the command line: `<folder>/run.mjs`, with what a command needs in pieces that are loaded when it runs, and the
 * workers beside it. From sources a start takes four times as long. Two folders below the root, as the sources are:
 * package.json and the state machine are read from there.
 */
export async function bundleCommand(folder = 'dist/command'): Promise<Piece[]> {
  // Names of pieces change with their content.
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    ...SHARED,
    metafile: true,
    entryPoints: [
      { in: 'src/cli/run.ts', out: 'run' },
      { in: 'src/local/collect-worker.ts', out: 'collect-worker' },
      { in: 'src/local/parse-worker.ts', out: 'parse-worker' },
    ],
    outdir: folder,
    splitting: true,
    // The oldest Node that has what it needs of one: `engines` in package.json.
    target: 'node22.15',
    // One starts a file of its own in each thread; the other is native, and its user's choice.
    external: ['piscina', '@duckdb/node-api'],
    plugins: [bareVocabularies, constantsStayConstant],
    banner: { js: REQUIRE_OF_NODE },
  });
  return Object.entries(metafile.outputs).map(([path, { entryPoint, inputs, imports }]) => ({
    path,
    entryPoint,
    inputs: Object.keys(inputs),
    imports: imports.filter(({ kind }) => kind !== 'dynamic-import').map((each) => each.path),
  }));
}

/** All that is deployed and served: the Lambda handlers and the console. */
export async function bundle(folder = 'dist'): Promise<void> {
  await Promise.all([bundleHandlers(folder), writeConsole(folder)]);
}

/** Every Lambda handler: `lambdas/<group>/<name>.ts` → `<folder>/<name>/index.mjs`, and beside it what only some calls load. */
async function bundleHandlers(folder: string): Promise<void> {
  await Promise.all(globSync('lambdas/{pipeline,api,events}/*.ts').map((path) => bundleHandler(path, folder)));
}

async function bundleHandler(path: string, folder: string): Promise<void> {
  const outdir = join(folder, basename(path, '.ts'));
  for (const old of globSync(`${outdir}/*.mjs`)) rmSync(old);
  await build({
    ...SHARED,
    entryPoints: [{ in: path, out: 'index' }],
    outdir,
    splitting: true,
    // In Lambda credentials come from the environment only: the other ten ways of finding some weigh 110 KB.
    alias: { '@aws-sdk/credential-provider-node': './src/aws/environment-credentials.ts' },
    banner: { js: REQUIRE },
  });
}

/** Writes the console to `<folder>/console`, and beside the handlers that serve it. */
async function writeConsole(folder: string): Promise<void> {
  const files = await bundleConsole();
  for (const place of ['console', 'view-diagnosis/console', 'handle-person/console']) {
    rmSync(join(folder, place), { recursive: true, force: true });
    mkdirSync(join(folder, place, 'assets'), { recursive: true });
    for (const { path, text } of files) writeFileSync(join(folder, place, path), text);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await Promise.all([bundle(), bundleCommand()]);
