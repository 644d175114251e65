import type { LogInput, StreamInfo } from '#src/parsers/log-reader.ts';
import { LEVELS, type LevelName, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { PointerMint } from './pointers.ts';
import { readWhileNeeded } from './read-while-needed.ts';
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

/** The records of one stored file that fit, up to `limit`, in order of place; one pass, no further than the last. */
export async function findRecords(
  input: LogInput,
  { file, limit, query, isWanted = () => true }: Search,
): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  const isNeeded = (): boolean => found.length < limit && isWanted();
  const open = ({ member }: StreamInfo): StreamSink => {
    const mint = new PointerMint(file, member);
    const filter = new RecordFilter(query, member);
    return {
      records: (batch) => {
        for (let i = 0; i < batch.count && isNeeded(); i++) if (filter.fits(batch, i)) found.push(view(batch, i, mint));
      },
      end: () => {},
    };
  };
  await readWhileNeeded(input, { open, failed: () => {} }, isNeeded);
  return found;
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
export async function recordsAround(
  input: LogInput,
  { at, before, after, isWanted = () => true }: Surroundings,
): Promise<FoundRecord[]> {
  const mint = new PointerMint(at.file, at.member);
  let earlier: FoundRecord[] = [];
  let later: FoundRecord[] = [];
  let isDone = false;
  const records = (batch: RecordBatch): void => {
    const place = later.length > 0 ? 0 : indexAt(batch, at.offset);
    if (later.length === 0) earlier = lastOf([...earlier, ...views(batch, place - before, place, mint)], before);
    later = [...later, ...views(batch, place, place + after + 1 - later.length, mint)];
    isDone ||= later.length > after;
  };
  const end = (): void => {
    isDone = true;
  };
  const open = ({ member }: StreamInfo): StreamSink | null => (member === at.member ? { records, end } : null);
  await readWhileNeeded(input, { open, failed: () => {} }, () => !isDone && isWanted());
  return [...earlier, ...later.slice(0, after + 1)];
}

const lastOf = <T>(items: readonly T[], count: number): T[] => (count === 0 ? [] : items.slice(-count));

/** Of the first record that begins there or behind. */
function indexAt({ count, start, window }: RecordBatch, offset: number): number {
  let i = 0;
  while (i < count && window.offset + start[i] < offset) i++;
  return i;
}

function views(batch: RecordBatch, from: number, to: number, mint: PointerMint): FoundRecord[] {
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
