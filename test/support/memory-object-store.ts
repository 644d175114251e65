import { ObjectNotFound, type ObjectStore } from '#src/batch/ports.ts';

/** The model of `ObjectStore`; nobody uploads into it, so it grants nothing. */
export function memoryObjectStore(): ObjectStore {
  const objects = new Map<string, Uint8Array>();
  const require = (key: string) => {
    const body = objects.get(key);
    if (!body) throw new ObjectNotFound(key);
    return body;
  };
  return {
    findSize: async (key) => objects.get(key)?.length,
    read: async (key, offset, length) => require(key).slice(offset, offset + length),
    readAll: async (key) => require(key).slice(),
    async *stream(key, range) {
      const whole = require(key);
      const body = range ? whole.subarray(range.offset, range.offset + range.length) : whole;
      for (let at = 0; at < body.length; at += 1 << 16) yield body.slice(at, at + (1 << 16));
    },
    write: async (key, body) => void objects.set(key, await wholeOf(body)),
    async *list(prefix) {
      for (const key of [...objects.keys()].sort()) {
        if (key.startsWith(prefix)) yield { key, sizeBytes: require(key).length };
      }
    },
    async erase(prefix) {
      const found = [...objects.keys()].filter((key) => key.startsWith(prefix));
      const bytes = found.reduce((sum, key) => sum + require(key).length, 0);
      for (const key of found) objects.delete(key);
      return { objects: found.length, bytes };
    },
    presignUpload: async () => ({ method: 'PUT', url: '', headers: {}, expiresAtMs: 0 }),
  };
}

async function wholeOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body.slice() : new Uint8Array(Buffer.concat(await Array.fromAsync(body)));
}
