import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import { Level } from '../record-batch.ts';
import { SourceTable } from '../source-table.ts';
import { LineShapes } from '../text/line-shapes.ts';

/** The share of lines that bear a time or a level; 0 … 1. */
export function rateShapes(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const shapes = new LineShapes(new TimeReader(0));
  return rateLines(head, (bytes, start, end) => {
    fields.clear(start, end);
    if (!shapes.read(bytes, fields)) return 0;
    const isTimed = !Number.isNaN(fields.timeUs) || !Number.isNaN(fields.uptimeUs);
    return isTimed || fields.level !== Level.none ? 1 : 0;
  });
}
