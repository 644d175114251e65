import { examineHead, type FileNature, HEAD_BYTES } from '#src/parsers/examine-head.ts';
import { rawKey } from './keys.ts';
import { MOST_BYTES } from './most-bytes.ts';
import type { PlannedFile, PlanUnit } from './plan.ts';
import type { ObjectStore } from './ports.ts';

const GIB = 1024 ** 3;

export interface RangeSizes {
  /** From this size on a file is cut where it can be. */
  fromBytes: number;
  /** Half a minute of work. */
  rangeBytes: number;
}

export const RANGE_SIZES: RangeSizes = { fromBytes: 2 * GIB, rangeBytes: GIB };

interface LargePlan {
  units: PlanUnit[];
  /** Files that no worker could read to the end. */
  refused: number[];
  /** Files that one worker reads. */
  whole: PlannedFile[];
}

/** How files so large that it matters are read: by what they begin with, never by their names. */
export async function planLarge(
  store: Pick<ObjectStore, 'read'>,
  batchId: string,
  { files, sizes }: { files: readonly PlannedFile[]; sizes: RangeSizes },
): Promise<LargePlan> {
  const plan: LargePlan = { units: [], refused: [], whole: [] };
  for (const file of files) {
    const nature = await examine(store, batchId, file, sizes);
    if (!nature) plan.whole.push(file);
    else if (file.sizeBytes > mostBytes(nature)) plan.refused.push(file.index);
    else if (nature.cuttable === null) plan.whole.push(file);
    else plan.units.push(...cut(file, nature.cuttable, sizes));
  }
  return plan;
}

/** Undefined where nothing depends on it. */
async function examine(
  store: Pick<ObjectStore, 'read'>,
  batchId: string,
  { index, sizeBytes }: PlannedFile,
  { fromBytes }: RangeSizes,
): Promise<FileNature | undefined> {
  if (sizeBytes < fromBytes) return undefined;
  return examineHead(await store.read(rawKey(batchId, index), 0, HEAD_BYTES));
}

const mostBytes = ({ isPacked, cuttable }: FileNature): number =>
  MOST_BYTES[isPacked ? 'packed' : cuttable === null ? 'whole' : 'ranges'];

/** The hash comes first: the aggregation needs it before the evidence of the ranges. */
function cut({ index, sizeBytes }: PlannedFile, format: string, { rangeBytes }: RangeSizes): PlanUnit[] {
  const count = Math.ceil(sizeBytes / rangeBytes);
  const ranges = Array.from({ length: count }, (_, i) => ({
    file: index,
    range: { from: i * rangeBytes, to: Math.min(sizeBytes, (i + 1) * rangeBytes), format },
  }));
  return [{ file: index, hash: true }, ...ranges];
}
