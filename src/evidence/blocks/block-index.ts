import { LEVELS } from '#src/parsers/record-batch.ts';
import type { LogSource } from '#src/parsers/source-table.ts';
import { isWriter, type RecordQuery } from '../record-filter.ts';

/** About 64 K records of a stream. What it may hold is told too widely rather than too narrowly. */
export interface Block {
  /** Of its first record. */
  offset: number;
  /** Where reading begins: at a record some way before, so that `check` can tell whether it goes on as it did. */
  resumeAt: number;
  /** `checkOf` the records right before `offset`. */
  check: string;
  /** Of the records that have a time; null where none has. */
  fromUs: number | null;
  toUs: number | null;
  /** Bit i: a record of `LEVELS[i]`. */
  levels: number;
  /** Indexes into the stream's `sources` and `templates`; null where there are too many to name. */
  sources: number[] | null;
  templates: number[] | null;
}

/** The blocks of one log stream, written while it is parsed: records are then found by place without its beginning. */
export interface BlockIndex {
  member: string | null;
  /** Nothing around it: places in the stream are places in the file, which is read there. */
  isBare: boolean;
  sources: LogSource[];
  /** Fingerprints. */
  templates: string[];
  blocks: Block[];
}

/** The block that holds the record at this place: the last one that begins there or before. */
export function blockAt({ blocks }: BlockIndex, offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (blocks[middle].offset <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** Blocks one behind the other, `to` excluded. */
export interface BlockRun {
  from: number;
  to: number;
}

/** Runs of blocks in which records may fit; the others hold none. */
export function runsFor(index: BlockIndex, query: RecordQuery): BlockRun[] {
  const mayFit = blockFilter(index, query);
  const runs: BlockRun[] = [];
  for (const [i, block] of index.blocks.entries()) {
    if (!mayFit(block, i)) continue;
    const last = runs.at(-1);
    if (last?.to === i) last.to++;
    else runs.push({ from: i, to: i + 1 });
  }
  return runs;
}

function blockFilter(index: BlockIndex, query: RecordQuery): (block: Block, i: number) => boolean {
  const { fromUs = Number.NEGATIVE_INFINITY, level, places, templates, toUs = Number.POSITIVE_INFINITY } = query;
  const isTimed = query.fromUs !== undefined || query.toUs !== undefined;
  const levels = level === undefined || level === 'none' ? -1 : (2 << LEVELS.indexOf(level)) - 2;
  const writers = index.sources.map((source) => isWriter(source, query));
  // Which templates were merged to one is not known here: such a one may stand in any block.
  const named = templates?.every(({ merged }) => merged === undefined) ? templates : undefined;
  const wanted = new Set(named?.map(({ fingerprint }) => fingerprint));
  const rows = new Set(index.templates.flatMap((each, i) => (wanted.has(each) ? [i] : [])));
  const own = places?.filter(({ member }) => member === index.member).flatMap(({ offsets }) => offsets);
  const placed = own && new Set(own.map((offset) => blockAt(index, offset)));
  return (block, i) =>
    (placed?.has(i) ?? true) &&
    (block.levels & levels) !== 0 &&
    (!isTimed || (block.fromUs !== null && block.fromUs <= toUs && (block.toUs ?? 0) >= fromUs)) &&
    (named === undefined || block.templates === null || block.templates.some((row) => rows.has(row))) &&
    (block.sources?.some((source) => writers[source]) ?? true);
}
