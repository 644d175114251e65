import { type MessageProtocol, NEEDS_MORE, NO_MESSAGE } from '../carried-message.ts';
import type { CarriedProtocols, Ports } from '../carried-protocols.ts';
import type { MessageList } from '../message-list.ts';
import { copiedPayload, type Payload } from '../payload.ts';
import type { Host } from './hosts.ts';

/** Of a message that goes over several segments; nothing that is read lies deeper (a UDS transfer is counted, not read). */
const MAX_KEPT_BYTES = 64 * 1024;
/** No protocol needs more to say how long a message is. */
const MAX_HEADER_BYTES = 64;
/** Segments that wait for one that was lost. A sender does not let its window grow so far for a lost one. */
const MAX_WAITING = 16;
/** Nor does it wait so long before it sends a lost one again. */
const MAX_WAIT_US = 3_000_000;
/** A segment so far ahead or behind belongs to another connection. */
const MAX_AHEAD_BYTES = 1 << 24;
/** Segments in which a protocol is looked for. */
const MAX_TRIES = 64;

interface Segment {
  sequence: number;
  payload: Payload;
}

/** A message that is being put together. */
interface Pending {
  protocol: MessageProtocol;
  bytes: Uint8Array;
  kept: number;
  /** Bytes that came or were lost, of `length`; the length is 0 until its header is whole. */
  received: number;
  length: number;
  /** Nothing is kept behind the first lost byte. */
  isHoled: boolean;
}

/** One direction of a TCP connection, put in order: the messages in it. Memory is bounded by 16 segments and 64 KB. */
export class TcpStream {
  lastUse = 0;
  readonly #protocols: CarriedProtocols;
  readonly #host: Host;
  readonly #ports: Ports;
  #protocol: MessageProtocol | undefined;
  #tries = 0;
  /** Sequence number of the next byte; undefined before the first segment. */
  #next: number | undefined;
  #pending: Pending | undefined;
  #waiting: Segment[] = [];
  #waitingSinceUs = Number.NaN;

  constructor(protocols: CarriedProtocols, host: Host, ports: Ports) {
    this.#protocols = protocols;
    this.#host = host;
    this.#ports = ports;
  }

  /** The connection begins: whatever was there before belongs to an older one. */
  open(sequence: number): void {
    this.#next = (sequence + 1) >>> 0;
    this.#protocol = undefined;
    this.#tries = 0;
    this.#pending = undefined;
    this.#waiting = [];
  }

  add(segment: Segment, found: MessageList): void {
    const { at, end, missing } = segment.payload;
    if (end - at + missing === 0 || this.#isForeign()) return;
    this.#next ??= segment.sequence;
    if (found.timeUs - this.#waitingSinceUs > MAX_WAIT_US && this.#waiting.length > 0) this.#giveUp(found);
    const ahead = (segment.sequence - this.#next) | 0;
    if (Math.abs(ahead) > MAX_AHEAD_BYTES) this.open(segment.sequence - 1);
    if (ahead > 0 && ahead <= MAX_AHEAD_BYTES) this.#wait(segment, found);
    else this.#take(segment, found);
    this.#takeWaiting(found);
  }

  /** The receiver has got all up to `sequence`: what is missing before it was lost by the capture alone. */
  acknowledge(sequence: number, found: MessageList): void {
    while (this.#waiting.length > 0 && ((sequence - (this.#next ?? sequence)) | 0) > 0) this.#giveUp(found);
  }

  finish(found: MessageList): void {
    while (this.#waiting.length > 0) this.#giveUp(found);
  }

  #isForeign(): boolean {
    return this.#protocol === undefined && this.#tries >= MAX_TRIES;
  }

  #wait({ sequence, payload }: Segment, found: MessageList): void {
    const { bytes, at, end, missing } = payload;
    if (this.#waiting.some((other) => other.sequence === sequence)) return;
    if (this.#waiting.length === 0) this.#waitingSinceUs = found.timeUs;
    this.#waiting.push({ sequence, payload: copiedPayload(bytes.slice(at, end), missing) });
    this.#waiting.sort((a, b) => (a.sequence - b.sequence) | 0);
    found.hasFragments = true;
    if (this.#waiting.length > MAX_WAITING) this.#giveUp(found);
  }

  /** The bytes before the first waiting segment will not come. */
  #giveUp(found: MessageList): void {
    const [{ sequence }] = this.#waiting;
    this.#lose((sequence - (this.#next ?? sequence)) | 0, found);
    this.#next = sequence;
    this.#waitingSinceUs = found.timeUs;
    this.#takeWaiting(found);
  }

  #takeWaiting(found: MessageList): void {
    while (this.#waiting.length > 0) {
      const [segment] = this.#waiting;
      if (((segment.sequence - (this.#next ?? 0)) | 0) > 0) return;
      this.#waiting.shift();
      this.#take(segment, found);
    }
  }

  /** The segment begins where the stream goes on, or before it: then its head was sent once more. */
  #take({ sequence, payload }: Segment, found: MessageList): void {
    const repeated = ((this.#next ?? sequence) - sequence) | 0;
    const { at, end, missing } = payload;
    if (repeated >= end - at + missing) return;
    const rest = {
      ...payload,
      at: Math.min(at + repeated, end),
      missing: Math.min(missing, end - at + missing - repeated),
    };
    this.#next = (sequence + (end - at) + missing) >>> 0;
    this.#read(rest, found);
    if (rest.missing > 0) this.#lose(rest.missing, found);
  }

  #read(payload: Payload, found: MessageList): void {
    const { view, end } = payload;
    let at = this.#continuePending(payload, found);
    const protocol = at < end ? this.#protocolOf({ ...payload, at }) : undefined;
    while (protocol !== undefined && at < end) {
      const length = protocol.lengthAt(view, at, end);
      if (length === NO_MESSAGE) {
        at = findMessage(protocol, { ...payload, at });
        continue;
      }
      if (length === NEEDS_MORE || at + length > end) {
        this.#begin({ ...payload, at }, protocol, length);
        found.hasFragments = true;
        return;
      }
      const place = { from: at, to: at + length, endsAt: payload.isInWindow ? at + length : 0 };
      found.add({ ...payload, ...place, protocol, host: this.#host, isCut: false });
      at += length;
    }
  }

  #protocolOf(payload: Payload): MessageProtocol | undefined {
    if (this.#protocol === undefined) {
      this.#tries++;
      this.#protocol = this.#protocols.ofStream(payload, this.#ports);
    }
    return this.#protocol;
  }

  #begin({ bytes, at, end }: Payload, protocol: MessageProtocol, length: number): void {
    const room = length === NEEDS_MORE ? MAX_HEADER_BYTES : Math.min(length, MAX_KEPT_BYTES);
    const pending = { protocol, bytes: new Uint8Array(room), kept: 0, received: 0, length, isHoled: false };
    keep(pending, bytes.subarray(at, end));
    this.#pending = pending;
  }

  /** Gives the message under way what it lacks; returns where the rest of the segment begins. */
  #continuePending(payload: Payload, found: MessageList): number {
    const { bytes, at, end } = payload;
    if (this.#pending === undefined) return at;
    found.hasFragments = true;
    let from = at;
    while (this.#pending?.length === NEEDS_MORE) {
      if (from === end) return end;
      keep(this.#pending, bytes.subarray(from, ++from));
      this.#pending = measured(this.#pending);
    }
    const pending: Pending | undefined = this.#pending;
    if (pending === undefined) return end;
    const to = Math.min(end, from + pending.length - pending.received);
    keep(pending, bytes.subarray(from, to));
    if (pending.received === pending.length) this.#endPending(pending, found, payload.isInWindow ? to : 0);
    return to;
  }

  #endPending({ protocol, bytes, kept, length }: Pending, found: MessageList, endsAt: number): void {
    this.#pending = undefined;
    const { view } = copiedPayload(bytes, 0);
    const place = { bytes, view, from: 0, to: kept, isInWindow: false, endsAt };
    found.add({ ...place, protocol, host: this.#host, isCut: kept < length });
  }

  /** So many bytes of the stream were not captured. */
  #lose(lost: number, found: MessageList): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    pending.isHoled = true;
    pending.received += lost;
    if (pending.length === NEEDS_MORE) this.#pending = undefined;
    else if (pending.received >= pending.length) this.#endPending(pending, found, 0);
  }
}

/** Behind bytes that were lost: a whole message that another one, or the payload's end, follows; else the payload's end. */
function findMessage(protocol: MessageProtocol, { view, at, end }: Payload): number {
  for (let p = at + 1; p < end; p++) {
    const length = protocol.lengthAt(view, p, end);
    const next = p + length;
    if (length > 0 && (next === end || (next < end && protocol.lengthAt(view, next, end) !== NO_MESSAGE))) return p;
  }
  return end;
}

/** Asks for the length of a message whose header was cut; undefined when it is none. */
function measured(pending: Pending): Pending | undefined {
  const { view } = copiedPayload(pending.bytes, 0);
  const length = pending.protocol.lengthAt(view, 0, pending.kept);
  if (length === NEEDS_MORE) return pending.kept < MAX_HEADER_BYTES ? pending : undefined;
  if (length === NO_MESSAGE) return undefined;
  const bytes = new Uint8Array(Math.min(length, MAX_KEPT_BYTES));
  bytes.set(pending.bytes.subarray(0, pending.kept));
  return { ...pending, bytes, length };
}

function keep(pending: Pending, bytes: Uint8Array): void {
  pending.received += bytes.length;
  if (pending.isHoled) return;
  const room = Math.min(bytes.length, pending.bytes.length - pending.kept);
  pending.bytes.set(bytes.subarray(0, room), pending.kept);
  pending.kept += room;
}
