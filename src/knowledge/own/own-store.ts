import * as z from 'zod/mini';
import { digestOf } from '#src/evidence/digest.ts';
import { type KnowledgeBase, loadKnowledge } from '../knowledge-base.ts';
import { type Embeddings, EmbeddingsFailed } from './embeddings.ts';
import { knowledgeRowOf, OwnRow, searchText } from './own-row.ts';
import type { Asked, OwnFound, OwnShelf } from './own-shelf.ts';
import { searchOwn } from './search-own.ts';
import { quantise, readVectors } from './vector-index.ts';

/** Where the files of a user's knowledge lie: a folder, or a prefix of a bucket. */
export interface OwnPlace {
  /** As messages name it. */
  readonly name: string;
  /** Undefined where there is no such file. Throws `OwnKnowledgeError`. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** Whoever reads sees what was there before or all of this. */
  publish(file: string, content: Uint8Array): Promise<void>;
}

/** A place or a file cannot be used as it is: one sentence. */
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
const EMPTY: OwnKnowledge = { version: '0'.repeat(16), embeddings: null, rows: [] };

const rowsFile = (version: string): string => `rows-${version}.json`;
const vectorsFile = (version: string): string => `vectors-${version}.bin`;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a place holds; `last` is what it held before, which is not read again while it counts. Throws `OwnKnowledgeError`. */
export async function openOwnKnowledge(place: OwnPlace, last?: OwnKnowledge): Promise<OwnKnowledge> {
  const current = await readJson(place, 'current.json', Current);
  if (current === undefined) return EMPTY;
  if (last?.version === current.version && last.embeddings === current.embeddings) return last;
  const rows = await readJson(place, rowsFile(current.version), z.array(OwnRow));
  if (rows === undefined) throw damaged(place);
  return { ...current, rows };
}

const damaged = ({ name }: OwnPlace): OwnKnowledgeError =>
  new OwnKnowledgeError(`The knowledge in "${name}" is damaged: add its files again.`);

async function readJson<T>(place: OwnPlace, file: string, shape: z.ZodMiniType<T>): Promise<T | undefined> {
  const bytes = await place.read(file);
  if (bytes === undefined) return undefined;
  const parsed = z.safeParse(shape, jsonOf(bytes));
  if (parsed.error) throw damaged(place);
  return parsed.data;
}

/** Undefined where it is none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Adds rows to a place; what is there with the same id is replaced. A version is whole before it is named. */
export async function addOwnRows(
  place: OwnPlace,
  added: readonly OwnRow[],
  embeddings: Embeddings | undefined,
): Promise<OwnKnowledge> {
  const known = new Map([...(await openOwnKnowledge(place)).rows, ...added].map((row) => [row.id, row]));
  const rows = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (rows.length > MAX_ROWS) throw new OwnKnowledgeError(`A folder holds ${MAX_ROWS} rows at most: use another one.`);
  const text = bytesOf(JSON.stringify(rows));
  const version = digestOf(text);
  await place.publish(rowsFile(version), text);
  if (embeddings)
    await place.publish(vectorsFile(version), quantise(await embeddings.embed(rows.map(searchText))).toBytes());
  const current: Current = { version, embeddings: embeddings?.id ?? null };
  await place.publish('current.json', bytesOf(JSON.stringify(current)));
  return { ...current, rows };
}

/** Hits and what was turned away; by meaning too, where the place's vectors are of this model. */
export async function searchOwnKnowledge(place: OwnPlace, asked: Asked, embeddings: Embeddings | undefined) {
  const own = await openOwnKnowledge(place);
  if (!embeddings) return { ...searchOwn(own.rows, asked), version: own.version };
  if (own.embeddings !== embeddings.id) {
    throw new OwnKnowledgeError(
      `The vectors in "${place.name}" are of ${own.embeddings ?? 'no model'}: add the files again with --embeddings.`,
    );
  }
  return { ...(await searchByMeaning(place, own, asked, embeddings)), version: own.version };
}

async function searchByMeaning(place: OwnPlace, own: OwnKnowledge, asked: Asked, embeddings: Embeddings) {
  const bytes = await place.read(vectorsFile(own.version));
  if (bytes === undefined) throw damaged(place);
  const [query] = await embeddings.embed([asked.words]);
  return searchOwn(own.rows, { ...asked, meaning: { vectors: readVectors(bytes), query } });
}

/**
 * The shipped rows and those of a place that have codes; what has none is found by asking the shelf. Throws
 * `OwnKnowledgeError` and `KnowledgeError`.
 */
export function withOwn(
  shipped: KnowledgeBase,
  own: OwnKnowledge,
  { embeddings, place }: { place: OwnPlace; embeddings?: Embeddings | undefined },
): KnowledgeBase & { own: OwnShelf } {
  const isByMeaning = embeddings !== undefined && embeddings.id === own.embeddings;
  const byWords = (asked: Asked): OwnFound => searchOwn(own.rows, asked);
  return {
    ...loadKnowledge([...shipped.rows, ...own.rows.flatMap((row) => knowledgeRowOf(row) ?? [])]),
    own: {
      search: async (asked) =>
        isByMeaning
          ? searchByMeaning(place, own, asked, embeddings).catch((error: unknown) => {
              if (error instanceof EmbeddingsFailed) return byWords(asked);
              throw error;
            })
          : byWords(asked),
    },
  };
}
