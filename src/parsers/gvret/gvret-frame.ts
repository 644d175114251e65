import { LineFrame } from '../frames/frame-line-decoder.ts';

/** A line as GVRET and SavvyCAN write it. */
export class GvretFrame extends LineFrame {
  /** By the counter of the device, or since 1970. */
  writtenUs = 0;
  channel = 0;
}
