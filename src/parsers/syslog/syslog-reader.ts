import type { LineOutcome, LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext } from '../log-format.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { LineShapes } from '../text/line-shapes.ts';
import { findFrame, SyslogLine } from './syslog-line.ts';

/** Lines of syslog, and of `journalctl` in its short layouts, which are the same but for one. */
export class SyslogReader implements LineReader {
  readonly #fields: LineFields;
  readonly #line: SyslogLine;
  readonly #shapes: LineShapes;

  constructor(context: DecodeContext, isJournal: boolean) {
    const time = new TimeReader(context.referenceTimeUs);
    this.#fields = new LineFields(context.sources);
    this.#line = new SyslogLine(time, isJournal);
    this.#shapes = new LineShapes(time);
  }

  read(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    const { bytes } = out.window;
    const start = this.#frameStart(out, i);
    fields.clear(start, out.end[i]);
    const layout = this.#line.read(bytes, fields);
    if (layout === 'none') return this.#readOther(out, i);
    const { prefix } = this.#shapes;
    if (prefix.read(bytes, fields.bodyStart, fields.bodyEnd)) {
      fields.raiseLevel(prefix.level);
      // The program's own time has the year and is finer.
      if (layout === 'dated' && prefix.hasYear) fields.setTime(prefix.timeUs, prefix.isTimeInferred);
    }
    fields.write(out, i);
    return 'record';
  }

  /** Octet-counted frames may share a line: the record then ends where the count says. */
  #frameStart(out: RecordBatch, i: number): number {
    const frame = findFrame(out.window.bytes, out.start[i], out.end[i]);
    if (frame === undefined) return out.start[i];
    if (frame[1] < out.end[i]) out.flags[i] &= ~Flag.textCut;
    out.end[i] = frame[1];
    return frame[0];
  }

  /** Console and kernel lines keep their own shape; other lines go on for the writer before them. */
  #readOther(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    fields.clear(out.start[i], out.end[i]);
    if (this.#shapes.read(out.window.bytes, fields)) fields.write(out, i);
    else fields.writeContinuation(out, i);
    return 'record';
  }
}
