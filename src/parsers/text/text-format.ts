import { LineDecoder, type LineOutcome, type LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext, LogFormat } from '../log-format.ts';
import type { RecordBatch } from '../record-batch.ts';
import { LINE_CUT } from '../record-cut.ts';
import { LineShapes } from './line-shapes.ts';

class TextReader implements LineReader {
  readonly #fields: LineFields;
  readonly #shapes: LineShapes;

  constructor(context: DecodeContext) {
    this.#fields = new LineFields(context.sources);
    this.#shapes = new LineShapes(new TimeReader(context.referenceTimeUs));
  }

  read(out: RecordBatch, i: number): LineOutcome {
    this.#fields.clear(out.start[i], out.end[i]);
    this.#shapes.read(out.window.bytes, this.#fields);
    this.#fields.write(out, i);
    return 'record';
  }
}

/** Below what any format with a shape of its own claims. */
const LAST_RESORT = 0.05;

/** Text of no known layout: every line that is not blank is a record, with what its own shape tells (last resort). */
export const textFormat: LogFormat = {
  name: 'text',
  version: 1,
  sniff: (head) => LAST_RESORT * rateLines(head, () => 1),
  resumes: true,
  cut: LINE_CUT,
  createDecoder: (context) => new LineDecoder(new TextReader(context)),
};
