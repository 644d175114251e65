import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleCommand, type Piece } from '../../build.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = `${ROOT}dist/command-under-test`;
const run = promisify(execFile);
const bundled = bundleCommand(FOLDER);
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('the bundled command line', () => {
  it.each([
    ['frames', '(1696758378.547717) can0 7E0#021003\n(1696758378.548717) can0 7E8#037F1022\n'],
    ['words', 'Nov 26 14:00:00 ecu kernel: Out of memory: Killed process 812 (swupdate) total-vm:9kB, anon-rss:8kB\n'],
  ])('reads a log of %s as its sources do', async (name, text) => {
    await bundled;
    const log = `${FOLDER}/${name}.log`;
    await writeFile(log, text);
    const [ours, theirs] = await Promise.all(
      [`${FOLDER}/run.mjs`, `${ROOT}bin/cli.ts`].map((program) =>
        run(process.execPath, [program, 'parse', '--json', log]),
      ),
    );
    expect(ours.stdout).toBe(theirs.stdout);
    expect(JSON.parse(ours.stdout).faults).not.toEqual([]);
  });

  it('knows its version and its workers', async () => {
    const pieces = await bundled;
    const { stdout } = await run(process.execPath, [`${FOLDER}/run.mjs`, '--version']);
    expect(stdout).toMatch(/^argus \d/);
    expect(pieces.map(({ path }) => path.split('/').at(-1))).toEqual(
      expect.arrayContaining(['collect-worker.mjs', 'parse-worker.mjs']),
    );
  });

  it('needs of other packages what package.json says, to be installed with it, and nothing else', async () => {
    const pieces = await bundled;
    const own = new Set(pieces.map(({ path }) => path));
    const others = pieces.flatMap(({ imports }) => imports.filter((name) => !own.has(name) && !isBuiltin(name)));
    const { dependencies } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
    expect([...new Set(others)].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('keeps the constants of its sources constant, which the engine then writes into its code', async () => {
    const pieces = await bundled;
    const reader = pieces.find(({ inputs }) => inputs.includes('src/parsers/record-batch.ts'));
    const text = await readFile(`${ROOT}${reader?.path}`, 'utf8');
    // The capacity of a batch, 4,096 records, is one: it has lost its name.
    const constants = [...text.matchAll(/\bconst (?:[^;]*?,)?([\w$]+)=4096\b/g)].map(([, name]) => name);
    expect(constants.some((name) => text.includes(`new Float64Array(${name})`))).toBe(true);
  });

  it('asks the process for modules of node, which then load no more than what is taken of them', async () => {
    const paths = (await bundled).map(({ path }) => path);
    const texts = await Promise.all(paths.map((path) => readFile(`${ROOT}${path}`, 'utf8')));
    expect(texts.filter((text) => /\bfrom"node:/.test(text))).toEqual([]);
    expect(texts.some((text) => text.includes('process.getBuiltinModule("node:fs")'))).toBe(true);
  });

  it('loads neither a checker of schemas nor a client of AWS to read a log', async () => {
    const packages = packagesOf(await bundled, 'src/cli/parse.ts');
    expect(packages.filter((name) => /^node_modules\/(?:zod|@aws|piscina|re2js)/.test(name))).toEqual([]);
  });

  it('speaks no language in which nobody reads its messages', async () => {
    const inputs = (await bundled).flatMap((piece) => piece.inputs);
    expect(inputs.filter((path) => /zod\/v4\/locales\/(?!index)/.test(path))).toEqual([]);
  });
});

/** Files of packages in the pieces that are loaded with the module at `source`. */
function packagesOf(pieces: readonly Piece[], source: string): string[] {
  const waiting = pieces.filter(({ entryPoint }) => entryPoint === source);
  expect(waiting).toHaveLength(1);
  const seen = new Set(waiting);
  for (const { imports } of seen) for (const piece of pieces) if (imports.includes(piece.path)) seen.add(piece);
  return [...seen].flatMap(({ inputs }) => inputs.filter((path) => path.includes('node_modules/')));
}
