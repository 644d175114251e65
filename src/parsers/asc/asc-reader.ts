import { classInWords } from '../frames/error-class.ts';
import { EventSources } from '../frames/event-sources.ts';
import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { LineWords } from '../frames/line-words.ts';
import { scaledDecimal } from '../frames/number-text.ts';
import { asciiBytes, isLetter, SLASH } from '../lines/ascii.ts';
import { Flag, Kind } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { AscClock } from './asc-clock.ts';
import { EVENT_KINDS, TX_REQUEST, takeEvent, takeText } from './asc-events.ts';
import { AscFrame } from './asc-frame.ts';
import { isDirection, readClassicBody, readId } from './classic-line.ts';
import { ERROR_FRAME, FdLine } from './fd-line.ts';
import { readLinLine } from './lin-line.ts';
import { USUAL_ASC_BYTES, UsualAscLine } from './usual-asc-line.ts';

const CAN = asciiBytes('CAN');
const CANFD = asciiBytes('CANFD');
const REQUEST = asciiBytes('TxRq');
const latin1 = new TextDecoder('latin1');

/** Reads ASC lines; every event is a record, a frame or text by its kind. */
export class AscReader implements FrameLineReader {
  readonly frame = new AscFrame();
  readonly usualBytes = USUAL_ASC_BYTES;
  readonly #clock = new AscClock();
  readonly #words = new LineWords();
  readonly #usual = new UsualAscLine();
  readonly #fdLine = new FdLine();
  readonly #sources: FrameSources;
  readonly #eventSources: EventSources;

  constructor(table: SourceTable) {
    this.#sources = new FrameSources(table);
    this.#eventSources = new EventSources(EVENT_KINDS, this.#sources, table);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    return this.#clock.base === 16 ? this.#usual.read(bytes, at, this.frame) : -1;
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    const words = this.#words;
    words.open(bytes, at, end);
    words.next();
    this.frame.end = end;
    this.frame.writtenUs = scaledDecimal(bytes, words.start, words.stop, 6);
    if (Number.isNaN(this.frame.writtenUs)) return this.#readOtherText(bytes, end);
    return words.next() ? this.#readEvent(words) : 'undecodable';
  }

  settle(): void {
    const { frame } = this;
    const isFrame = frame.kind === Kind.frame;
    frame.source = isFrame ? this.#frameSource() : this.#eventSources.sourceOf(frame.channel, frame.eventKind);
    const { writtenUs } = frame;
    if (Number.isNaN(writtenUs)) return;
    this.#clock.settle(writtenUs);
    const { startUs, offsetUs } = this.#clock;
    if (Number.isNaN(startUs)) frame.uptimeUs = offsetUs;
    else {
      frame.timeUs = startUs + offsetUs;
      frame.flags |= Flag.timeInferred;
    }
  }

  #frameSource(): number {
    const { network, channel, id, flags } = this.frame;
    const bus = this.#sources.channel(network, channel);
    if (flags & Flag.errorFrame) return this.#sources.errorSourceOf(bus);
    return this.#sources.sourceOf(bus, id, (flags & Flag.extendedId) !== 0);
  }

  /** Behind the time: a channel and a frame or event of it, or an event of no channel. */
  #readEvent(words: LineWords): FrameLine {
    const { base } = this.#clock;
    const { frame } = this;
    if (words.is(CANFD)) return this.#readFdEvent(words);
    const channel = words.number(10);
    if (channel >= 0) return this.#readChannelEvent(words, channel);
    const { start, stop } = words;
    if (readLinLine(words, base, frame)) return 'record';
    words.start = start;
    words.stop = stop;
    frame.openAgain();
    if (words.is(CAN)) this.#readStatusChannel(words);
    takeEvent(words, frame);
    return 'record';
  }

  /** `CANFD 1 Rx …`, or `CANFD Start of measurement`. */
  #readFdEvent(words: LineWords): FrameLine {
    const { stop } = words;
    if (!words.next()) return 'undecodable';
    if (words.number(10) < 0 && isLetter(words.bytes[words.start]) && words.stop - words.start > 1) {
      takeEvent(words, this.frame);
      return 'record';
    }
    words.start = words.stop = stop;
    return this.#fdLine.read(words, this.#clock.base, this.frame) ? 'record' : 'undecodable';
  }

  /** `CAN 1 Status:chip status error passive …` */
  #readStatusChannel(words: LineWords): void {
    const { start, stop } = words;
    this.frame.channel = words.next() ? words.number(10) : NO_CHANNEL;
    if (this.frame.channel >= 0 && words.next()) return;
    words.start = start;
    words.stop = stop;
  }

  #readChannelEvent(words: LineWords, channel: number): FrameLine {
    const { frame } = this;
    frame.channel = channel;
    if (!words.next()) return 'undecodable';
    if (words.is(ERROR_FRAME)) {
      frame.flags |= Flag.errorFrame;
      frame.id = classInWords(words);
      return 'record';
    }
    const { start, stop } = words;
    const hasDirection = words.next() && isDirection(words);
    const isRequest = words.is(REQUEST);
    const direction = words.bytes[words.start];
    const body = words.stop;
    words.start = start;
    words.stop = stop;
    if (isRequest) takeText(words, frame, TX_REQUEST);
    else if (!hasDirection) takeEvent(words, frame);
    else if (!this.#readFrame(words, body)) return 'undecodable';
    else frame.setDirection(direction);
    return 'record';
  }

  #readFrame(words: LineWords, bodyAt: number): boolean {
    const { base } = this.#clock;
    if (!readId(words, base, this.frame)) return false;
    words.stop = bodyAt;
    return readClassicBody(words, base, this.frame);
  }

  /** A line without a time: of the header, or text that something else wrote between the events. */
  #readOtherText(bytes: Uint8Array, end: number): FrameLine {
    const words = this.#words;
    if (bytes[words.start] === SLASH && bytes[words.start + 1] === SLASH) return 'comment';
    if (this.#clock.readHeading(latin1.decode(bytes.subarray(words.start, end)))) return 'header';
    if (!isPrintable(bytes, words.start, end)) return 'undecodable';
    takeText(words, this.frame);
    return 'record';
  }
}

function isPrintable(bytes: Uint8Array, at: number, end: number): boolean {
  for (let p = at; p < end; p++) if (bytes[p] < 0x20 && bytes[p] !== 0x09) return false;
  return true;
}
