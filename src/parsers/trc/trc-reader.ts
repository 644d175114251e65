import { EventSources } from '../frames/event-sources.ts';
import type { FrameLine, FrameLineReader, LineRun } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { endLineBehindBlanks } from '../frames/line-end.ts';
import { LineWords } from '../frames/line-words.ts';
import { scaledDecimal } from '../frames/number-text.ts';
import { Flag, Kind, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { readLinLine } from './lin-line.ts';
import { readStatusLine, STATUS_KINDS } from './status-line.ts';
import { readFrameColumns } from './trc-columns.ts';
import { TrcFrame } from './trc-frame.ts';
import { TrcHeader } from './trc-header.ts';
import { LAYOUTS, type TrcLayout } from './trc-layout.ts';
import { USUAL_TRC_BYTES } from './trc-shape.ts';
import { UsualTrcLines } from './usual-trc-lines.ts';

const SPACE = 0x20;
const SEMICOLON = 0x3b;
const CLOSE = 0x29;
const ALL_LAYOUTS = Object.values(LAYOUTS);

export class TrcReader implements FrameLineReader {
  readonly frame = new TrcFrame();
  readonly usualBytes = USUAL_TRC_BYTES;
  readonly #header = new TrcHeader();
  readonly #usual: UsualTrcLines;
  readonly #words = new LineWords();
  readonly #sources: FrameSources;
  readonly #statusSources: EventSources;

  constructor(table: SourceTable) {
    this.#sources = new FrameSources(table);
    this.#usual = new UsualTrcLines(this.frame, this.#sources, () => this.settle());
    this.#statusSources = new EventSources(STATUS_KINDS, this.#sources, table);
  }

  readRun(run: LineRun, out: RecordBatch): number {
    return this.#usual.readRun(run, this.#header, out);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    const { layout } = this.#header;
    if (layout === undefined) return -1;
    const lineEnd = this.#usual.readState(bytes, at, layout);
    if (lineEnd >= 0) return lineEnd;
    this.frame.openAgain();
    const p = readFrameColumns(bytes, at, layout, this.frame);
    if (p < 0) return -1;
    this.#usual.learn(bytes, at, layout);
    return endLineBehindBlanks(bytes, p, this.frame);
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    const { frame } = this;
    frame.end = end;
    if (bytes[at] === SEMICOLON) return this.#header.read(bytes, at, end) ? 'header' : 'comment';
    if (this.#readFrame(bytes, at, end)) return 'record';
    frame.openAgain();
    this.#words.open(bytes, at, end);
    this.#words.next();
    return this.#readOther(this.#words) ? 'record' : 'undecodable';
  }

  settle(): void {
    const { frame } = this;
    frame.source = frame.kind === Kind.frame ? this.#frameSource() : this.#statusSource();
    const { startUs } = this.#header;
    if (Number.isNaN(startUs)) frame.uptimeUs = frame.offsetUs;
    else {
      frame.timeUs = startUs + frame.offsetUs;
      frame.flags |= Flag.timeInferred;
    }
  }

  #frameSource(): number {
    const { network, channel, id, flags } = this.frame;
    const bus = this.#sources.channel(network, channel);
    if (flags & Flag.errorFrame) return this.#sources.errorSourceOf(bus);
    return this.#sources.sourceOf(bus, id, (flags & Flag.extendedId) !== 0);
  }

  #statusSource(): number {
    return this.#statusSources.sourceOf(this.frame.channel, this.frame.statusKind);
  }

  /** By the layout of the header; a file that lost its header shows it by the first frame that fits one. */
  #readFrame(bytes: Uint8Array, at: number, end: number): boolean {
    const { layout } = this.#header;
    if (layout) return this.#fits(bytes, [at, end], layout);
    const found = ALL_LAYOUTS.find((each) => this.#fits(bytes, [at, end], each));
    this.#header.layout = found;
    return found !== undefined;
  }

  #fits(bytes: Uint8Array, [at, end]: readonly [number, number], layout: TrcLayout): boolean {
    this.frame.openAgain();
    let p = readFrameColumns(bytes, at, layout, this.frame);
    while (p >= 0 && p < end && bytes[p] === SPACE) p++;
    return p === end;
  }

  /** `12) 1346.8 Warng …`, `12 1334.224 EV 1 text`, `1) 11307 Pub 05 …`. */
  #readOther(words: LineWords): boolean {
    const { bytes, start, stop } = words;
    const isClosed = bytes[stop - 1] === CLOSE;
    if (Number.isNaN(scaledDecimal(bytes, start, isClosed ? stop - 1 : stop, 0)) || !words.next()) return false;
    const timeAt = words.start;
    const timeEnd = words.stop;
    this.frame.offsetUs = scaledDecimal(bytes, timeAt, timeEnd, 3);
    if (Number.isNaN(this.frame.offsetUs)) return false;
    if (readStatusLine(words, this.frame)) return true;
    words.start = words.stop = timeEnd;
    this.frame.openAgain();
    // LIN traces count microseconds.
    this.frame.offsetUs = scaledDecimal(bytes, timeAt, timeEnd, 0);
    return readLinLine(words, this.frame);
  }
}
