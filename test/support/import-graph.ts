import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOTS = ['src', 'lambdas', 'lib', 'bin', 'console'];
const IMPORT = /^(?:import|export)\s[\w\s{},*]*?\bfrom\s'([^']+)'|^import\s'([^']+)'|\bimport\('([^']+)'\)/gm;
const ALIAS = /^#(src|lambdas|test)\//;

/** Each source file, as a path from the root of the repository, and what it names in imports, types too. */
export function readImports(): Map<string, string[]> {
  const files = globSync(ROOTS.map((root) => `${root}/**/*.{ts,tsx}`)).sort();
  return new Map(files.map((file) => [file, importsOf(file)]));
}

/** Files as paths, packages by the names that import them. */
function importsOf(file: string): string[] {
  const named = Array.from(
    readFileSync(file, 'utf8').matchAll(IMPORT),
    ([, from, bare, lazily]) => from ?? bare ?? lazily,
  );
  return [...new Set(named.map((name) => placeOf(name, file)))];
}

function placeOf(name: string, file: string): string {
  return name.startsWith('.') ? normalize(join(dirname(file), name)) : name.replace(ALIAS, '$1/');
}

/** The folder that import rules go by: `src/parsers`, `lambdas`. */
export const folderOf = (file: string): string => file.split('/', file.startsWith('src/') ? 2 : 1).join('/');

/** A chain of nodes in which each names the next and the last the first; undefined when there is none. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (path.includes(node)) return path.slice(path.indexOf(node));
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
}
