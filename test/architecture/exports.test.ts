import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const EVERYWHERE = '{bench,bin,console,lambdas,lib,src,test}/**/*.{ts,tsx,cjs}';
const PRODUCT = /^(?:console|lambdas|lib|src)\//;
const EXPORTED = /^export (?:abstract |async )?(?:class|const|function\*?|interface|let|type) (\w+)/gm;

const texts = new Map([...globSync(EVERYWHERE), 'build.ts'].map((path) => [path, readFileSync(path, 'utf8')]));

function filesByWord(): Map<string, number> {
  const files = new Map<string, number>();
  for (const text of texts.values())
    for (const word of new Set(text.match(/\w+/g))) files.set(word, (files.get(word) ?? 0) + 1);
  return files;
}

it('no file exports a name that no other file takes', () => {
  const files = filesByWord();
  const unused = [...texts]
    .filter(([path]) => PRODUCT.test(path))
    .flatMap(([path, text]) => [...text.matchAll(EXPORTED)].map(([, name]) => ({ path, name })))
    // Lambda finds its handler by name.
    .filter(({ path, name }) => files.get(name) === 1 && !(path.startsWith('lambdas/') && name === 'handler'));
  expect(unused).toEqual([]);
});
