import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { TrcReader } from './trc-reader.ts';

const MAGIC = asciiBytes(';$FILEVERSION=');

/**
 * Traces of PEAK's tools, versions 1.0 to 2.1, and LIN traces beside them (PEAK_CAN_TRC_File_Format.pdf,
 * PEAK_LIN_LTRC_File_Format.pdf). Other tools give the ending `.trc` to layouts of their own.
 */
export const trcFormat: LogFormat = {
  name: 'trc',
  version: 1,
  sniff: (head) => (startsWith(head, 0, MAGIC) ? 1 : scoreFrameLines(head, new TrcReader(new SourceTable()))),
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new TrcReader(sources)),
};
