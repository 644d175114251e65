import { closeSync, openSync, readSync } from 'node:fs';
import { type LogFormat, MAX_RECORD_BYTES } from '#src/parsers/log-format.ts';
import { RecordBatch, type Window } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

/** As the reader does it. */
const WINDOW_BYTES = 1 << 20;

/** Decodes a file through one reused window and throws the records away: the cost of the format alone. */
export function decodeFile(format: LogFormat, path: string): number {
  const sources = new SourceTable();
  const decoder = format.createDecoder({ sources, referenceTimeUs: 0 });
  const batch = new RecordBatch(sources);
  const window: Window = { bytes: new Uint8Array(WINDOW_BYTES + MAX_RECORD_BYTES), end: 0, offset: 0, isLast: false };
  const file = openSync(path, 'r');
  let records = 0;
  while (!window.isLast) {
    fill(window, file);
    let at = 0;
    do {
      batch.reset(window);
      at = decoder.decode(window, at, batch);
      records += batch.count;
    } while (batch.isFull);
    slide(window, at);
  }
  closeSync(file);
  return records;
}

function fill(window: Window, file: number): void {
  while (window.end < window.bytes.length) {
    const read = readSync(file, window.bytes, window.end, window.bytes.length - window.end, null);
    window.end += read;
    window.isLast = read === 0;
    if (window.isLast) return;
  }
}

function slide(window: Window, at: number): void {
  window.bytes.copyWithin(0, at, window.end);
  window.end -= at;
  window.offset += at;
}
