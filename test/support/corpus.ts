import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(process.env.ARGUS_CORPUS ?? '../shared/corpus');

export interface CorpusEntry {
  format: string;
  file: string;
  size: number;
  sha256: string;
  /** What the reference decoders counted, in their words. */
  expected: string;
  note: string;
}

/** Absolute path of a file of the optional corpus of real logs; undefined where the corpus is absent. */
export function corpusFile(path: string): string | undefined {
  const absolute = join(root, path);
  return existsSync(absolute) ? absolute : undefined;
}

/** The corpus' own description; empty where the corpus is absent. */
export function corpusEntries(): CorpusEntry[] {
  const manifest = corpusFile('manifest.json');
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')) : [];
}

/** For `describe.skipIf`: says once, aloud, that real files were not compared. */
export function isCorpusAbsent(): boolean {
  const absent = corpusFile('manifest.json') === undefined;
  if (absent)
    console.warn(`No corpus of real logs at ARGUS_CORPUS (${root}): comparisons with real files are skipped.`);
  return absent;
}
