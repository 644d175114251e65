import type { BlockIndex } from '#src/evidence/blocks/block-index.ts';
import { joinBlocks, type RangeBlocks } from '#src/evidence/blocks/join-blocks.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import type { Batch } from './batch.ts';
import { blocksKey, rangeBlocksPrefix, rawKey } from './keys.ts';
import type { StoredFiles } from './open-quotes.ts';
import { RANGE_SIZES } from './plan-large.ts';
import type { ObjectStore } from './ports.ts';
import { findJson } from './stored-json.ts';
import { storedFile } from './stored-source.ts';

/** Nothing smaller unpacks to more than one block: 8 MiB of log at 100:1. */
const LEAST_INDEXED_BYTES = 64 * 1024;

/** The files of a batch, read from where they were uploaded to. */
export function storedFiles(
  { codecs, store }: { codecs: Codecs; store: ObjectStore },
  batch: Batch,
  sizes = RANGE_SIZES,
): StoredFiles {
  const { batchId } = batch;
  return async (index) => {
    const sizeBytes = (await store.findSize(rawKey(batchId, index))) ?? 0;
    const isLong = sizeBytes >= LEAST_INDEXED_BYTES;
    return {
      blocks: isLong ? await blocksOf(store, batchId, { index, sizeBytes, isCut: sizeBytes >= sizes.fromBytes }) : [],
      open: () => ({ ...storedFile(store, batch, { index, sizeBytes }), codecs }),
    };
  };
}

async function blocksOf(
  store: ObjectStore,
  batchId: string,
  { index, isCut, sizeBytes }: { index: number; sizeBytes: number; isCut: boolean },
): Promise<BlockIndex[]> {
  const whole = await findJson<BlockIndex[]>(store, blocksKey(batchId, index));
  if (whole || !isCut) return whole ?? [];
  const ranges: RangeBlocks[] = [];
  for await (const { key } of store.list(rangeBlocksPrefix(batchId, index))) {
    const range = await findJson<RangeBlocks>(store, key);
    if (range) ranges.push(range);
  }
  const joined = joinBlocks(ranges, sizeBytes);
  return joined ? [joined] : [];
}
