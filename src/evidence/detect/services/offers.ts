import type { LoggedMoment } from '../fault-ledger.ts';
import type { DiscoveryEntry } from './discovery-message.ts';

const MAX_OFFERS = 4096;
/** A renewal may be on its way: senders and captures are late by less than this. */
const LATE_US = 500_000;
/** Holds until the next restart. */
const FOREVER_S = 0xffffff;

export interface Offer {
  host: string;
  service: string;
  instance: number;
  timeToLive: number;
  /** When it was renewed last, by the capture's clock and by what was heard. */
  moment: LoggedMoment;
  heardUs: number;
}

/** An offer that was seen once only shows no habit of being renewed that could have broken. */
interface KnownOffer extends Offer {
  isRenewed: boolean;
}

/** What is offered at the moment, and until when. */
export class Offers {
  readonly #offers = new Map<string, KnownOffer>();

  /** The offer that had run out before this one renewed it. */
  renew(offer: Offer): Offer | undefined {
    const key = keyOf(offer.host, offer);
    const known = this.#offers.get(key);
    if (known || this.#offers.size < MAX_OFFERS) this.#offers.set(key, { ...offer, isRenewed: known !== undefined });
    return known && isOver(known, offer.heardUs) ? known : undefined;
  }

  withdraw(host: string, entry: DiscoveryEntry): void {
    this.#offers.delete(keyOf(host, entry));
  }

  /** Those that nobody renewed in time, by host. */
  expired(heardUs: number): Offer[][] {
    const over = [...this.#offers.values()].filter((offer) => isOver(offer, heardUs));
    return [...Map.groupBy(over, ({ host }) => host).values()];
  }
}

const isOver = ({ timeToLive, heardUs: since, isRenewed }: KnownOffer, heardUs: number): boolean =>
  isRenewed && timeToLive < FOREVER_S && heardUs - since > timeToLive * 1e6 + LATE_US;

const keyOf = (host: string, { service, instance }: { service: string; instance: number }): string =>
  `${host} ${service}.${instance}`;
