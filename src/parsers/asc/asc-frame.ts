import { LineFrame } from '../frames/frame-line-decoder.ts';
import { NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import { Network } from '../source-table.ts';

/** An event as an ASC file writes it. */
export class AscFrame extends LineFrame {
  /** As written: since the start or since the event before, in microseconds. */
  writtenUs = 0;
  network: Network = Network.can;
  /** Channels count from 1. */
  channel = NO_CHANNEL;
  /** Of an event that is no frame: a row of `EVENT_KINDS`. */
  eventKind = 0;

  override clear(): void {
    super.clear();
    this.network = Network.can;
    this.channel = NO_CHANNEL;
  }

  setDirection(firstLetter: number): void {
    if (firstLetter === LETTER_T) this.flags |= Flag.transmitted;
  }
}

const LETTER_T = 0x54;
