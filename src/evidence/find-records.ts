import type { StreamInfo } from '#src/parsers/log-reader.ts';
import { LEVELS, type LevelName, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { type Block, type BlockIndex, type BlockRun, blockAt, runsFor } from './blocks/block-index.ts';
import { type Begins, FROM_THE_START, indexAt, readStoredLog, type StoredLog } from './blocks/read-stored-log.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { PointerMint } from './pointers.ts';
import { RecordFilter, type RecordQuery } from './record-filter.ts';
import { recordText } from './record-text.ts';

/** A record as it stands in a stored file. Names and text are hostile. */
export interface FoundRecord {
  /** `sha256` is empty: who asks knows the file. */
  pointer: EvidencePointer;
  /** By the writer's clock; null when the record has none. */
  timeUs: number | null;
  level: LevelName;
  ecu: string;
  app: string;
  context: string;
  /** Cut to 2,000 bytes, as quotes are. */
  text: string;
}

const MAX_TEXT_BYTES = 2_000;

/** The records of one stored file that fit, up to `limit`, in order of place; only blocks that may hold such are read. */
export async function findRecords(log: StoredLog, search: Search): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const pass of searchPasses(log.blocks ?? [], search.query)) {
    const isSound = await searchOnce(log, { pass, search, found });
    if (!isSound) return findRecords({ open: log.open }, search);
  }
  return found;
}

/** Where a pass begins and ends in each stream; a stream that has a block index and no range holds nothing. */
interface SearchPass {
  begins: Begins;
  ends: ReadonlyMap<string | null, number>;
  empty: ReadonlySet<string | null>;
}

/** A bare stream is read run by run; what is compressed in one pass, because each would unpack it anew. */
function searchPasses(blocks: readonly BlockIndex[], query: RecordQuery): SearchPass[] {
  const runs = blocks.map((index) => ({ index, runs: runsFor(index, query) }));
  const [only] = runs;
  if (only?.index.isBare) return only.runs.map((run) => passOf([{ index: only.index, runs: [run] }]));
  return [passOf(runs)];
}

function passOf(ranges: readonly { index: BlockIndex; runs: readonly BlockRun[] }[]): SearchPass {
  const begins = new Map<string | null, Block>();
  const ends = new Map<string | null, number>();
  const empty = new Set<string | null>();
  for (const { index, runs } of ranges) {
    const [first, last] = [runs.at(0), runs.at(-1)];
    if (first === undefined || last === undefined) {
      empty.add(index.member);
      continue;
    }
    if (first.from > 0) begins.set(index.member, index.blocks[first.from]);
    ends.set(index.member, index.blocks[last.to]?.offset ?? Number.POSITIVE_INFINITY);
  }
  return { begins, ends, empty };
}

async function searchOnce(
  log: StoredLog,
  { found, pass, search }: { found: FoundRecord[]; pass: SearchPass; search: Search },
): Promise<boolean> {
  const { file, isWanted = () => true, limit, query } = search;
  let isOver = false;
  const isNeeded = (): boolean => found.length < limit && isWanted() && !isOver;
  const open = ({ member }: StreamInfo): StreamSink | null => {
    if (pass.empty.has(member)) return null;
    const mint = new PointerMint(file, member);
    const filter = new RecordFilter(query, member);
    const [from, to] = [pass.begins.get(member)?.offset ?? 0, pass.ends.get(member) ?? Number.POSITIVE_INFINITY];
    return {
      records: (batch) => {
        filter.open(batch);
        const end = indexAt(batch, to);
        for (let i = indexAt(batch, from); i < end && isNeeded(); i++)
          if (filter.fits(batch, i)) found.push(view(batch, i, mint));
        // Of an archive the next streams follow.
        isOver ||= end < batch.count && log.blocks?.length === 1 && log.blocks[0].member === null;
      },
      end: () => {},
    };
  };
  return readStoredLog(log, { begins: pass.begins, open, isNeeded });
}

export interface Search {
  /** Index of the file in its batch. */
  file: number;
  limit: number;
  query: RecordQuery;
  /** False once nobody waits for the answer any more. */
  isWanted?: () => boolean;
}

export interface Surroundings {
  at: Pick<EvidencePointer, 'file' | 'member' | 'offset'>;
  before: number;
  after: number;
  isWanted?: () => boolean;
}

/** The records around a place, with the one that begins there or first after it, in order of place. */
export async function recordsAround(log: StoredLog, place: Surroundings): Promise<FoundRecord[]> {
  const index = log.blocks?.find(({ member }) => member === place.at.member);
  for (let block = index ? blockAt(index, place.at.offset) : 0; block > 0; block--) {
    const { earlier, isSound, later } = await aroundFrom(log, place, index?.blocks[block]);
    if (!isSound) break;
    if (earlier.length >= place.before) return [...earlier, ...later];
  }
  const { earlier, later } = await aroundFrom(log, place, undefined);
  return [...earlier, ...later];
}

async function aroundFrom(log: StoredLog, place: Surroundings, block: Block | undefined) {
  const { after, at, before, isWanted = () => true } = place;
  const mint = new PointerMint(at.file, at.member);
  let earlier: FoundRecord[] = [];
  let later: FoundRecord[] = [];
  let isDone = false;
  const records = (batch: RecordBatch): void => {
    const i = later.length > 0 ? 0 : indexAt(batch, at.offset);
    if (later.length === 0) earlier = lastOf([...earlier, ...views(batch, [i - before, i], mint)], before);
    later = [...later, ...views(batch, [i, i + after + 1 - later.length], mint)];
    isDone ||= later.length > after;
  };
  const end = (): void => {
    isDone = true;
  };
  const open = ({ member }: StreamInfo): StreamSink | null => (member === at.member ? { records, end } : null);
  const begins = block ? new Map([[at.member, block]]) : FROM_THE_START;
  const isSound = await readStoredLog(log, { begins, open, isNeeded: () => !isDone && isWanted() });
  return { earlier, later: later.slice(0, after + 1), isSound };
}

const lastOf = <T>(items: readonly T[], count: number): T[] => (count === 0 ? [] : items.slice(-count));

function views(batch: RecordBatch, [from, to]: [number, number], mint: PointerMint): FoundRecord[] {
  const found: FoundRecord[] = [];
  for (let i = Math.max(0, from); i < Math.min(to, batch.count); i++) found.push(view(batch, i, mint));
  return found;
}

function view(batch: RecordBatch, i: number, mint: PointerMint): FoundRecord {
  const timeUs = batch.timeUs[i];
  return {
    pointer: mint.at(batch, i),
    timeUs: Number.isNaN(timeUs) ? null : timeUs,
    level: LEVELS[batch.level[i]],
    ...batch.sources.sources[batch.source[i]],
    text: recordText(batch, i, MAX_TEXT_BYTES),
  };
}
