import { LineDecoder, type LineOutcome, type LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext, LogFormat } from '../log-format.ts';
import type { RecordBatch } from '../record-batch.ts';
import { LINE_CUT } from '../record-cut.ts';
import { SourceTable } from '../source-table.ts';
import { LineShapes } from '../text/line-shapes.ts';
import { type LogcatLayout, LogcatLine } from './logcat-line.ts';
import { raiseByPrefix } from './raise-by-prefix.ts';

class LogcatReader implements LineReader {
  readonly #fields: LineFields;
  readonly #line: LogcatLine;
  readonly #shapes: LineShapes;
  /**
   * A second set, with a clock of its own: `isInEntry` asks about a line while the entry's own fields are done with, and a
   * line that is asked about again in the next window must not have moved the year of what stands before it.
   */
  readonly #next: LineFields;
  readonly #nextLine: LogcatLine;

  constructor(context: DecodeContext) {
    const time = new TimeReader(context.referenceTimeUs);
    this.#fields = new LineFields(context.sources);
    this.#next = new LineFields(context.sources);
    this.#line = new LogcatLine(time);
    this.#nextLine = new LogcatLine(new TimeReader(context.referenceTimeUs));
    this.#shapes = new LineShapes(time);
  }

  read(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    const { bytes } = out.window;
    fields.clear(out.start[i], out.end[i]);
    const layout = this.#line.read(bytes, fields);
    if (layout === 'none') return this.#readOther(out, i);
    raiseByPrefix(bytes, fields, this.#shapes.prefix);
    fields.write(out, i);
    return layout === 'long' ? 'entry' : 'record';
  }

  /** Console and kernel lines keep their own shape; a stack trace pasted in goes on for the writer before it. */
  #readOther(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    fields.clear(out.start[i], out.end[i]);
    if (this.#shapes.read(out.window.bytes, fields)) fields.write(out, i);
    else fields.writeContinuation(out, i);
    return 'record';
  }

  isInEntry(bytes: Uint8Array, start: number, end: number): boolean {
    this.#next.clear(start, end);
    const layout = this.#nextLine.read(bytes, this.#next);
    return layout !== 'long' && layout !== 'marker';
  }

  finishEntry(out: RecordBatch, i: number): void {
    const { prefix } = this.#shapes;
    if (!prefix.read(out.window.bytes, out.bodyStart[i], out.bodyEnd[i])) return;
    this.#fields.level = out.level[i];
    this.#fields.raiseLevel(prefix.level);
    out.level[i] = this.#fields.level;
  }
}

/** How sure one line makes us: `I/O: error` may be anybody's text. */
const RATE: Record<LogcatLayout, number> = {
  none: 0,
  marker: 1,
  threadtime: 1,
  time: 1,
  brief: 1,
  long: 1,
  process: 0.8,
  thread: 0.8,
  tag: 0.5,
};

function sniff(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const line = new LogcatLine(new TimeReader(0));
  const rate = rateLines(head, (bytes, start, end) => {
    fields.clear(start, end);
    return RATE[line.read(bytes, fields)];
  });
  return rate * 0.95;
}

/** Android logcat text in every layout of `-v`, mixed or not; other lines inside it are kept as records. */
export const logcatFormat: LogFormat = {
  name: 'logcat',
  version: 2,
  sniff,
  resumes: true,
  cut: LINE_CUT,
  createDecoder: (context) => new LineDecoder(new LogcatReader(context)),
};
