import { ObjectNotFound, type ObjectStore, ObjectUnreadable } from './ports.ts';

/** JSON that this product wrote itself: trusted to have the shape it was written with. */
export async function readJson<T>(store: ObjectStore, key: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await store.readAll(key))) as T;
}

/** Undefined where there is none, or one that is cut or cannot be read: what a stage looks for before it makes it, it can make again. */
export async function findJson<T>(store: ObjectStore, key: string): Promise<T | undefined> {
  try {
    return await readJson<T>(store, key);
  } catch (error) {
    if (isFaultOfObject(error)) return undefined;
    throw error;
  }
}

/** What is wrong lies in one stored object of this product's own: it is gone, not given, or damaged. */
export const isFaultOfObject = (error: unknown): boolean =>
  [ObjectNotFound, ObjectUnreadable, SyntaxError].some((fault) => error instanceof fault);

/** Written as a stream: the evidence of a large batch is more than one string should hold. */
export const writeJson = (store: ObjectStore, key: string, value: object): Promise<void> =>
  store.write(key, jsonChunks(value));

const CHUNK_CHARACTERS = 1 << 20;

/** The bytes of `JSON.stringify(value)`, about a megabyte at a time. */
export async function* jsonChunks(value: object): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const piece of jsonPieces(value)) {
    text += piece;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text.length > 0) yield encoder.encode(text);
}

/** Element by element in the two outer levels: below them nothing is large. */
function* jsonPieces(value: object, depth = 0): Iterable<string> {
  const isList = Array.isArray(value);
  let separator = isList ? '[' : '{';
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined && !isList) continue;
    yield isList ? separator : `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (depth < 1 && typeof item === 'object' && item !== null) yield* jsonPieces(item, depth + 1);
    else yield JSON.stringify(item) ?? 'null';
  }
  yield separator === ',' ? (isList ? ']' : '}') : isList ? '[]' : '{}';
}
