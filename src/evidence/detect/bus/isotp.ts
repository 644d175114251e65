/**
 * Passive reassembly of ISO 15765-2 messages of one sender: single, first and consecutive frames of classic CAN and CAN FD,
 * normal and extended addressing. Nothing is requested, so what is missing stays missing: a lost consecutive frame ends the
 * message, and flow control may be absent from the log.
 */
type IsoTpEvent =
  /** A message, whole in one frame. */
  | 'single'
  /** A message begins and is not whole yet. */
  | 'first'
  /** The message that began with `first` is whole. */
  | 'last'
  | 'consecutive'
  | 'flow-control'
  /** A consecutive frame without a beginning, or one out of order. */
  | 'stray'
  /** No such frame exists in ISO-TP: this sender does not speak it. */
  | 'not-isotp';

/** Nothing Argus reads lies deeper in a message (a list of 1,000 DTCs); flash data itself is only counted. */
const MAX_KEPT_BYTES = 4096;

const CLASSIC_FRAME_BYTES = 8;
/** A first frame with a 12-bit length ends here; longer ones use the 32-bit escape. */
const MAX_SHORT_LENGTH = 4095;

const NOTHING = new Uint8Array(0);

export class IsoTpChannel {
  /** The first bytes of the message; `kept` of them are valid. */
  bytes: Uint8Array = NOTHING;
  kept = 0;
  /** Length of the message as announced, up to 4 GB. */
  length = 0;
  /** True when the last frame ended a message that never became whole. */
  hasAbandoned = false;
  /** Messages that were announced and never became whole. */
  abandoned = 0;
  /** Announced bytes that have not come yet; 0 between messages. */
  #missing = 0;
  #nextSequence = 0;

  get isReceiving(): boolean {
    return this.#missing > 0;
  }

  /** `start` is the place of the PCI byte: one further with extended addressing. */
  add(frame: Uint8Array, start: number, end: number): IsoTpEvent {
    this.hasAbandoned = false;
    if (start >= end) return 'not-isotp';
    const pci = frame[start];
    switch (pci >>> 4) {
      case 0:
        return this.#single(frame, start, end);
      case 1:
        return this.#first(frame, start, end);
      case 2:
        return this.#consecutive(frame, start, end);
      case 3:
        return (pci & 0x0f) <= 2 && end - start >= 3 ? 'flow-control' : 'not-isotp';
      default:
        return 'not-isotp';
    }
  }

  #single(frame: Uint8Array, start: number, end: number): IsoTpEvent {
    const short = frame[start] & 0x0f;
    const isEscaped = short === 0 && end - start > CLASSIC_FRAME_BYTES;
    const from = isEscaped ? start + 2 : start + 1;
    const length = isEscaped ? frame[start + 1] : short;
    if (length === 0 || from + length > end) return 'not-isotp';
    this.#begin(length);
    this.#keep(frame, from, from + length);
    return 'single';
  }

  #first(frame: Uint8Array, start: number, end: number): IsoTpEvent {
    if (end - start < CLASSIC_FRAME_BYTES - 1) return 'not-isotp';
    const short = ((frame[start] & 0x0f) << 8) | frame[start + 1];
    const from = short === 0 ? start + 6 : start + 2;
    const length = short === 0 ? readU32(frame, start + 2) : short;
    if (length <= (short === 0 ? MAX_SHORT_LENGTH : end - from)) return 'not-isotp';
    this.#begin(length);
    this.#keep(frame, from, end);
    this.#nextSequence = 1;
    return 'first';
  }

  #consecutive(frame: Uint8Array, start: number, end: number): IsoTpEvent {
    const sequence = frame[start] & 0x0f;
    if (this.#missing === 0) return 'stray';
    if (sequence === ((this.#nextSequence + 15) & 0x0f)) return 'consecutive';
    if (sequence !== this.#nextSequence) {
      this.abandon();
      return 'stray';
    }
    this.#nextSequence = (sequence + 1) & 0x0f;
    this.#keep(frame, start + 1, Math.min(end, start + 1 + this.#missing));
    return this.#missing === 0 ? 'last' : 'consecutive';
  }

  /** A message that came whole, without ISO-TP around it. */
  addWhole(bytes: Uint8Array, start: number, end: number): void {
    this.hasAbandoned = false;
    this.#begin(end - start);
    this.#keep(bytes, start, end);
    this.#missing = 0;
  }

  /** Gives up the message that is being received. */
  abandon(): void {
    if (this.#missing === 0) return;
    this.#missing = 0;
    this.hasAbandoned = true;
    this.abandoned++;
  }

  #begin(length: number): void {
    this.abandon();
    this.length = length;
    this.#missing = length;
    this.kept = 0;
    const room = Math.min(length, MAX_KEPT_BYTES);
    if (this.bytes.length < room) this.bytes = new Uint8Array(room <= 64 ? 64 : MAX_KEPT_BYTES);
  }

  #keep(frame: Uint8Array, from: number, to: number): void {
    this.#missing -= to - from;
    const room = Math.min(to - from, MAX_KEPT_BYTES - this.kept);
    for (let i = 0; i < room; i++) this.bytes[this.kept + i] = frame[from + i];
    this.kept += room;
  }
}

function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
