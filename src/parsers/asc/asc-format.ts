import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { AscReader } from './asc-reader.ts';

/** The header's second line, which nothing else writes. */
const HEADER = /^(date\s[^\n]*\r?\n)?\s*base\s+(hex|dec)\s+timestamps\s+(absolute|relative)/i;
const HEADER_BYTES = 300;
const latin1 = new TextDecoder('latin1');

/** Text logs of Vector tools (CANoe, CANalyzer, CANlog) and of the many that write their layout: CAN, CAN FD and LIN. */
export const ascFormat: LogFormat = {
  name: 'asc',
  version: 1,
  sniff: (head) => {
    const hasHeader = HEADER.test(latin1.decode(head.subarray(0, HEADER_BYTES)));
    return hasHeader ? 1 : scoreFrameLines(head, new AscReader(new SourceTable()));
  },
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new AscReader(sources)),
};
