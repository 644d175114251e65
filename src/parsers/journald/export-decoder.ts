import { findKey, Role } from '../jsonl/json-roles.ts';
import { RoleValues } from '../jsonl/role-values.ts';
import { asciiBytes, CR, findByte, LF, startsWith } from '../lines/ascii.ts';
import { BetweenLines } from '../lines/between-lines.ts';
import { LineFields } from '../lines/line-fields.ts';
import { MessagePrefix } from '../lines/message-prefix.ts';
import { TimeReader } from '../lines/time-reader.ts';
import { type DecodeContext, type Decoder, MAX_RECORD_BYTES } from '../log-format.ts';
import { Flag, type GapReason, type RecordBatch, type Window } from '../record-batch.ts';
import { type ExportField, type FieldOutcome, readField } from './export-entry.ts';

/** journalctl begins every entry with it: what is looked for behind damage. */
const ENTRY_START = asciiBytes('\n__CURSOR=');

type EntryOutcome = 'entry' | 'need-more' | 'invalid';

/**
 * The journal export format: entries of fields, a blank line between. An entry longer than a record may be (a core dump
 * in a field) keeps the fields before that; what no entry can be made of is a gap up to the next `__CURSOR=`.
 */
export class ExportDecoder implements Decoder {
  readonly #fields: LineFields;
  readonly #time: TimeReader;
  readonly #prefix: MessagePrefix;
  readonly #values = new RoleValues();
  readonly #between = new BetweenLines();
  readonly #field: ExportField = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 };
  /** End of the last whole field of the entry, and the place behind the entry. */
  #entryEnd = 0;
  #next = 0;
  #gap: GapReason | null = null;
  #gapOffset = 0;

  constructor(context: DecodeContext) {
    this.#fields = new LineFields(context.sources);
    this.#time = new TimeReader(context.referenceTimeUs);
    this.#prefix = new MessagePrefix(this.#time);
  }

  decode(window: Window, from: number, out: RecordBatch): number {
    this.#between.open(out, this.#gapStart(window) ?? from);
    const next = this.#decodeEntries(window, from, out);
    this.#between.tell(this.#gapStart(window) ?? next);
    return next;
  }

  #gapStart(window: Window): number | undefined {
    return this.#gap === null ? undefined : this.#gapOffset - window.offset;
  }

  #decodeEntries(window: Window, from: number, out: RecordBatch): number {
    let at = from;
    while (!out.isFull) {
      if (this.#gap !== null) at = this.#resynchronise(window, at);
      if (this.#gap !== null) return at;
      at = skipBlankLines(window, at);
      if (at === window.end) return at;
      const next = this.#decodeEntry(window, at, out);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  /** The place behind the entry at `at`; -1 when it needs more data. */
  #decodeEntry(window: Window, at: number, out: RecordBatch): number {
    const outcome = this.#readEntry(window, at);
    if (outcome === 'entry') {
      this.#append(out, at, 0);
      return this.#next;
    }
    const isTooLong = outcome === 'need-more' && window.end - at >= MAX_RECORD_BYTES;
    if (outcome === 'need-more' && !isTooLong && !window.isLast) return -1;
    if (isTooLong && this.#entryEnd > at) this.#append(out, at, Flag.textCut);
    const lost = isTooLong ? Math.max(this.#entryEnd, at) : at;
    this.#gap = outcome === 'invalid' ? 'garbage' : isTooLong ? 'line-too-long' : 'cut-off-file';
    this.#gapOffset = window.offset + lost;
    // What was read whole is not searched again: a file of many beginnings would be read once for each.
    return isTooLong ? lost : this.#field.nameStart;
  }

  #readEntry(window: Window, start: number): EntryOutcome {
    const { bytes, isLast } = window;
    const end = Math.min(window.end, start + MAX_RECORD_BYTES);
    this.#values.clear();
    this.#entryEnd = start;
    for (let at = start; ; at = this.#field.next) {
      if (at === end && !(isLast && end === window.end && at > start)) return 'need-more';
      if (at === end || bytes[at] === LF || (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF)) {
        this.#next = at;
        return 'entry';
      }
      if (bytes[at] === CR && at + 1 === end) return 'need-more';
      const outcome: FieldOutcome = readField(bytes, [at, end], this.#field);
      if (outcome !== 'field') return outcome;
      this.#take(bytes);
      this.#entryEnd = this.#field.valueEnd;
    }
  }

  #take(bytes: Uint8Array): void {
    const { nameStart, nameEnd, valueStart, valueEnd } = this.#field;
    const known = findKey(bytes, nameStart, nameEnd);
    if (known !== undefined && this.#values.offer(known, 0)) this.#values.place(known.role, valueStart, valueEnd);
  }

  #append(out: RecordBatch, start: number, flags: number): void {
    const { bytes } = out.window;
    const fields = this.#fields;
    this.#between.tell(start);
    this.#between.reach(this.#entryEnd);
    const i = out.count++;
    out.start[i] = start;
    out.end[i] = this.#entryEnd;
    out.flags[i] = flags;
    out.counter[i] = -1;
    fields.clear(start, this.#entryEnd);
    this.#values.fill(fields, bytes, this.#time);
    if (this.#values.has(Role.message)) {
      fields.bodyStart = this.#values.start(Role.message);
      fields.bodyEnd = this.#values.end(Role.message);
      if (this.#prefix.read(bytes, fields.bodyStart, fields.bodyEnd)) fields.raiseLevel(this.#prefix.level);
    }
    fields.write(out, i);
  }

  /** Looks for the next entry; the gap stays open when the window holds none. */
  #resynchronise(window: Window, from: number): number {
    const { bytes, end, isLast, offset } = window;
    let at = findByte(bytes, LF, [from, end]);
    while (at + ENTRY_START.length <= end && !startsWith(bytes, at, ENTRY_START)) {
      at = findByte(bytes, LF, [at + 1, end]);
    }
    if (at + ENTRY_START.length > end) {
      if (!isLast) return at;
      at = end;
    }
    this.#between.addGap(this.#gapOffset - offset, offset + at - this.#gapOffset, this.#gap ?? 'garbage');
    this.#gap = null;
    return at;
  }
}

function skipBlankLines({ bytes, end }: Window, from: number): number {
  let at = from;
  while (at < end && (bytes[at] === LF || (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF))) at++;
  return at;
}
