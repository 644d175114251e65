import { LineFrame } from '../frames/frame-line-decoder.ts';
import { NO_CHANNEL } from '../frames/frame-sources.ts';
import { Network } from '../source-table.ts';
import { MAX_COLUMNS } from './trc-layout.ts';

/** A line as a TRC file writes it. */
export class TrcFrame extends LineFrame {
  /** Since the start of the recording. */
  offsetUs = 0;
  network: Network = Network.can;
  channel = NO_CHANNEL;
  /** Of a line that is no frame: a row of `STATUS_KINDS`. */
  statusKind = 0;
  /** By column of the layout: where it began and ended, counted from the line's begin. */
  readonly columnStarts = new Int32Array(MAX_COLUMNS);
  readonly columnEnds = new Int32Array(MAX_COLUMNS);

  override clear(): void {
    super.clear();
    this.network = Network.can;
    this.channel = NO_CHANNEL;
  }
}
