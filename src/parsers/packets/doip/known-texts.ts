import { doipText } from './doip-text.ts';

/** Of a payload: all that its text tells of it, besides its length (a vehicle announcement is the longest). */
const HEAD_BYTES = 32;
/** An ECU acknowledges and announces the same again and again; a capture has some dozens of such messages. */
const SLOTS = 256;

interface KnownText {
  type: number;
  length: number;
  head: Uint8Array;
  text: Uint8Array;
}

/** The texts of messages in UTF-8, remembered: to write one anew takes ten times as long. */
export class KnownTexts {
  readonly #slots: (KnownText | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #encoder = new TextEncoder();

  /** Lent until the next message is asked for. */
  textOf(type: number, payload: Uint8Array): Uint8Array {
    const slot = slotOf(type, payload);
    const known = this.#slots[slot];
    if (known && isOf(known, type, payload)) return known.text;
    const text = this.#encoder.encode(doipText(type, payload));
    this.#slots[slot] = { type, length: payload.length, head: payload.slice(0, HEAD_BYTES), text };
    return text;
  }
}

function isOf({ type, length, head }: KnownText, typeNow: number, payload: Uint8Array): boolean {
  if (type !== typeNow || length !== payload.length) return false;
  for (let i = 0; i < head.length; i++) if (head[i] !== payload[i]) return false;
  return true;
}

function slotOf(type: number, payload: Uint8Array): number {
  let hash = type ^ (payload.length << 16);
  const end = Math.min(payload.length, HEAD_BYTES);
  for (let i = 0; i < end; i++) hash = Math.imul(hash ^ payload[i], 0x01000193);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
