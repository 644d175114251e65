import { ObjectNotFound, type ObjectStore } from './ports.ts';

/** JSON that this product wrote itself: trusted to have the shape it was written with. */
export async function readJson<T>(store: ObjectStore, key: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await store.readAll(key))) as T;
}

export async function findJson<T>(store: ObjectStore, key: string): Promise<T | undefined> {
  try {
    return await readJson<T>(store, key);
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    throw error;
  }
}

export const writeJson = (store: ObjectStore, key: string, value: unknown): Promise<void> =>
  store.write(key, new TextEncoder().encode(JSON.stringify(value)));
