import type { ByteSource } from './byte-source.ts';

/** How a large file of a format can be cut into ranges that are read apart. */
export interface RecordCut {
  /** Whether a file that begins with these bytes can be. */
  fits(head: Uint8Array): boolean;
  /** The first place from `from` (at least 1) on at which a record begins; -1 where `bytes` show none. */
  find(bytes: Uint8Array, from: number): number;
}

const LF = 10;

/** Lines that stand by themselves, in ASCII or UTF-8. */
export const LINE_CUT: RecordCut = {
  fits: (head) => !isUtf16(head),
  find: (bytes, from) => bytes.indexOf(LF, from - 1) + 1 || -1,
};

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const STEP_BYTES = 1 << 20;
/** Longer than any record, so that one that begins in a step can be told by the next one. */
const OVERLAP_BYTES = 256 << 10;
/** Records are far shorter: a file without an end of one for so long is cut where it happens to be. */
const MAX_SEARCH_BYTES = 64 << 20;

/**
 * Where the first record begins at or behind `place`. Whoever reads up to a place and whoever reads on from it ask the same,
 * so each record is read by exactly one of them.
 */
export async function findRecordStart(source: ByteSource, cut: RecordCut, place: number): Promise<number> {
  if (place <= 0 || place >= source.size) return Math.max(0, Math.min(place, source.size));
  const end = Math.min(source.size, place + MAX_SEARCH_BYTES);
  for (let at = place - 1; at < end; at += STEP_BYTES) {
    const found = cut.find(await source.read(at, STEP_BYTES + OVERLAP_BYTES), 1);
    if (found >= 0) return at + found;
  }
  return end === source.size ? end : place;
}
