import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { SourceTable } from '../source-table.ts';
import { CandumpReader } from './candump-reader.ts';

/** SocketCAN text of can-utils: `candump -l` files and what candump prints (can-utils lib.c, candump.c). */
export const candumpFormat: LogFormat = {
  name: 'candump',
  version: 2,
  sniff: (head) => scoreFrameLines(head, new CandumpReader(new SourceTable())),
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new CandumpReader(sources)),
};
