import { KernelLine } from '../kernel/kernel-line.ts';
import type { LineOutcome, LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext } from '../log-format.ts';
import { LogcatLine } from '../logcat/logcat-line.ts';
import { raiseByPrefix } from '../logcat/raise-by-prefix.ts';
import { Kind, type RecordBatch } from '../record-batch.ts';
import { LineShapes } from '../text/line-shapes.ts';
import { isDuration, kindOfHeading, type SectionKind, titleTimeAt } from './section-heading.ts';

/**
 * Lines of a bug report by the section that they stand in: those of its logs are records, headings too; what other
 * sections say of the state of the system is no log, and counted only.
 */
export class BugreportReader implements LineReader {
  readonly #fields: LineFields;
  readonly #time: TimeReader;
  readonly #logcat: LogcatLine;
  readonly #kernel: KernelLine;
  readonly #shapes: LineShapes;
  #section: SectionKind = 'state';

  constructor(context: DecodeContext) {
    this.#time = new TimeReader(context.referenceTimeUs);
    this.#fields = new LineFields(context.sources);
    this.#logcat = new LogcatLine(this.#time);
    this.#kernel = new KernelLine(this.#time);
    this.#shapes = new LineShapes(this.#time);
  }

  read(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    const { bytes } = out.window;
    fields.clear(out.start[i], out.end[i]);
    if (this.#readHeading(bytes, fields)) {
      fields.kind = Kind.control;
      fields.writer = 'dumpstate';
    } else if (this.#section === 'state' || isDuration(bytes, fields.bodyStart, fields.bodyEnd)) return 'detail';
    else if (this.#section === 'kernel') this.#kernel.read(bytes, fields);
    else if (!this.#readLogcat(bytes, fields)) {
      fields.writeContinuation(out, i);
      return 'record';
    }
    fields.write(out, i);
    return 'record';
  }

  /** The title of the report has the year that its logs do without. */
  #readHeading(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const kind = kindOfHeading(bytes, bodyStart, bodyEnd);
    if (kind) this.#section = kind;
    const timeAt = kind ? -1 : titleTimeAt(bytes, bodyStart, bodyEnd);
    if (timeAt < 0) return kind !== undefined;
    if (this.#time.readIso(bytes, timeAt, bodyEnd)) fields.setTime(this.#time.timeUs, true);
    return true;
  }

  #readLogcat(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    if (this.#logcat.read(bytes, fields) !== 'none') {
      raiseByPrefix(bytes, fields, this.#shapes.prefix);
      return true;
    }
    fields.clear(bodyStart, bodyEnd);
    return this.#shapes.read(bytes, fields);
  }
}
