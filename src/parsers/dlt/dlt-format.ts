import type { DecodeContext, Decoder, LogFormat } from '../log-format.ts';
import type { RecordBatch, Window } from '../record-batch.ts';
import { BareDecoder } from './bare-decoder.ts';
import { MarkedDecoder } from './marked-decoder.ts';
import { STORAGE_CUT } from './storage-cut.ts';
import { findLayout, startsWithStorageHeader } from './stream-layout.ts';

/** Enough to tell a stream without markers from a file that lost its beginning. */
const LAYOUT_BYTES = 64 * 1024;

/**
 * AUTOSAR Diagnostic Log and Trace, protocol versions 1 and 2 (PRS_LogAndTraceProtocol), in files with storage headers,
 * serial captures and bare streams.
 */
export const dltFormat: LogFormat = {
  name: 'dlt',
  version: 1,
  sniff: (head) => findLayout(head).confidence,
  resumes: true,
  cut: STORAGE_CUT,
  createDecoder: (context) => new DltDecoder(context),
};

/** Waits for enough bytes to know the layout, then hands over for good. */
class DltDecoder implements Decoder {
  readonly #context: DecodeContext;
  #decoder: Decoder | undefined;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#decoder ??= this.#findDecoder(window, at);
    return this.#decoder ? this.#decoder.decode(window, at, out) : at;
  }

  #findDecoder(window: Window, at: number): Decoder | undefined {
    const head = window.bytes.subarray(at, Math.min(window.end, at + LAYOUT_BYTES));
    if (!window.isLast && head.length < LAYOUT_BYTES && !startsWithStorageHeader(head)) return undefined;
    const { framing } = findLayout(head);
    return framing === 'bare'
      ? new BareDecoder(this.#context.sources)
      : new MarkedDecoder(framing, this.#context.sources);
  }
}
