import { LineFrame } from '../frames/frame-line-decoder.ts';
import { NO_CHANNEL } from '../frames/frame-sources.ts';
import { Network } from '../source-table.ts';

/** A line as a TRC file writes it. */
export class TrcFrame extends LineFrame {
  /** Since the start of the recording. */
  offsetUs = 0;
  network: Network = Network.can;
  channel = NO_CHANNEL;
  /** Of a line that is no frame: a row of `STATUS_KINDS`. */
  statusKind = 0;

  override clear(): void {
    super.clear();
    this.network = Network.can;
    this.channel = NO_CHANNEL;
  }
}
