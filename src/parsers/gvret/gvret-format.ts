import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { GvretReader } from './gvret-reader.ts';

const MAGIC = asciiBytes('Time Stamp,ID,Extended,');

/** CSV of GVRET devices and SavvyCAN (collin80/SavvyCAN framefileio.cpp), without and with a direction. */
export const gvretFormat: LogFormat = {
  name: 'gvret',
  version: 1,
  sniff: (head) => (startsWith(head, 0, MAGIC) ? 1 : scoreFrameLines(head, new GvretReader(new SourceTable()))),
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new GvretReader(sources)),
};
