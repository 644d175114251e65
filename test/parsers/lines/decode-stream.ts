import type { LogFormat } from '#src/parsers/log-format.ts';
import { Flag, type Gap, Kind, LEVELS, NON_RECORDS, RecordBatch, type Window } from '#src/parsers/record-batch.ts';
import { viewRecord } from '#src/parsers/record-view.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

/** What one stream gave. Records as `offset+length` → `level time source id flags: text`; gaps with their reason. */
export interface DecodedStream {
  records: Record<string, string>;
  gaps: Record<string, string>;
  /** How many of each kind of non-record, and their bytes. */
  passed: Record<string, { count: number; bytes: number }>;
}

export const REFERENCE_TIME_US = Date.parse('2026-09-01T00:00:00Z') * 1000;

/**
 * Decodes a stream that arrives in pieces of the given sizes (the last one repeats; all at once by default). Each window
 * is a fresh buffer with junk before and behind, so nothing can be read that has not arrived.
 */
export function decodeStream(
  format: LogFormat,
  bytes: Uint8Array,
  pieces: readonly number[] = [1 << 30],
): DecodedStream {
  const sources = new SourceTable();
  const decoder = format.createDecoder({ sources, referenceTimeUs: REFERENCE_TIME_US });
  const out = new RecordBatch(sources);
  const stream = emptyStream();
  let from = 0;
  for (let to = 0, piece = 0, isLast = false; !isLast; piece++) {
    to = Math.min(to + pieces[Math.min(piece, pieces.length - 1)], bytes.length);
    isLast = to === bytes.length;
    const window = windowOf(bytes.subarray(from, to), from, isLast);
    let at = 0;
    do {
      out.reset(window);
      const next = decoder.decode(window, at, out);
      if (next < at || next > window.end) throw new Error(`${format.name} went from ${at} to ${next} of ${window.end}`);
      at = next;
      collect(out, stream);
    } while (out.isFull);
    if (isLast && at < window.end) throw new Error(`${format.name} left ${window.end - at} bytes of the last window`);
    from += at;
  }
  return stream;
}

/** Decodes a stream at once and looks at nothing. */
export function countRecords(format: LogFormat, bytes: Uint8Array): number {
  const sources = new SourceTable();
  const decoder = format.createDecoder({ sources, referenceTimeUs: REFERENCE_TIME_US });
  const out = new RecordBatch(sources);
  const window: Window = { bytes, end: bytes.length, offset: 0, isLast: true };
  let records = 0;
  let at = 0;
  do {
    out.reset(window);
    at = decoder.decode(window, at, out);
    records += out.count;
  } while (out.isFull);
  return records;
}

function windowOf(bytes: Uint8Array, offset: number, isLast: boolean): Window {
  const lead = offset % 4;
  const junk = new Uint8Array(lead + bytes.length + 64).fill(0x3a);
  junk.set(bytes, lead);
  if (isLast) junk[lead + bytes.length] = 0;
  return { bytes: junk.subarray(lead), end: bytes.length, offset, isLast };
}

export const emptyStream = (): DecodedStream => ({ records: {}, gaps: {}, passed: {} });

export function collect(out: RecordBatch, stream: DecodedStream): void {
  for (let i = 0; i < out.count; i++) {
    const place = `${out.window.offset + out.start[i]}+${out.end[i] - out.start[i]}`;
    if (stream.records[place] !== undefined) throw new Error(`two records at ${place}`);
    stream.records[place] = describeRecord(out, i);
  }
  for (const gap of out.gaps) addGap(stream, gap);
  for (const [kind, name] of NON_RECORDS.entries()) addPassed(stream, name, out, kind);
}

function addPassed({ passed }: DecodedStream, name: string, out: RecordBatch, kind: number): void {
  if (out.passedBytes[kind] === 0) return;
  const { count, bytes } = passed[name] ?? { count: 0, bytes: 0 };
  passed[name] = { count: count + out.passedCount[kind], bytes: bytes + out.passedBytes[kind] };
}

function addGap(stream: DecodedStream, gap: Gap): void {
  stream.gaps[`${gap.offset}+${gap.length}`] = gap.reason;
}

const NAMED_FLAGS: readonly [number, string][] = [
  [Flag.textCut, 'cut'],
  [Flag.timeInferred, 'inferred'],
];

function describeRecord(out: RecordBatch, i: number): string {
  if (out.kind[i] === Kind.frame) return describeFrame(out, i);
  const { ecu, app, context } = out.sources.sources[out.source[i]];
  const flags = NAMED_FLAGS.filter(([flag]) => out.flags[i] & flag).map(([, name]) => ` ${name}`);
  const body = out.borrowBodyBuffer(i).subarray(out.bodyStart[i], out.bodyEnd[i]);
  const kind = out.kind[i] === Kind.control ? ' control' : '';
  const place = `${ecu}/${app}/${context}#${out.id[i]}`;
  return `${LEVELS[out.level[i]]}${kind} ${timeOf(out, i)}${flags.join('')} ${place}: ${new TextDecoder().decode(body)}`;
}

const FRAME_FLAGS: readonly [number, string][] = [
  [Flag.extendedId, '29 bits'],
  [Flag.errorFrame, 'error'],
  [Flag.transmitted, 'sent'],
  [Flag.timeInferred, 'inferred'],
];
const NETWORKS = ['', 'CAN', 'LIN', 'FlexRay', 'Ethernet', 'DoIP'];

/** `CAN CAN1/7E8 7E8#0210… time, flags`. */
function describeFrame(out: RecordBatch, i: number): string {
  const { ecu, app, text } = viewRecord(out, i);
  const flags = FRAME_FLAGS.filter(([flag]) => out.flags[i] & flag).map(([, name]) => name);
  const network = NETWORKS[out.sources.networkOf(out.source[i])];
  return `${network} ${ecu}/${app} id ${out.id[i]} ${text} ${[timeOf(out, i), ...flags].join(', ')}`;
}

function timeOf(out: RecordBatch, i: number): string {
  const timeUs = out.timeUs[i];
  const date = new Date(Math.floor(timeUs / 1000));
  // A damaged file may name a time that no calendar has.
  const dated = () =>
    Number.isNaN(date.getTime()) ? `${timeUs}us` : date.toISOString().replace('Z', microsOf(timeUs));
  const wall = Number.isNaN(timeUs) ? '-' : dated();
  return Number.isNaN(out.uptimeUs[i]) ? wall : `${wall} up ${out.uptimeUs[i]}us`;
}

const microsOf = (timeUs: number): string => `${String(timeUs % 1000).padStart(3, '0')}Z`;

/** The bytes that neither a record nor a gap covers, as text. Throws where two of them overlap. */
export function uncoveredText(stream: DecodedStream, bytes: Uint8Array): string {
  const places = [...Object.keys(stream.records), ...Object.keys(stream.gaps)]
    .map((place) => place.split('+').map(Number))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let at = 0;
  let rest = '';
  for (const [offset, length] of places) {
    if (offset < at) throw new Error(`overlap at ${offset}`);
    rest += new TextDecoder('latin1').decode(bytes.subarray(at, offset));
    at = offset + length;
  }
  return rest + new TextDecoder('latin1').decode(bytes.subarray(at));
}
