import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { digestOf } from '#src/evidence/digest.ts';
import { type KnowledgeBase, loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import type { Embeddings } from '#src/knowledge/own/embeddings.ts';
import { columnsFor, type Field, rowOf } from '#src/knowledge/own/map-columns.ts';
import { knowledgeRowOf, OwnRow, searchText } from '#src/knowledge/own/own-row.ts';
import { readTable, UnreadableTable } from '#src/knowledge/own/read-tables.ts';
import { type OwnSearch, searchOwn } from '#src/knowledge/own/search-own.ts';
import { quantise, readVectors } from '#src/knowledge/own/vector-index.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';

export { EmbeddingsFailed } from '#src/knowledge/own/embeddings.ts';
export { FIELDS, type Field } from '#src/knowledge/own/map-columns.ts';
export type { OwnScope } from '#src/knowledge/own/search-own.ts';

/** A folder or a file cannot be used as it is: one sentence. */
export class OwnKnowledgeError extends Error {
  override readonly name = 'OwnKnowledgeError';
}

/** `current.json`: which version counts, and whose vectors stand beside it. */
const Current = z.object({ version: z.string().check(z.regex(/^[0-9a-f]{16}$/)), embeddings: z.nullable(z.string()) });
type Current = z.infer<typeof Current>;

export interface OwnKnowledge extends Current {
  rows: OwnRow[];
}

/** More than a fleet's suppliers write; searched word by word in a fraction of a second. */
const MAX_ROWS = 100_000;

/** The rows of a file, each checked. Throws `OwnKnowledgeError` with the first faults, and then nothing is added. */
export function readOwnFile(path: string, name: string, named: Partial<Record<Field, string>>): OwnRow[] {
  const entries = tellingOf(name, () => readTable(name, readFileSync(path, 'utf8')));
  const columns = columnsFor([...new Set(entries.flatMap(({ fields }) => Object.keys(fields)))], named);
  if (typeof columns === 'string') throw new OwnKnowledgeError(`"${name}": ${columns}`);
  const rows = entries.map((entry) => rowOf(entry, columns, name));
  const faults = rows.filter((row) => typeof row === 'string');
  if (faults.length > 0) {
    const more = faults.length > 3 ? ` (and ${faults.length - 3} more)` : '';
    throw new OwnKnowledgeError(`"${name}": ${faults.slice(0, 3).join(' ')}${more}`);
  }
  return rows.filter((row) => typeof row !== 'string');
}

function tellingOf<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableTable) throw new OwnKnowledgeError(`"${name}": ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new OwnKnowledgeError(
      code === 'ENOENT' ? `There is no file "${name}".` : `"${name}" cannot be read (${code}).`,
    );
  }
}

/** What a folder holds; nothing where there is none. Throws `OwnKnowledgeError`. */
export function openOwnKnowledge(folder: string): OwnKnowledge {
  const current = readJson(join(folder, 'current.json'));
  if (current === undefined) return { version: '0'.repeat(16), embeddings: null, rows: [] };
  const { data, error } = z.safeParse(Current, current);
  const rows = data && z.safeParse(z.array(OwnRow), readJson(rowsPath(folder, data.version)));
  if (error || rows?.data === undefined)
    throw new OwnKnowledgeError(`The knowledge in "${folder}" is damaged: add its files again.`);
  return { ...data, rows: rows.data };
}

const rowsPath = (folder: string, version: string): string => join(folder, `rows-${version}.json`);
const vectorsPath = (folder: string, version: string): string => join(folder, `vectors-${version}.bin`);

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OwnKnowledgeError(`"${path}" is damaged: add its files again.`);
  }
}

/** Adds rows to a folder; what is there with the same id is replaced. A version is whole before it is named. */
export async function addOwnRows(
  folder: string,
  added: readonly OwnRow[],
  embeddings: Embeddings | undefined,
): Promise<OwnKnowledge> {
  const known = new Map([...openOwnKnowledge(folder).rows, ...added].map((row) => [row.id, row]));
  const rows = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (rows.length > MAX_ROWS) throw new OwnKnowledgeError(`A folder holds ${MAX_ROWS} rows at most: use another one.`);
  const text = JSON.stringify(rows);
  const version = digestOf(new TextEncoder().encode(text));
  mkdirSync(folder, { recursive: true });
  publish(rowsPath(folder, version), text);
  if (embeddings)
    publish(vectorsPath(folder, version), quantise(await embeddings.embed(rows.map(searchText))).toBytes());
  const current: Current = { version, embeddings: embeddings?.id ?? null };
  publish(join(folder, 'current.json'), JSON.stringify(current));
  return { ...current, rows };
}

function publish(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Hits and what was turned away; by meaning too, where the folder's vectors are of this model. */
export async function searchOwnKnowledge(
  folder: string,
  search: Omit<OwnSearch, 'meaning'>,
  embeddings: Embeddings | undefined,
) {
  const own = openOwnKnowledge(folder);
  if (!embeddings) return { ...searchOwn(own.rows, search), version: own.version };
  if (own.embeddings !== embeddings.id) {
    throw new OwnKnowledgeError(
      `The vectors in "${folder}" are of ${own.embeddings ?? 'no model'}: add the files again with --embeddings.`,
    );
  }
  const vectors = readVectors(readFileSync(vectorsPath(folder, own.version)));
  const [query] = await embeddings.embed([search.words]);
  return { ...searchOwn(own.rows, { ...search, meaning: { vectors, query } }), version: own.version };
}

/** The shipped rows, and those of a folder that have codes. Throws `OwnKnowledgeError`. */
export function knowledgeWith(folder: string | undefined): KnowledgeBase {
  if (folder === undefined) return KNOWLEDGE;
  const own = openOwnKnowledge(folder);
  if (own.rows.length === 0)
    throw new OwnKnowledgeError(`There is no knowledge in "${folder}": add some with "argus kb add".`);
  return loadKnowledge([...KNOWLEDGE.rows, ...own.rows.flatMap((row) => knowledgeRowOf(row) ?? [])]);
}
