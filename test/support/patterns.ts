import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';
import { withWords } from '#src/evidence/vocabulary/compile-vocabulary.ts';
import { shippedVocabularies } from '#src/evidence/vocabulary/shipped.ts';

/** A regular expression of the product and where it stands. */
export interface FoundPattern {
  place: string;
  source: string;
  flags: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WRITER = fileURLToPath(new URL('./write-built-patterns.ts', import.meta.url));

/** Every expression written in a file under `src` or `lambdas`. */
export function literalPatterns(): FoundPattern[] {
  return sourceFiles().flatMap((place) => {
    const found: FoundPattern[] = [];
    eachToken(place, (type, value) => {
      if (type !== 'regexp') return;
      const { pattern, flags } = value as { pattern: string; flags: string };
      found.push({ place, source: pattern, flags });
    });
    return found;
  });
}

/** Expressions that are put together when their file is loaded. */
export function builtPatterns(): FoundPattern[] {
  const files = filesThatBuild().map((place) => ROOT + place);
  return JSON.parse(execFileSync(process.execPath, [WRITER, ...files], { encoding: 'utf8' }));
}

/** Files that call `RegExp`. */
export function filesThatBuild(): string[] {
  return sourceFiles().filter((place) => /\bRegExp\(/.test(readFileSync(ROOT + place, 'utf8')));
}

/** Expressions of the shipped vocabularies, which run in the same engine. */
export function vocabularyPatterns(): FoundPattern[] {
  return shippedVocabularies().flatMap(({ name, words, rows }) =>
    rows.flatMap(({ id, pattern, unless, where, also = [], anyCase }) =>
      [pattern, unless, where, ...also]
        .filter((source) => source !== undefined)
        .map((source) => ({
          place: `vocabularies/${name}.json ${id}`,
          source: withWords(source, words),
          flags: anyCase ? 'i' : '',
        })),
    ),
  );
}

const sourceFiles = (): string[] => globSync('{src,lambdas}/**/*.ts', { cwd: ROOT }).sort();

function eachToken(place: string, visit: (type: string, value: unknown) => void): void {
  const { code } = transformSync(readFileSync(ROOT + place, 'utf8'), { loader: 'ts', target: 'esnext' });
  parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onToken: (token) => visit(token.type.label, 'value' in token ? token.value : undefined),
  });
}
