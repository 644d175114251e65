import type { StreamInfo } from '#src/parsers/log-reader.ts';
import { Flag, LEVELS, type LevelName, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { indexAt, readStoredLog, type StoredLog } from './blocks/read-stored-log.ts';
import { passesBack, passesOn, type SearchPass, type StreamPlace } from './blocks/search-passes.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { PointerMint } from './pointers.ts';
import { RecordFilter, type RecordQuery } from './record-filter.ts';
import type { RecordTemplate, RecordTemplates } from './record-templates.ts';
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
  /** Null where it counts under none. */
  template: RecordTemplate | null;
  /** Where its text or payload lies in the stream; null where it was rendered and stands nowhere as such. */
  body: { offset: number; length: number } | null;
  /** As it is stored, up to 4,096 of them: of the record that was asked for by its place. */
  bytes?: Uint8Array;
}

const MAX_TEXT_BYTES = 2_000;

export interface Search {
  /** Index of the file in its batch. */
  file: number;
  limit: number;
  query: RecordQuery;
  /** Only what stands behind this place. */
  after?: StreamPlace;
  /** Only what stands before it: the last ones there. */
  before?: StreamPlace;
  /** False once nobody waits for the answer any more. */
  isWanted?: () => boolean;
}

/**
 * The records of one stored file that fit, up to `limit`, in order of place: the first ones behind `after`, or the last ones
 * where `isBackward`. Only blocks that may hold such are read.
 */
export async function findRecords(log: StoredLog, search: Search): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const pass of passesOn(log.blocks ?? [], search)) {
    if (found.length >= search.limit) break;
    const hits = new FirstHits(search.limit - found.length);
    const isSound = await searchOnce(log, { pass, search, hits });
    if (!isSound) return findRecords({ open: log.open }, search);
    found.push(...hits.found);
  }
  return found;
}

/** The last records of one stored file that fit and stand before `before`, up to `limit`, in order of place. */
export async function findRecordsBack(log: StoredLog, search: Search): Promise<FoundRecord[]> {
  let found: FoundRecord[] = [];
  for (const pass of passesBack(log.blocks ?? [], search)) {
    if (found.length >= search.limit || search.isWanted?.() === false) break;
    const hits = new LastHits(search.limit - found.length);
    const isSound = await searchOnce(log, { pass, search, hits });
    if (!isSound) return findRecordsBack({ open: log.open }, search);
    found = [...hits.found, ...found];
  }
  return found;
}

/** Takes the records that fit, batch by batch. */
interface Hits {
  readonly found: FoundRecord[];
  /** How many more are wanted of a batch. */
  readonly wanted: number;
  take(batch: RecordBatch, hits: readonly number[], viewOf: View): void;
}

type View = (batch: RecordBatch, i: number) => FoundRecord;

class FirstHits implements Hits {
  readonly found: FoundRecord[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get wanted(): number {
    return this.#limit - this.found.length;
  }

  take(batch: RecordBatch, hits: readonly number[], viewOf: View): void {
    for (const i of hits) this.found.push(viewOf(batch, i));
  }
}

class LastHits implements Hits {
  found: FoundRecord[] = [];
  readonly wanted = Number.POSITIVE_INFINITY;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  take(batch: RecordBatch, hits: readonly number[], viewOf: View): void {
    const last = hits.slice(-this.#limit).map((i) => viewOf(batch, i));
    this.found = [...this.found, ...last].slice(-this.#limit);
  }
}

interface Searching {
  pass: SearchPass;
  search: Search;
  hits: Hits;
}

async function searchOnce(log: StoredLog, { hits, pass, search }: Searching): Promise<boolean> {
  const { file, isWanted = () => true, query } = search;
  let isOver = false;
  const isNeeded = (): boolean => hits.wanted > 0 && isWanted() && !isOver;
  const isAlone = log.blocks?.length === 1 && log.blocks[0].member === null;
  const open = ({ member }: StreamInfo): StreamSink | null => {
    const range = pass.enter(member);
    if (range === null) return null;
    const mint = new PointerMint(file, member);
    const filter = new RecordFilter(query, member);
    const records = (batch: RecordBatch): void => {
      filter.open(batch);
      const end = indexAt(batch, range.to);
      const fitting: number[] = [];
      for (let i = indexAt(batch, range.from); i < end && fitting.length < hits.wanted && isWanted(); i++)
        if (filter.fits(batch, i)) fitting.push(i);
      if (fitting.length > 0) hits.take(batch, fitting, (of, i) => view(of, i, { mint, templates: filter.templates }));
      // Of an archive the next streams follow.
      isOver ||= end < batch.count && (isAlone || range.isLast);
    };
    const end = (): void => {
      isOver ||= range.isLast;
    };
    return { records, end };
  };
  return readStoredLog(log, { begins: pass.begins, open, isNeeded });
}

export interface Viewing {
  mint: PointerMint;
  templates: RecordTemplates;
}

export function view(batch: RecordBatch, i: number, { mint, templates }: Viewing): FoundRecord {
  const timeUs = batch.timeUs[i];
  return {
    pointer: mint.at(batch, i),
    timeUs: Number.isNaN(timeUs) ? null : timeUs,
    level: LEVELS[batch.level[i]],
    ...batch.sources.sources[batch.source[i]],
    text: recordText(batch, i, MAX_TEXT_BYTES),
    template: templates.find(i),
    body: bodyOf(batch, i),
  };
}

function bodyOf({ bodyEnd, bodyStart, flags, window }: RecordBatch, i: number): FoundRecord['body'] {
  if ((flags[i] & (Flag.bodyInScratch | Flag.nonVerbose)) !== 0) return null;
  return { offset: window.offset + bodyStart[i], length: bodyEnd[i] - bodyStart[i] };
}
