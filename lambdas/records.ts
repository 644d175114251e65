import type { BatchRecords } from '#src/batch/batch-records.ts';
import { objectStore } from './env.ts';

let loaded: Promise<BatchRecords> | undefined;

async function load(): Promise<BatchRecords> {
  const [{ batchRecords }, { nodeCodecs }] = await Promise.all([
    import('#src/batch/look-up-records.ts'),
    import('#src/codecs/node-codecs.ts'),
  ]);
  return batchRecords({ codecs: nodeCodecs, store: objectStore() });
}

function reader(): Promise<BatchRecords> {
  loaded ??= load();
  return loaded;
}

/** Records of uploaded files. Their parsers weigh 230 KB, which only the first look at a record waits for. */
export const records: BatchRecords = {
  search: async (batch, wish) => (await reader()).search(batch, wish),
  around: async (batch, wish) => (await reader()).around(batch, wish),
  async *stream(batch, wish) {
    yield* (await reader()).stream(batch, wish);
  },
};
