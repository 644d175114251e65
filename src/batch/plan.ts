import type { FileRange } from '#src/evidence/read-stored-file.ts';

/** Work of one function: some files, a range of a large one, or the hash of all of it. */
export type PlanUnit = number[] | { file: number; range: FileRange } | { file: number; hash: true };

export interface Plan {
  units: PlanUnit[];
  /** Files that are too large to be read. */
  refused: number[];
}

export const filesOf = (unit: PlanUnit): number[] => (Array.isArray(unit) ? unit : [unit.file]);

/** A file that has arrived, with its declared size. */
export interface PlannedFile {
  index: number;
  sizeBytes: number;
}

/**
 * Two or three seconds of work for one function, and little enough to do again; 100 tiny files cost the transitions of one.
 * Each unit costs two transitions, two writes to S3 and a trace, $0.000065 in all: 64 MB would make a batch of 1 GB 7 % dearer.
 */
export const UNIT_BYTES = 80 << 20;
export const UNIT_FILES = 100;
/** 2,000 × `{"unit":1999}` is 28 KB of the 256 KB that may pass between two states. */
export const MAX_UNITS = 2_000;

/**
 * Groups files into units of work by bytes: neighbours share a unit up to 80 MB or 100 files, a larger file is alone.
 * The same files give the same plan. A batch so large that this made more than `MAX_UNITS` gets larger units.
 */
export function planUnits(files: readonly PlannedFile[]): number[][] {
  const unitBytes = Math.max(UNIT_BYTES, smallestTarget(files));
  const units: number[][] = [];
  let open: number[] = [];
  let openBytes = 0;
  for (const { index, sizeBytes } of files) {
    if (sizeBytes >= unitBytes) {
      units.push([index]);
      continue;
    }
    if (open.length === UNIT_FILES || openBytes + sizeBytes > unitBytes) {
      units.push(open);
      open = [];
      openBytes = 0;
    }
    open.push(index);
    openBytes += sizeBytes;
  }
  if (open.length > 0) units.push(open);
  return units;
}

/**
 * Two neighbouring closed units hold more than one target (or 100 files), a large file holds one by itself: at most
 * 2 × total / target units close for bytes, files / 100 for their number, and one stays open.
 */
function smallestTarget(files: readonly PlannedFile[]): number {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const unitsForBytes = MAX_UNITS - Math.ceil(files.length / UNIT_FILES) - 1;
  return Math.ceil((2 * totalBytes) / unitsForBytes);
}
