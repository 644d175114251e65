import { Kind, Level, type RecordBatch } from '../record-batch.ts';
import type { Host } from './ip/hosts.ts';

/** Where a message lies and who sent it: what a protocol needs to make a record of it. */
export interface CarriedMessage {
  protocol: MessageProtocol;
  host: Host;
  /** Whom a datagram goes to; undefined in a TCP stream. */
  receiver?: Host;
  bytes: Uint8Array;
  view: DataView;
  /** In `bytes`; of the window's, counted from the start of the packet. */
  from: number;
  to: number;
  isInWindow: boolean;
  /** Its rest was not captured. */
  isCut: boolean;
  /** Where it ends in the packet that made it whole, from that packet's start; 0 when all of it came before. */
  endsAt: number;
}

/** The record that a message becomes, in the window. */
export interface RecordPlace {
  start: number;
  end: number;
  timeUs: number;
}

/** The header is not all there yet. */
export const NEEDS_MORE = 0;
export const NO_MESSAGE = -1;

export interface MessageProtocol {
  /** Length of the message at `at`, header included, which may reach beyond `end`; `NEEDS_MORE` or `NO_MESSAGE`. */
  lengthAt(view: DataView, at: number, end: number): number;
  /** Adds the message as one record; `from` and `to` count in `bytes`. False when it is none after all. */
  append(message: CarriedMessage, place: RecordPlace, out: RecordBatch): boolean;
}

/** Adds a record with every column set but source and body. */
export function openRecord(out: RecordBatch, { start, end, timeUs }: RecordPlace): number {
  const i = out.count++;
  out.kind[i] = Kind.message;
  out.level[i] = Level.none;
  out.flags[i] = 0;
  out.start[i] = start;
  out.end[i] = end;
  out.timeUs[i] = timeUs;
  out.uptimeUs[i] = Number.NaN;
  out.id[i] = 0;
  out.counter[i] = -1;
  return i;
}
