import { dltFormat } from '#src/parsers/dlt/dlt-format.ts';
import { type Gap, LEVELS, RecordBatch, type Window } from '#src/parsers/record-batch.ts';
import { viewRecord } from '#src/parsers/record-view.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

export interface PlainRecord {
  offset: number;
  length: number;
  text: string;
  level: string;
  kind: number;
  flags: number;
  timeUs: number;
  uptimeUs: number;
  id: number;
  counter: number;
  source: string;
}

export interface DecodedStream {
  records: PlainRecord[];
  gaps: Gap[];
}

/**
 * Decodes a stream that arrives in pieces of the given sizes (the last one repeats; all at once by default). Each window
 * is a fresh buffer with junk behind its end, so nothing can be read that has not arrived.
 */
export function decodeAll(bytes: Uint8Array, pieces: readonly number[] = [bytes.length]): DecodedStream {
  const sources = new SourceTable();
  const decoder = dltFormat.createDecoder({ sources, referenceTimeUs: 0 });
  const out = new RecordBatch(sources);
  const result: DecodedStream = { records: [], gaps: [] };
  let from = 0;
  for (let to = 0, piece = 0, isLast = false; !isLast; piece++) {
    to = Math.min(to + pieces[Math.min(piece, pieces.length - 1)], bytes.length);
    isLast = to === bytes.length;
    const window = windowOf(bytes.subarray(from, to), from, isLast);
    from += drain(decoder.decode.bind(decoder), window, out, result);
  }
  return result;
}

function windowOf(bytes: Uint8Array, offset: number, isLast: boolean): Window {
  const junk = new Uint8Array(bytes.length + 64).fill(0x44);
  junk.set(bytes);
  return { bytes: junk, end: bytes.length, offset, isLast };
}

type Decode = (window: Window, at: number, out: RecordBatch) => number;

function drain(decode: Decode, window: Window, out: RecordBatch, result: DecodedStream): number {
  let at = 0;
  for (;;) {
    out.reset(window);
    at = decode(window, at, out);
    for (let i = 0; i < out.count; i++) result.records.push(plain(out, i));
    result.gaps.push(...out.gaps);
    if (!out.isFull) return at;
  }
}

function plain(out: RecordBatch, i: number): PlainRecord {
  const { ecu, app, context } = out.sources.sources[out.source[i]];
  return {
    offset: out.window.offset + out.start[i],
    length: out.end[i] - out.start[i],
    text: viewRecord(out, i).text,
    level: LEVELS[out.level[i]],
    kind: out.kind[i],
    flags: out.flags[i],
    timeUs: out.timeUs[i],
    uptimeUs: out.uptimeUs[i],
    id: out.id[i],
    counter: out.counter[i],
    source: `${ecu}/${app}/${context}`,
  };
}

/** Where the stream is not covered exactly once by records and gaps, in words; empty when all is well. */
export function coverageErrors(stream: DecodedStream, sizeBytes: number): string[] {
  const parts = [...stream.records, ...stream.gaps].sort((a, b) => a.offset - b.offset);
  const errors: string[] = [];
  let at = 0;
  for (const { offset, length } of parts) {
    if (offset !== at) errors.push(`${offset < at ? 'overlap' : 'hole'} between ${at} and ${offset}`);
    if (length <= 0) errors.push(`nothing at ${offset}`);
    at = offset + length;
  }
  if (at !== sizeBytes) errors.push(`ends at ${at} of ${sizeBytes}`);
  return errors;
}
