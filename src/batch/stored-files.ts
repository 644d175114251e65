import type { BlockIndex } from '#src/evidence/blocks/block-index.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import type { Batch } from './batch.ts';
import { blocksKey, rawKey } from './keys.ts';
import type { StoredFiles } from './open-quotes.ts';
import type { ObjectStore } from './ports.ts';
import { findJson } from './stored-json.ts';
import { storedFile } from './stored-source.ts';

/** Nothing smaller unpacks to more than one block: 8 MiB of log at 100:1. */
const LEAST_INDEXED_BYTES = 64 * 1024;

/** The files of a batch, read from where they were uploaded to. */
export function storedFiles({ codecs, store }: { codecs: Codecs; store: ObjectStore }, batch: Batch): StoredFiles {
  const { batchId } = batch;
  return async (index) => {
    const sizeBytes = (await store.findSize(rawKey(batchId, index))) ?? 0;
    const isLong = sizeBytes >= LEAST_INDEXED_BYTES;
    return {
      blocks: (isLong && (await findJson<BlockIndex[]>(store, blocksKey(batchId, index)))) || [],
      open: () => ({ ...storedFile(store, batch, { index, sizeBytes }), codecs }),
    };
  };
}
