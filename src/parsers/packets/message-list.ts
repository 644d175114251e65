import type { CarriedMessage } from './carried-message.ts';

/** The messages that one packet made whole, in order. */
export class MessageList {
  readonly messages: CarriedMessage[] = [];
  /** Parts of messages lie in the packet that another packet makes whole. */
  hasFragments = false;
  #origin = 0;

  /** `origin`: where the packet begins in the window. */
  clear(origin: number): void {
    this.messages.length = 0;
    this.hasFragments = false;
    this.#origin = origin;
  }

  add(message: CarriedMessage): void {
    const { isInWindow, from, to, endsAt } = message;
    const origin = isInWindow ? this.#origin : 0;
    const ends = endsAt > 0 ? endsAt - this.#origin : 0;
    this.messages.push({ ...message, from: from - origin, to: to - origin, endsAt: ends });
  }
}
