import { LineDecoder } from '../lines/line-decoder.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { LINE_CUT } from '../record-cut.ts';
import { JsonLine, JsonLineReader } from './json-line.ts';
import { Role } from './json-roles.ts';

/** An object that has no message, level or time may be any data. */
const RATE_OF_DATA = 0.5;

function sniff(head: Uint8Array): number {
  const line = new JsonLine();
  const rate = rateLines(head, (bytes, start, end) => {
    if (!line.read(bytes, start, end)) return 0;
    const { values } = line;
    return values.has(Role.message) || values.has(Role.level) || values.has(Role.time) ? 1 : RATE_OF_DATA;
  });
  return rate * 0.9;
}

/** One JSON object per line, or the objects of an array on a line each. A line that is none is a gap. */
export const jsonlFormat: LogFormat = {
  name: 'jsonl',
  version: 1,
  sniff,
  resumes: true,
  cut: LINE_CUT,
  createDecoder: (context) => new LineDecoder(new JsonLineReader(context)),
};
