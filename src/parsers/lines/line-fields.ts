import { Flag, Kind, Level, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { moreSevere } from './level-words.ts';
import { SourceCache, type SourceSpans } from './source-cache.ts';

/**
 * What a line says, as places in the window: one object per stream, filled line by line. A reader begins with `clear`
 * (the whole line is text, nothing else known) and ends with `write`.
 */
export class LineFields implements SourceSpans {
  kind: number = Kind.message;
  level: number = Level.none;
  timeUs = Number.NaN;
  uptimeUs = Number.NaN;
  isTimeInferred = false;
  /** Process id. */
  id = 0;
  bodyStart = 0;
  bodyEnd = 0;
  ecuStart = 0;
  ecuEnd = 0;
  appStart = 0;
  appEnd = 0;
  contextStart = 0;
  contextEnd = 0;
  /** Who wrote it where the line itself does not say so (`kernel`); empty where it may. */
  writer = '';

  readonly #sources: SourceCache;
  readonly #table: SourceTable;
  #writer = '';
  #writerSource = 0;
  #lastSource = 0;

  constructor(table: SourceTable) {
    this.#table = table;
    this.#sources = new SourceCache(table);
  }

  clear(start: number, end: number): void {
    this.kind = Kind.message;
    this.level = Level.none;
    this.timeUs = Number.NaN;
    this.uptimeUs = Number.NaN;
    this.isTimeInferred = false;
    this.id = 0;
    this.bodyStart = start;
    this.bodyEnd = end;
    this.ecuStart = this.ecuEnd = this.appStart = this.appEnd = this.contextStart = this.contextEnd = start;
    this.writer = '';
  }

  setTime(timeUs: number, isInferred: boolean): void {
    this.timeUs = timeUs;
    this.isTimeInferred = isInferred;
  }

  raiseLevel(level: number): void {
    this.level = moreSevere(this.level, level);
  }

  /** Fills record `i`. */
  write(out: RecordBatch, i: number): void {
    this.#lastSource = this.writer === '' ? this.#sources.find(out.window.bytes, this) : this.#sourceOfWriter();
    this.#writeColumns(out, i);
  }

  /** Fills record `i` as something the writer before it goes on to say (a stack trace, a wrapped line). */
  writeContinuation(out: RecordBatch, i: number): void {
    this.#writeColumns(out, i);
  }

  #writeColumns(out: RecordBatch, i: number): void {
    out.kind[i] = this.kind;
    out.level[i] = this.level;
    if (this.isTimeInferred) out.flags[i] |= Flag.timeInferred;
    out.bodyStart[i] = this.bodyStart;
    out.bodyEnd[i] = this.bodyEnd;
    out.timeUs[i] = this.timeUs;
    out.uptimeUs[i] = this.uptimeUs;
    out.source[i] = this.#lastSource;
    out.id[i] = this.id;
  }

  #sourceOfWriter(): number {
    if (this.writer !== this.#writer) {
      this.#writer = this.writer;
      this.#writerSource = this.#table.intern('', this.writer, '');
    }
    return this.#writerSource;
  }
}
