import type { RecordQuery } from '../record-filter.ts';
import { type Block, type BlockIndex, type BlockRun, blockAt, runsFor } from './block-index.ts';
import type { Begins } from './read-stored-log.ts';

/** A place in one stream of a stored file. */
export interface StreamPlace {
  member: string | null;
  offset: number;
}

/** Bytes of a stream in which a pass looks. */
interface StreamRange {
  from: number;
  to: number;
  /** No stream behind it matters. */
  isLast: boolean;
}

/** One pass over a stored file; a fresh one tells of each stream as it comes, in their order. */
export interface SearchPass {
  begins: Begins;
  /** Null: nothing of this stream is wanted. */
  enter(member: string | null): StreamRange | null;
}

interface Asked {
  query: RecordQuery;
  after?: StreamPlace;
  before?: StreamPlace;
}

/** A bare stream is read run by run; what is compressed in one pass, because each would unpack it anew. */
export function passesOn(blocks: readonly BlockIndex[], asked: Asked): SearchPass[] {
  const [only] = blocks;
  if (!only?.isBare) return [passOver(blocks, asked)];
  return runsWithin(only, asked).map((run) => passOver(blocks, asked, [run]));
}

/** The last blocks first, so that no more of a bare stream is read than holds what is wanted. */
export function passesBack(blocks: readonly BlockIndex[], asked: Asked): SearchPass[] {
  const [only] = blocks;
  if (!only?.isBare) return [passOver(blocks, asked)];
  const single = runsWithin(only, asked).flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => ({ from: from + i, to: from + i + 1 })),
  );
  return single.reverse().map((run) => passOver(blocks, asked, [run]));
}

/** Without the blocks that lie before `after`, or behind `before`. */
function runsWithin(index: BlockIndex, { after, before, query }: Asked): BlockRun[] {
  const first = after ? blockAt(index, after.offset) : 0;
  const end = before ? blockAt(index, before.offset) + 1 : index.blocks.length;
  return runsFor(index, query)
    .map(({ from, to }) => ({ from: Math.max(from, first), to: Math.min(to, end) }))
    .filter(({ from, to }) => from < to);
}

function passOver(blocks: readonly BlockIndex[], asked: Asked, runs?: readonly BlockRun[]): SearchPass {
  const ranges = new Map(
    blocks.map((index) => [index.member, rangeOf(index, runs ?? runsWithin(index, placesIn(asked, index)))]),
  );
  const begins = new Map([...ranges].flatMap(([member, range]) => (range?.begin ? [[member, range.begin]] : [])));
  return { begins, enter: doorkeeper(ranges, asked) };
}

/** Places that are of another stream say nothing of this one's blocks. */
const placesIn = ({ after, before, query }: Asked, { member }: BlockIndex): Asked => ({
  query,
  ...(after?.member === member && { after }),
  ...(before?.member === member && { before }),
});

interface BlockRange {
  from: number;
  to: number;
  /** Absent where reading begins with the stream. */
  begin?: Block;
}

/** Null where no block may hold what is wanted. */
function rangeOf({ blocks }: BlockIndex, runs: readonly BlockRun[]): BlockRange | null {
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (first === undefined || last === undefined) return null;
  const to = blocks[last.to]?.offset ?? Number.POSITIVE_INFINITY;
  return {
    from: first.from > 0 ? blocks[first.from].offset : 0,
    to,
    ...(first.from > 0 && { begin: blocks[first.from] }),
  };
}

/** Streams before that of `after`, and behind that of `before`, are not looked into. */
function doorkeeper(
  ranges: ReadonlyMap<string | null, BlockRange | null>,
  { after, before }: Asked,
): SearchPass['enter'] {
  let isReached = after === undefined;
  let isPast = false;
  return (member) => {
    const isFirst = after?.member === member;
    const isLast = before?.member === member;
    const isWanted = (isReached || isFirst) && !isPast;
    isReached ||= isFirst;
    isPast ||= isLast;
    const range = ranges.has(member) ? ranges.get(member) : WHOLE;
    if (!isWanted || !range) return null;
    const from = isFirst ? Math.max(range.from, (after?.offset ?? -1) + 1) : range.from;
    const to = isLast ? Math.min(range.to, before?.offset ?? range.to) : range.to;
    return { from, to, isLast };
  };
}

const WHOLE: BlockRange = { from: 0, to: Number.POSITIVE_INFINITY };
