import { asciiBytes, CLOSE_BRACKET, COLON, OPEN_BRACKET, SPACE, skipSpaces, startsWith } from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { MessagePrefix } from '../lines/message-prefix.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { readHeadWords } from '../text/head-words.ts';
import type { LineLayout } from '../text/shaped-reader.ts';

const NAME = 'update_engine';
const NAME_BYTES = asciiBytes(NAME);

/**
 * One line of update_engine's own file: `[0416/062017.413527:INFO:file.cc(116)] text` and the same in two brackets on
 * Android, `2026-05-13T17:43:21.758925Z INFO update_engine: [file.cc:43] text` on Chrome OS. The bracket stays in the body,
 * as it does inside a logcat.
 */
export class UpdateEngineLine implements LineLayout {
  readonly #time: TimeReader;
  readonly #prefix: MessagePrefix;

  constructor(time: TimeReader) {
    this.#time = time;
    this.#prefix = new MessagePrefix(time);
  }

  read(bytes: Uint8Array, fields: LineFields): boolean {
    return this.#readBracket(bytes, fields) || this.#readDated(bytes, fields);
  }

  #readBracket(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    if (bytes[bodyStart] !== OPEN_BRACKET) return false;
    const prefix = this.#prefix;
    const levelAt = this.#readTimeAlone(bytes, fields);
    if (!prefix.read(bytes, levelAt, bodyEnd) || bytes[prefix.end] !== COLON || prefix.id > 0) return false;
    fields.level = prefix.level;
    if (levelAt === bodyStart) fields.setTime(prefix.timeUs, prefix.isTimeInferred);
    fields.bodyStart = levelAt;
    fields.writer = NAME;
    return true;
  }

  /** Behind `[0620/021939.559580] `, or where the line begins. */
  #readTimeAlone(bytes: Uint8Array, fields: LineFields): number {
    const { bodyStart, bodyEnd } = fields;
    const time = this.#time;
    if (!time.readChromium(bytes, bodyStart + 1, bodyEnd)) return bodyStart;
    if (time.at + 1 >= bodyEnd || bytes[time.at] !== CLOSE_BRACKET || bytes[time.at + 1] !== SPACE) return bodyStart;
    fields.setTime(time.timeUs, time.isInferred);
    return time.at + 2;
  }

  /** `<ISO time> LEVEL update_engine[12]: text`; lines of other programs are not ours. */
  #readDated(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const time = this.#time;
    if (!time.readIso(bytes, bodyStart, bodyEnd)) return false;
    fields.setTime(time.timeUs, time.isInferred);
    fields.bodyStart = skipSpaces(bytes, time.at, bodyEnd);
    readHeadWords(bytes, fields);
    const { appStart, appEnd } = fields;
    if (appEnd - appStart < NAME_BYTES.length || !startsWith(bytes, appStart, NAME_BYTES)) return false;
    if (this.#prefix.read(bytes, fields.bodyStart, bodyEnd)) fields.raiseLevel(this.#prefix.level);
    return true;
  }
}
