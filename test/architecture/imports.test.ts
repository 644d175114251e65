import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCycle, folderOf, readImports } from '#test/support/import-graph.ts';

interface Override {
  includes: string[];
  linter: { rules: { style: { noRestrictedImports?: { options: { patterns: { group: string[] }[] } } } } };
}

const imports = readImports();

/** `src/parsers` → the folders and packages that its row of ARCHITECTURE.md allows. */
function allowedByArchitecture(): Map<string, Set<string>> {
  const rows = readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^\| (`.*`) \|.*\| (.*) \|$/gm);
  return new Map(
    Array.from(rows).flatMap(([, folders, allowed]) => {
      const names = allowed === '–' ? [] : allowed.split(', ');
      const paths = Array.from(folders.matchAll(/`([^`]+)`/g), ([, folder]) => folder);
      return paths.map((folder): [string, Set<string>] => [folder, new Set(names)]);
    }),
  );
}

/** The same, as Biome is told: everything is refused but what stays inside the file's folder, and `!` exceptions. */
function allowedByBiome(): Map<string, Set<string>> {
  const { overrides } = JSON.parse(readFileSync('biome.json', 'utf8')) as { overrides: Override[] };
  const allowed = new Map<string, Set<string>>();
  for (const { includes, linter } of overrides) {
    const group = linter.rules.style.noRestrictedImports?.options.patterns[0].group;
    for (const pattern of group ? includes : []) {
      const folder = pattern.replace(/\/\*\*$/, '');
      allowed.set(folder, new Set(group?.slice(1).flatMap((each) => allowanceOf(each, folder))));
    }
  }
  return allowed;
}

/** `!#src/parsers/**` → `parsers`, `!zod/**` → `zod`; the folder itself needs no allowance. */
function allowanceOf(pattern: string, folder: string): string[] {
  const name = pattern.replace(/^!/, '').replace(/\/\*\*$/, '');
  if (name === '.' || name === '..' || name === `#${folder}`) return [];
  return [shortName(name.replace(/^#/, ''))];
}

const shortName = (place: string): string => place.replace(/^src\//, '').replace(/:\*$/, '');

/** What an import is allowed as: a folder without `src/`, `node`, or a package without its paths; scopes are one package. */
function nameOf(place: string): string {
  if (/\.tsx?$/.test(place)) return shortName(folderOf(place));
  if (place.startsWith('node:')) return 'node';
  return place.split('/')[0];
}

/** Rows of knowledge and vocabularies, and the version: data, wherever it lies. */
const isData = (place: string): boolean => place.endsWith('.json');

/** By folder, what its files import from outside it. */
function imported(): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const [file, places] of imports) {
    const folder = folderOf(file);
    const names = places.filter((place) => !isData(place)).map(nameOf);
    const known = used.get(folder) ?? new Set();
    used.set(folder, known.union(new Set(names.filter((name) => name !== shortName(folder)))));
  }
  return used;
}

const listed = (sets: Map<string, Set<string>>) =>
  Object.fromEntries([...sets].sort().map(([folder, names]) => [folder, [...names].sort()]));

describe('the folders', () => {
  it('import what ARCHITECTURE.md allows, all of it and nothing else', () => {
    expect(listed(imported())).toEqual(listed(allowedByArchitecture()));
  });

  it('are told to Biome as ARCHITECTURE.md tells them', () => {
    const files = /\.ts$/;
    const folders = new Map([...allowedByBiome()].filter(([name]) => !files.test(name)));
    expect(listed(folders)).toEqual(listed(allowedByArchitecture()));
  });

  it('that Biome is told of exist, as do the files', () => {
    for (const name of allowedByBiome().keys()) expect(existsSync(name), name).toBe(true);
  });

  it('form no cycle', () => {
    const graph = [...imported()].map(([folder, names]): [string, string[]] => [shortName(folder), [...names]]);
    expect(findCycle(new Map(graph))).toBeUndefined();
  });
});

describe('the files', () => {
  it('import each other in no cycle, types included', () => {
    expect(imports.size).toBeGreaterThan(100);
    expect(findCycle(imports)).toBeUndefined();
  });
});

describe('a cycle', () => {
  it('is found wherever it begins', () => {
    const graph = new Map([
      ['a', ['b', 'z']],
      ['b', ['c']],
      ['c', ['d', 'b']],
      ['d', []],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c']);
  });
});
