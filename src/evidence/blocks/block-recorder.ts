import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { LogSource } from '#src/parsers/source-table.ts';
import { finiteOrNull } from '../tally/stream-tally.ts';
import type { Block, BlockIndex } from './block-index.ts';
import { CHECKED_RECORDS, checkOf, readingOf } from './record-check.ts';

/** A block ends once it has so many records, or so many bytes where records are long: decoded in some ten milliseconds. */
const BLOCK_SIZE: BlockSize = { records: 65_536, bytes: 8 * 2 ** 20 };
/** A block begins behind a batch of at least so many: what is read before it is compared. */
const LEAST_LEAD = 16;
/** More names than these tell nothing apart, and an index has to stay far below a hundredth of its file. */
const MAX_NAMED = 512;
const BYTES_PER_NAME = 16_384;
const LEAST_NAMES = 64;

interface BlockSize {
  records: number;
  bytes: number;
}

/** What is known of the templates of a stream so far; row i has the count `countOf(i)`. */
interface TemplateCounts {
  readonly unmatched: number;
  readonly templates: readonly { source: number; level: number }[];
  countOf(row: number): number;
}

interface RecordedStream extends Pick<BlockIndex, 'member' | 'isBare'> {
  streamBytes: number;
  /** One range of a stream: its blocks are put together with those of the others, so that even a single one counts. */
  isPart?: boolean;
}

interface RecordedNames {
  sources: readonly LogSource[];
  /** By row. */
  fingerprints(rows: readonly number[]): string[];
}

interface OpenBlock extends Pick<Block, 'offset' | 'resumeAt' | 'check'> {
  records: number;
  fromUs: number;
  toUs: number;
}

type ClosedBlock = Omit<Block, 'sources' | 'templates'> & { sources: Set<number> | null; rows: number[] | null };

/** Notes, batch by batch, where blocks of a stream begin and what they hold. Costs per batch and block, not per record. */
export class BlockRecorder {
  readonly #counts: TemplateCounts;
  readonly #size: BlockSize;
  readonly #closed: ClosedBlock[] = [];
  #open: OpenBlock | undefined;
  /** The last batch, when it was long enough to lead into a block. */
  #lead: Pick<Block, 'resumeAt' | 'check'> | undefined;
  /** By row, as counted when the last block ended. */
  #before = new Float64Array(0);
  #unmatchedBefore = 0;

  constructor(counts: TemplateCounts, size = BLOCK_SIZE) {
    this.#counts = counts;
    this.#size = size;
  }

  /** Before a batch is counted. */
  begin(batch: RecordBatch): void {
    if (batch.count === 0) return;
    const offset = batch.window.offset + batch.start[0];
    if (this.#open && this.#lead && this.#isFull(this.#open, offset)) this.#close();
    this.#open ??= {
      offset,
      ...(this.#lead ?? { resumeAt: offset, check: '' }),
      records: 0,
      fromUs: Number.POSITIVE_INFINITY,
      toUs: Number.NEGATIVE_INFINITY,
    };
  }

  /** After it was counted; `span` is that of its times, infinite where none has one. */
  add(batch: RecordBatch, span: { firstUs: number; lastUs: number }): void {
    const open = this.#open;
    if (open === undefined || batch.count === 0) return;
    open.records += batch.count;
    open.fromUs = Math.min(open.fromUs, span.firstUs);
    open.toUs = Math.max(open.toUs, span.lastUs);
    const end = batch.window.offset + batch.end[batch.count - 1];
    this.#lead = batch.count >= LEAST_LEAD && this.#isFull(open, end) ? leadOf(batch) : undefined;
  }

  /** Undefined where the stream is one block: it is read whole. */
  finish({ member, isBare, isPart, streamBytes }: RecordedStream, names: RecordedNames): BlockIndex | undefined {
    if (this.#closed.length === 0 && !isPart) return undefined;
    if (this.#open) this.#close();
    const mostNames = Math.max(LEAST_NAMES, streamBytes / BYTES_PER_NAME);
    const rows = numbering(
      this.#closed.map((block) => block.rows),
      mostNames,
    );
    const sources = numbering(
      this.#closed.map((block) => block.sources),
      mostNames,
    );
    return {
      member,
      isBare,
      sources: [...sources.keys()].map((source) => names.sources[source]),
      templates: names.fingerprints([...rows.keys()]),
      blocks: this.#closed.map(({ rows: own, sources: writers, ...block }) => ({
        ...block,
        sources: renumbered(writers, sources),
        templates: renumbered(own, rows),
      })),
    };
  }

  #isFull({ offset, records }: OpenBlock, at: number): boolean {
    return records >= this.#size.records || at - offset >= this.#size.bytes;
  }

  #close(): void {
    const { fromUs, offset, resumeAt, check, toUs } = this.#open as OpenBlock;
    const place = { offset, resumeAt, check, fromUs: finiteOrNull(fromUs), toUs: finiteOrNull(toUs) };
    this.#closed.push({ ...place, ...this.#held() });
    this.#open = undefined;
  }

  /** The templates whose counts have grown, with their writers and levels; records of no template may be anything. */
  #held(): Pick<ClosedBlock, 'levels' | 'sources' | 'rows'> {
    const { templates, unmatched } = this.#counts;
    const before = this.#before;
    const now = new Float64Array(templates.length);
    for (let row = 0; row < now.length; row++) now[row] = this.#counts.countOf(row);
    this.#before = now;
    const isUnknown = unmatched > this.#unmatchedBefore;
    this.#unmatchedBefore = unmatched;
    if (isUnknown) return { levels: -1, sources: null, rows: null };
    const rows: number[] = [];
    for (let row = 0; row < now.length; row++) if (now[row] > (before[row] ?? 0)) rows.push(row);
    return {
      levels: rows.reduce((levels, row) => levels | (1 << templates[row].level), 0),
      sources: atMost(new Set(rows.map((row) => templates[row].source))),
      rows: rows.length > MAX_NAMED ? null : rows,
    };
  }
}

function leadOf(batch: RecordBatch): Pick<Block, 'resumeAt' | 'check'> {
  const readings: string[] = [];
  for (let i = Math.max(0, batch.count - CHECKED_RECORDS); i < batch.count; i++) readings.push(readingOf(batch, i));
  return { resumeAt: batch.window.offset + batch.start[0], check: checkOf(readings) };
}

const atMost = (named: Set<number>): Set<number> | null => (named.size > MAX_NAMED ? null : named);

/** New numbers for what blocks name, in order of their first mention; of too many only the first have one. */
function numbering(named: readonly (Iterable<number> | null)[], most: number): Map<number, number> {
  const numbers = new Map<number, number>();
  for (const each of named) {
    for (const old of each ?? []) if (!numbers.has(old) && numbers.size < most) numbers.set(old, numbers.size);
  }
  return numbers;
}

/** Null where one of them has no number: the block may then hold anything. */
function renumbered(named: Iterable<number> | null, numbers: ReadonlyMap<number, number>): number[] | null {
  const renamed = named && [...named].map((old) => numbers.get(old));
  return renamed?.every((number) => number !== undefined) ? renamed.sort((a, b) => a - b) : null;
}
