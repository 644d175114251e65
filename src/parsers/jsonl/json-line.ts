import { CLOSE_BRACKET, COMMA, LF, OPEN_BRACKET } from '../lines/ascii.ts';
import type { LineOutcome, LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { MessagePrefix } from '../lines/message-prefix.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext } from '../log-format.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { isWhite, type JsonKind, JsonMembers } from './json-members.ts';
import { KeyFinder, Role } from './json-roles.ts';
import { bytesInto, unescapeInto } from './json-text.ts';
import { RoleValues } from './role-values.ts';

/** An object or array says less than a string of a worse key. */
const NESTED_PENALTY = 0x40;

/** One log object on a line. */
export class JsonLine {
  readonly values = new RoleValues();
  messageKind: JsonKind = 'literal';
  isMessageEscaped = false;
  readonly #members = new JsonMembers();
  readonly #keys = new KeyFinder();

  /** True when the line is one whole object (with the brackets and commas of an array around it). */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.values.clear();
    const members = this.#members;
    if (!members.open(bytes, skipArrayMark(bytes, start, end), end)) return false;
    for (let nth = 0; members.next(); nth++) this.#take(bytes, nth);
    return members.isWhole && skipArrayMark(bytes, members.at, end) === end;
  }

  #take(bytes: Uint8Array, nth: number): void {
    const { keyStart, keyEnd, kind, valueStart, valueEnd, hasEscapes } = this.#members;
    const known = this.#keys.find(bytes, [keyStart, keyEnd], nth);
    if (known === undefined) return;
    const isNested = kind === 'object' || kind === 'array';
    const isMessage = known.role === Role.message;
    if (!isMessage && (isNested || kind === 'literal')) return;
    if (!this.values.offer(known, isNested ? NESTED_PENALTY : 0)) return;
    this.values.place(known.role, valueStart, valueEnd);
    if (!isMessage) return;
    this.messageKind = kind;
    this.isMessageEscaped = hasEscapes;
  }
}

export class JsonLineReader implements LineReader {
  readonly #line = new JsonLine();
  readonly #fields: LineFields;
  readonly #time: TimeReader;
  readonly #prefix: MessagePrefix;

  constructor(context: DecodeContext) {
    this.#fields = new LineFields(context.sources);
    this.#time = new TimeReader(context.referenceTimeUs);
    this.#prefix = new MessagePrefix(this.#time);
  }

  read(out: RecordBatch, i: number): LineOutcome {
    const { bytes } = out.window;
    const start = out.start[i];
    const end = out.end[i];
    if (skipArrayMark(bytes, start, end) === end) return 'structure';
    if (!this.#line.read(bytes, start, end)) return 'undecodable';
    this.#fields.clear(start, end);
    this.#line.values.fill(this.#fields, bytes, this.#time);
    if (this.#line.values.has(Role.message)) this.#readMessage(out, i);
    this.#fields.write(out, i);
    return 'record';
  }

  /** Without a message the body stays the whole object. */
  #readMessage(out: RecordBatch, i: number): void {
    const { values, messageKind, isMessageEscaped } = this.#line;
    const fields = this.#fields;
    fields.bodyStart = values.start(Role.message);
    fields.bodyEnd = messageKind === 'literal' ? fields.bodyStart : values.end(Role.message);
    if (isMessageEscaped) this.#useScratch(out, i, unescapeInto(out, fields.bodyStart, fields.bodyEnd));
    else if (messageKind === 'array') {
      const from = bytesInto(out, fields.bodyStart, fields.bodyEnd);
      if (from >= 0) this.#useScratch(out, i, from);
    }
    const body = out.borrowBodyBuffer(i);
    while (fields.bodyEnd > fields.bodyStart && body[fields.bodyEnd - 1] === LF) fields.bodyEnd--;
    if (this.#prefix.read(body, fields.bodyStart, fields.bodyEnd)) fields.raiseLevel(this.#prefix.level);
  }

  #useScratch(out: RecordBatch, i: number, from: number): void {
    out.flags[i] |= Flag.bodyInScratch;
    this.#fields.bodyStart = from;
    this.#fields.bodyEnd = out.scratchUsed;
  }
}

/** Behind white space and the brackets and comma of an array whose objects stand on lines of their own. */
function skipArrayMark(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (isWhite(bytes[at]) || isArrayMark(bytes[at]))) at++;
  return at;
}

function isArrayMark(byte: number): boolean {
  return byte === OPEN_BRACKET || byte === CLOSE_BRACKET || byte === COMMA;
}
