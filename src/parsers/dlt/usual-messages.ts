import { BATCH_CAPACITY, Kind, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { endOfPlainText } from '../text-encoding.ts';
import { isMarker, MARKER_BYTES, STORAGE_FAMILY, STORAGE_V1, SUSPICIOUS_BYTES } from './marker.ts';
import { HTYP, levelOf, US_PER_TICK } from './message-v1.ts';
import { DltSourceCache } from './source-cache.ts';
import { STORAGE_V1_BYTES } from './storage-header.ts';
import { TypeInfo } from './verbose-arguments.ts';

/** Extended header, ECU id, timestamp; protocol version 1 in the three high bits. */
const USUAL_HTYP = (1 << 5) | HTYP.extended | HTYP.ecu | HTYP.timestamp;
/** MSIN of a verbose log message but for its level, and NOAR 1. */
const ONE_ARGUMENT = 0x0101;
const LEVEL_OF_MSIN = 0xf000;
/** Storage header, standard header with all its fields, extended header, type and length of a string. */
const HEAD_BYTES = STORAGE_V1_BYTES + 16 + 10 + 6;

/**
 * Reads what most messages of most traces are: a storage header of version 1, a log message of version 1, little-endian, with
 * one ASCII string, and the next storage header where LEN promises it. They are read in one loop that keeps everything in
 * registers: a fourteenth of the way from such a trace to its evidence less than message by message.
 */
export class UsualMessages {
  readonly #sources: DltSourceCache;

  constructor(sources: SourceTable) {
    this.#sources = new DltSourceCache(sources);
  }

  /** Appends those that follow on each other from `from` on, up to `end` of the window; returns where something else begins. */
  append(view: DataView, { from, end }: { from: number; end: number }, out: RecordBatch): number {
    const { bodyEnd, bodyStart, counter, flags, id, kind, level, source, start, timeUs, uptimeUs } = out;
    let at = from;
    let i = out.count;
    for (; i < BATCH_CAPACITY && at + HEAD_BYTES <= end && view.getInt32(at) === STORAGE_V1; i++) {
      const header = at + STORAGE_V1_BYTES;
      const word = view.getInt32(header);
      const next = header + (word & 0xffff);
      if (((word >>> 24) & ~HTYP.session) !== USUAL_HTYP || next - at >= SUSPICIOUS_BYTES) break;
      if (next + MARKER_BYTES > end || !isMarker(view, next, STORAGE_FAMILY)) break;
      const tick = header + ((word >>> 24) & HTYP.session ? 12 : 8);
      const kindOf = view.getUint16(tick + 4);
      if ((kindOf & ~LEVEL_OF_MSIN) !== ONE_ARGUMENT || !isOneString(view, tick + 14, next)) break;
      const text = tick + 20;
      const textEnd = endOfPlainText(view, text, next);
      if (textEnd < next && view.getUint8(textEnd) !== 0) break;
      start[i] = at;
      out.end[i] = next;
      bodyStart[i] = text;
      bodyEnd[i] = textEnd;
      kind[i] = Kind.message;
      flags[i] = 0;
      id[i] = 0;
      timeUs[i] = view.getUint32(at + 4, true) * 1e6 + view.getInt32(at + 8, true);
      uptimeUs[i] = view.getUint32(tick) * US_PER_TICK;
      counter[i] = (word >>> 16) & 0xff;
      level[i] = levelOf(0, kindOf >>> 12);
      source[i] = this.#sources.indexOf(view.getInt32(header + 4), view.getInt32(tick + 6), view.getInt32(tick + 10));
      at = next;
    }
    out.count = i;
    return at;
  }
}

function isOneString(view: DataView, payload: number, end: number): boolean {
  const isString = (view.getInt32(payload, true) & TypeInfo.kinds) === TypeInfo.strg;
  return isString && payload + 6 + view.getUint16(payload + 4, true) === end;
}
