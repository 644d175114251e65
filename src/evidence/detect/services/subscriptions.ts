import type { LoggedMoment } from '../fault-ledger.ts';
import type { DiscoveryEntry } from './discovery-message.ts';

const MAX_OPEN = 1024;
/** A server that is there answers the first one. */
const UNANSWERED = 3;

interface OpenSubscription {
  client: string;
  server: string;
  entry: DiscoveryEntry;
  tries: number;
  moment: LoggedMoment;
}

/** Subscriptions to event groups that nobody has answered yet. */
export class Subscriptions {
  readonly #open = new Map<string, OpenSubscription>();

  ask(client: string, server: string, entry: DiscoveryEntry, moment: LoggedMoment): void {
    const key = keyOf(client, server, entry);
    const known = this.#open.get(key);
    if (known) known.tries++;
    else if (this.#open.size < MAX_OPEN) this.#open.set(key, { client, server, entry, tries: 1, moment });
  }

  /** Acknowledged, refused or given up. */
  close(client: string, server: string, entry: DiscoveryEntry): void {
    this.#open.delete(keyOf(client, server, entry));
  }

  unanswered(): OpenSubscription[] {
    return [...this.#open.values()].filter(({ tries }) => tries >= UNANSWERED);
  }
}

const keyOf = (client: string, server: string, { service, instance, eventgroup }: DiscoveryEntry): string =>
  `${client}>${server} ${service}.${instance}/${eventgroup}`;
