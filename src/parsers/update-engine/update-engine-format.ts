import { LineDecoder } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { ShapedReader } from '../text/shaped-reader.ts';
import { UpdateEngineLine } from './update-engine-line.ts';

/** Messages of several lines (manifests, JSON) are common in it. */
const ENOUGH = 0.3;

function sniff(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const line = new UpdateEngineLine(new TimeReader(0));
  const rate = rateLines(head, (bytes, start, end) => {
    fields.clear(start, end);
    return line.read(bytes, fields) ? 1 : 0;
  });
  return rate >= ENOUGH ? 0.5 + rate * 0.42 : 0;
}

/** The file that update_engine writes itself, on Android (/data/misc/update_engine_log) and Chrome OS. */
export const updateEngineFormat: LogFormat = {
  name: 'update-engine',
  version: 1,
  sniff,
  createDecoder: (context) =>
    new LineDecoder(new ShapedReader(context, (time) => new UpdateEngineLine(time), 'of-the-writer-above')),
};
