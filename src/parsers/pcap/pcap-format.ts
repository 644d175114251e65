import type { Decoder, LogFormat } from '../log-format.ts';
import type { RecordBatch, Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { PcapDecoder } from './pcap-decoder.ts';
import { findMagic } from './pcap-header.ts';
import { isSectionHeader } from './pcapng-blocks.ts';
import { PcapngDecoder } from './pcapng-decoder.ts';

/** Enough to tell the two layouts apart. */
const MAGIC_BYTES = 12;

/**
 * Captured networks: pcap (IETF draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng), with CAN, LIN and IP traffic;
 * what the packets carry becomes the records (`parsers/packets`).
 */
export const pcapFormat: LogFormat = {
  name: 'pcap',
  version: 1,
  sniff: (head) => (findMagic(head) || isSectionHeader(head) ? 1 : 0),
  createDecoder: ({ sources }) => new CaptureDecoder(sources),
};

/** Waits for the magic, then hands over for good. */
class CaptureDecoder implements Decoder {
  readonly #sources: SourceTable;
  #decoder: Decoder | undefined;

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    if (!this.#decoder) {
      const head = window.bytes.subarray(at, Math.min(window.end, at + MAGIC_BYTES));
      if (head.length < MAGIC_BYTES && !window.isLast) return at;
      this.#decoder = isSectionHeader(head) ? new PcapngDecoder(this.#sources) : new PcapDecoder(this.#sources);
    }
    return this.#decoder.decode(window, at, out);
  }
}
