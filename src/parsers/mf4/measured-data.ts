import { NonRecord, type RecordBatch } from '../record-batch.ts';
import { type ChunkSource, dataChunks, plainDataAt } from './data-chunks.ts';
import { GroupCursor, type Step } from './group-cursor.ts';
import { type ReadableGroup, variableLinks } from './groups-of.ts';
import { readMerged } from './merged-groups.ts';
import { VariableValues } from './variable-values.ts';

/** Groups of frames that are put in order at a time: each holds up to 4 MiB of records and of values. */
const MAX_MERGED = 16;

/** The records of all data groups of a file: those of buses in order of time, then group by group. */
export class MeasuredData {
  readonly #source: ChunkSource;
  readonly #groups: readonly ReadableGroup[];
  /** Where the next group's data begins among all data. */
  #base = 0;

  constructor(source: ChunkSource, groups: readonly ReadableGroup[]) {
    this.#source = source;
    this.#groups = groups;
  }

  async *read(out: RecordBatch): AsyncGenerator<void> {
    const buses = this.#groups.filter(({ isBus }) => isBus);
    const rounds = this.#groups.filter(({ isBus }) => !isBus).map((group) => [group]);
    for (let n = buses.length; n > 0; n -= MAX_MERGED) rounds.unshift(buses.slice(Math.max(0, n - MAX_MERGED), n));
    if (rounds.length === 1) yield* this.#passMetadata(out, rounds[0]);
    for (const groups of rounds) {
      yield* this.#readRound(out, groups);
      this.#base = out.window.offset + out.window.end;
    }
  }

  /** Where all data is one plain block, places count in the file itself. */
  async *#passMetadata(out: RecordBatch, [{ dataGroup }]: readonly ReadableGroup[]): AsyncGenerator<void> {
    const dataAt = await plainDataAt(this.#source.blocks, dataGroup.data);
    if (dataAt === undefined) return;
    this.#base = dataAt;
    out.reset({ bytes: new Uint8Array(0), end: 0, offset: dataAt, isLast: false });
    out.pass(NonRecord.structure, dataAt);
    yield;
  }

  #readRound(out: RecordBatch, groups: readonly ReadableGroup[]): AsyncGenerator<void> {
    const cursors = groups.map((group) => this.#cursorOf(group));
    const isPlain = groups.length === 1 && variableLinks(groups[0]).length === 0;
    return isPlain ? readAlone(out, cursors[0], this.#base) : readMerged(out, cursors, this.#base);
  }

  #cursorOf(group: ReadableGroup): GroupCursor {
    const chunksOf = (link: number) => dataChunks(this.#source, link);
    const values = variableLinks(group).map((link) => [link, new VariableValues(chunksOf(link))] as const);
    return new GroupCursor(group, chunksOf(group.dataGroup.data), new Map(values));
  }
}

/** One group, decoded where its data lies. */
async function* readAlone(out: RecordBatch, cursor: GroupCursor, base: number): AsyncGenerator<void> {
  const { window } = cursor;
  for (let step: Step = 'needs-data'; step !== 'end'; ) {
    if (step === 'needs-data') await cursor.load();
    const { bytes, end, offset, isEnded } = window;
    out.reset({ bytes, end, offset: base + offset, isLast: isEnded });
    do {
      cursor.takePlainFrames(out);
      step = out.isFull ? 'record' : takeNext(out, cursor);
    } while (!out.isFull && step !== 'end' && step !== 'needs-data');
    yield;
  }
}

function takeNext(out: RecordBatch, cursor: GroupCursor): Step {
  const step = cursor.next();
  const { record, group, reason } = cursor;
  if (step === 'record') group?.append(record, out);
  else if (step === 'gap') out.addGap(record.start, record.end - record.start, reason);
  else if (step === 'value') out.pass(NonRecord.structure, record.end - record.start);
  else if (step === 'padding') out.pass(NonRecord.padding, record.end - record.start);
  return step;
}
