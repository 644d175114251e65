import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FoundPattern } from './patterns.ts';

/*
 * Loads the files named on the command line and prints, as JSON, the expressions that they build: which is why it is a
 * process of its own.
 */
const { Redaction } = await import('#src/diagnosis/redact.ts');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const found: FoundPattern[] = [];

/** The first place of the product in the calls that led here; undefined for libraries. */
function caller(): string | undefined {
  const line = new Error().stack
    ?.split('\n')
    .find((text) => text.includes('file://') && !text.includes('write-built-'));
  const path = /(file:\/\/[^:)]+)/.exec(line ?? '')?.[1];
  const place = path && relative(ROOT, fileURLToPath(path));
  return place?.startsWith('src') || place?.startsWith('lambdas') ? place : undefined;
}

globalThis.RegExp = new Proxy(RegExp, {
  construct(target, [source, flags]) {
    const made = new target(source, flags);
    const place = caller();
    if (place !== undefined) found.push({ place, source: made.source, flags: made.flags });
    return made;
  },
});
new Redaction('WVWZZZ1JZXW000001');
for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
// Those are made when a line is first held against them; the first look is for any of them.
const { findReason, REASON_LIST } = await import('#src/evidence/failure-language/reasons.ts');
findReason('');
for (const { pattern } of REASON_LIST) pattern.test('');
process.stdout.write(JSON.stringify(found));
