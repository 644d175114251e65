import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { scoreFrameLines } from '../frames/score-frame-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { CandumpFrame } from './candump-frame.ts';
import { CandumpReader, isFrame } from './candump-reader.ts';

/** SocketCAN text of can-utils: `candump -l` files and what candump prints (can-utils lib.c, candump.c). */
export const candumpFormat: LogFormat = {
  name: 'candump',
  version: 2,
  sniff: (head) => {
    const frame = new CandumpFrame();
    return scoreFrameLines(head, (at, end) => {
      frame.clear();
      return isFrame(head, at, end, frame);
    });
  },
  createDecoder: ({ sources }) => new FrameLineDecoder(new CandumpReader(sources)),
};
