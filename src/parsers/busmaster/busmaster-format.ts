import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { BusmasterReader } from './busmaster-reader.ts';

const MAGIC = asciiBytes('***BUSMASTER Ver');
/** Of the header's second line: logs of J1939 and LIN have other columns. */
const CAN = /^[^\n]*\r?\n\*\*\*PROTOCOL CAN\*\*\*/;
const HEADER_BYTES = 200;
const latin1 = new TextDecoder('latin1');

/** CAN logs of BUSMASTER (rbei-etas/busmaster LogObjectCAN.cpp), which SavvyCAN and others write as well. */
export const busmasterFormat: LogFormat = {
  name: 'busmaster',
  version: 1,
  sniff: (head) => {
    if (startsWith(head, 0, MAGIC)) return CAN.test(latin1.decode(head.subarray(0, HEADER_BYTES))) ? 1 : 0;
    return scoreFrameLines(head, new BusmasterReader(new SourceTable()));
  },
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new BusmasterReader(sources)),
};
