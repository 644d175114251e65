import type { LineOutcome, LineReader } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { DecodeContext } from '../log-format.ts';
import type { RecordBatch } from '../record-batch.ts';
import { LineShapes } from './line-shapes.ts';

/** The layout of a format's own lines. */
export interface LineLayout {
  /** Fills `fields`, cleared for the line before; false when the line has another layout. */
  read(bytes: Uint8Array, fields: LineFields): boolean;
}

/** Whose a line of no shape is: the writer's above it (a wrapped line), or nobody's (a program on a console). */
type Unshaped = 'of-the-writer-above' | 'of-nobody';

/** Reads lines by the layout of a format, and other lines among them by the shape that they have of their own. */
export class ShapedReader implements LineReader {
  readonly #fields: LineFields;
  readonly #layout: LineLayout;
  readonly #shapes: LineShapes;
  readonly #unshaped: Unshaped;

  constructor(context: DecodeContext, layoutOf: (time: TimeReader) => LineLayout, unshaped: Unshaped = 'of-nobody') {
    const time = new TimeReader(context.referenceTimeUs);
    this.#fields = new LineFields(context.sources);
    this.#layout = layoutOf(time);
    this.#shapes = new LineShapes(time);
    this.#unshaped = unshaped;
  }

  read(out: RecordBatch, i: number): LineOutcome {
    const fields = this.#fields;
    const { bytes } = out.window;
    fields.clear(out.start[i], out.end[i]);
    if (!this.#layout.read(bytes, fields)) {
      fields.clear(out.start[i], out.end[i]);
      if (!this.#shapes.read(bytes, fields) && this.#unshaped === 'of-the-writer-above') {
        fields.writeContinuation(out, i);
        return 'record';
      }
    }
    fields.write(out, i);
    return 'record';
  }
}
