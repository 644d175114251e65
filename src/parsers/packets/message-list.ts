import type { CapturedPacket } from './captured-packet.ts';
import type { CarriedMessage } from './carried-message.ts';

/** The messages that one packet made whole, in order. */
export class MessageList {
  readonly messages: CarriedMessage[] = [];
  /** Parts of messages lie in the packet that another packet makes whole. */
  hasFragments = false;
  /** When the packet was captured; NaN without. */
  timeUs = Number.NaN;
  #origin = 0;

  clear({ start, timeUs }: CapturedPacket): void {
    this.messages.length = 0;
    this.hasFragments = false;
    this.timeUs = timeUs;
    this.#origin = start;
  }

  add(message: CarriedMessage): void {
    const { isInWindow, from, to, endsAt } = message;
    const origin = isInWindow ? this.#origin : 0;
    const ends = endsAt > 0 ? endsAt - this.#origin : 0;
    this.messages.push({ ...message, from: from - origin, to: to - origin, endsAt: ends });
  }
}
