import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { classInWords } from '../frames/error-class.ts';
import type { LineWords } from '../frames/line-words.ts';
import { asciiBytes } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';
import type { AscFrame } from './asc-frame.ts';
import { isDirection, readBytes, readId } from './classic-line.ts';

export const ERROR_FRAME = asciiBytes('ErrorFrame');

/** Bits of the flags column: remote frame, and EDL of a frame in CAN FD format. */
const REMOTE = 0x10;
const FD_FORMAT = 0x1000;

/**
 * Behind `CANFD`: `<channel> <direction> <id> [<name>] <brs> <esi> <dlc> <length> <bytes> [<duration> <bits> <flags> …]`.
 * Newer CANoe writes classic frames so too: the flags say which it is.
 */
export class FdLine {
  /**
   * Ids and data of these lines are hexadecimal in files of `base dec` as well (CANoe 11); other writers keep to the base.
   * Hexadecimal bytes are always two digits one blank apart: the first line that is not so tells the writer.
   */
  #isDecimal = false;
  /** Characters that the data of the last line took. */
  #dataWidth = 0;

  read(words: LineWords, base: 10 | 16, frame: AscFrame): boolean {
    frame.channel = words.next() ? words.number(10) : -1;
    if (frame.channel < 0 || !words.next() || !isDirection(words)) return false;
    frame.setDirection(words.bytes[words.start]);
    if (!words.next()) return false;
    if (words.is(ERROR_FRAME)) {
      frame.flags |= Flag.errorFrame | Flag.fd;
      frame.id = classInWords(words);
      return true;
    }
    if (base === 10 && this.#readDecimal(words, frame)) return true;
    return this.#readFrame(words, 16, frame);
  }

  #readDecimal(words: LineWords, frame: AscFrame): boolean {
    const { start, stop } = words;
    const { flags } = frame;
    if (this.#readFrame(words, 10, frame)) {
      this.#isDecimal ||= this.#dataWidth !== 3 * (frame.bodyEnd - frame.bodyStart);
      if (this.#isDecimal) return true;
    }
    words.start = start;
    words.stop = stop;
    frame.flags = flags;
    frame.bodyEnd = frame.bodyStart;
    return false;
  }

  #readFrame(words: LineWords, base: 10 | 16, frame: AscFrame): boolean {
    if (!readId(words, base, frame) || !words.next()) return false;
    if (!isBit(words) && !words.next()) return false;
    if (!isBit(words) || !words.next() || !isBit(words) || !words.next()) return false;
    const dlc = words.number(base);
    if (dlc < 0 || dlc > 15 || !words.next()) return false;
    const count = words.number(10);
    const dataAt = words.stop;
    if (count < 0 || count > MAX_FD_BYTES || !readBytes(words, { base, count, frame })) return false;
    this.#dataWidth = words.stop - dataAt;
    this.#readFlags(words, { dlc, count }, frame);
    return true;
  }

  #readFlags(words: LineWords, { dlc, count }: { dlc: number; count: number }, frame: AscFrame): void {
    const flags = words.next() && words.next() && words.next() ? words.number(16) : -1;
    const isFd = flags < 0 || (flags & FD_FORMAT) !== 0 || count > MAX_CLASSIC_BYTES;
    const isRemote = flags < 0 ? count === 0 && dlc > 0 : !isFd && (flags & REMOTE) !== 0;
    if (isRemote) frame.flags |= Flag.remote;
    else if (isFd) frame.flags |= Flag.fd;
  }
}

const isBit = ({ bytes, start, stop }: LineWords): boolean =>
  stop - start === 1 && (bytes[start] === 0x30 || bytes[start] === 0x31);
