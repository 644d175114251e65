import { LineFrame } from '../frames/frame-line-decoder.ts';
import { Network } from '../source-table.ts';

/** SAE J1939-21: 255 packets of 7 bytes. */
export const MAX_J1939_BYTES = 1785;

/** A line as BUSMASTER writes it. */
export class BusmasterFrame extends LineFrame {
  /** As written: the time of the day, since the start, or since the line before, in microseconds. */
  writtenUs = 0;
  network: Network = Network.can;
  channel = 0;
  /** The number that was read last. */
  number = 0;
  override readonly mostBytes = MAX_J1939_BYTES;

  override clear(): void {
    super.clear();
    this.network = Network.can;
  }
}
