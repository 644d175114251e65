import type { StreamInfo } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { type Block, blockAt } from './blocks/block-index.ts';
import { FROM_THE_START, indexAt, readStoredLog, type StoredLog } from './blocks/read-stored-log.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { type FoundRecord, type Viewing, view } from './find-records.ts';
import { PointerMint } from './pointers.ts';
import { RecordTemplates } from './record-templates.ts';

interface Surroundings {
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
  const viewing = { mint: new PointerMint(at.file, at.member), templates: new RecordTemplates() };
  let earlier: FoundRecord[] = [];
  let later: FoundRecord[] = [];
  let isDone = false;
  const records = (batch: RecordBatch): void => {
    viewing.templates.open(batch);
    const i = later.length > 0 ? 0 : indexAt(batch, at.offset);
    if (later.length === 0) earlier = lastOf([...earlier, ...views(batch, [i - before, i], viewing)], before);
    const own = views(batch, [i, i + after + 1 - later.length], viewing);
    if (own[0]?.pointer.offset === at.offset) own[0].bytes = bytesOf(batch, i);
    later = [...later, ...own];
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

/** What a reader may see of one record: a frame or a line is far below it. */
const MAX_BYTES = 4_096;

/** A copy: the window is filled again. */
const bytesOf = ({ end, start, window }: RecordBatch, i: number): Uint8Array =>
  window.bytes.slice(start[i], Math.min(end[i], start[i] + MAX_BYTES));

const lastOf = <T>(items: readonly T[], count: number): T[] => (count === 0 ? [] : items.slice(-count));

function views(batch: RecordBatch, [from, to]: [number, number], viewing: Viewing): FoundRecord[] {
  const found: FoundRecord[] = [];
  for (let i = Math.max(0, from); i < Math.min(to, batch.count); i++) found.push(view(batch, i, viewing));
  return found;
}
