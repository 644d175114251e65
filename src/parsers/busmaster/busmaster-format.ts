import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { BusmasterReader } from './busmaster-reader.ts';

/** `***BUSMASTER Ver 3.2.2***`; some builds leave out `Ver`. */
const MAGIC = asciiBytes('***BUSMASTER ');
/** Of the header's second line: logs of FlexRay have other columns. */
const PROTOCOL = /^[^\n]*\r?\n\*\*\*PROTOCOL (?:CAN|J1939|LIN)\*\*\*/;
const HEADER_BYTES = 200;
const latin1 = new TextDecoder('latin1');

/** Logs of CAN, J1939 and LIN of BUSMASTER (rbei-etas/busmaster LogObject….cpp), which SavvyCAN and others write as well. */
export const busmasterFormat: LogFormat = {
  name: 'busmaster',
  version: 2,
  sniff: (head) => {
    if (startsWith(head, 0, MAGIC)) return PROTOCOL.test(latin1.decode(head.subarray(0, HEADER_BYTES))) ? 1 : 0;
    return scoreFrameLines(head, new BusmasterReader(new SourceTable()));
  },
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new BusmasterReader(sources)),
};
