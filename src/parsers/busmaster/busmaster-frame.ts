import { LineFrame } from '../frames/frame-line-decoder.ts';

/** A line as BUSMASTER writes it. */
export class BusmasterFrame extends LineFrame {
  /** As written: the time of the day, since the start, or since the line before, in microseconds. */
  writtenUs = 0;
  channel = 0;
  /** The number that was read last. */
  number = 0;
}
