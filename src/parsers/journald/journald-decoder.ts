import { JsonLineReader } from '../jsonl/json-line.ts';
import { CR, LF, NUL, SPACE, TAB } from '../lines/ascii.ts';
import { LineDecoder } from '../lines/line-decoder.ts';
import type { DecodeContext, Decoder } from '../log-format.ts';
import type { RecordBatch, Window } from '../record-batch.ts';
import { SyslogReader } from '../syslog/syslog-reader.ts';
import { ExportDecoder } from './export-decoder.ts';

const OPEN_BRACE = 0x7b;
const UNDERSCORE = 0x5f;

/** Chooses by the first byte of content: a journal is printed in one layout from end to end. */
export class JournaldDecoder implements Decoder {
  readonly #context: DecodeContext;
  #decoder: Decoder | undefined;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#decoder ??= this.#choose(window, at);
    return this.#decoder?.decode(window, at, out) ?? at;
  }

  #choose(window: Window, from: number): Decoder | undefined {
    let at = from;
    while (at < window.end && isSkipped(window.bytes[at])) at++;
    if (at === window.end) return window.isLast ? this.#lines() : undefined;
    const first = window.bytes[at];
    if (first === OPEN_BRACE) return new LineDecoder(new JsonLineReader(this.#context));
    return first === UNDERSCORE ? new ExportDecoder(this.#context) : this.#lines();
  }

  #lines(): Decoder {
    return new LineDecoder(new SyslogReader(this.#context, true));
  }
}

/** White space, NUL and the byte order mark. */
function isSkipped(byte: number): boolean {
  return byte === LF || byte === CR || byte === SPACE || byte === TAB || byte === NUL || byte >= 0xbb;
}
