import { Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { SourceTable } from '#src/parsers/source-table.ts';
import type { EvidencePointer, FaultEvent } from '../../file-evidence.ts';
import { recordText } from '../../record-text.ts';
import { FaultLedger, LoggedMoment } from '../fault-ledger.ts';
import type { FaultText } from '../fault-text.ts';
import { type DiscoveryEntry, type DiscoveryMessage, readDiscovery } from './discovery-message.ts';
import { HeardClock } from './heard-clock.ts';
import { type Offer, Offers } from './offers.ts';
import { Restarts } from './restarts.ts';
import { Subscriptions } from './subscriptions.ts';

/** Services that are named of those that went away together; the rest is counted. */
const MAX_NAMED = 8;
const MAX_SOUGHT = 1024;
/** A client asks so often before it waits. */
const SOUGHT = 3;

interface Heard extends DiscoveryMessage {
  host: string;
  moment: LoggedMoment;
}

interface Sought {
  client: string;
  entry: DiscoveryEntry;
  tries: number;
  moment: LoggedMoment;
}

/**
 * Follows SOME/IP service discovery in a capture: offers that run out or are withdrawn, restarts, subscriptions that are
 * refused or stay unanswered, services that nobody offers.
 */
export class ServiceWatch {
  readonly #sources: SourceTable;
  readonly #pointTo: (batch: RecordBatch, i: number) => () => EvidencePointer;
  readonly #ledger = new FaultLedger();
  readonly #clock = new HeardClock();
  readonly #offers = new Offers();
  readonly #restarts = new Restarts();
  readonly #subscriptions = new Subscriptions();
  readonly #offered = new Set<string>();
  readonly #sought = new Map<string, Sought>();
  /** Sources of service discovery. */
  readonly #discovery = new Set<number>();
  #seenSources = 0;

  constructor(sources: SourceTable, pointTo: (batch: RecordBatch, i: number) => () => EvidencePointer) {
    this.#sources = sources;
    this.#pointTo = pointTo;
  }

  /** Indices of the records with which a host begins anew, ascending. */
  add(batch: RecordBatch): number[] {
    this.#meetSources();
    const starts: number[] = [];
    if (this.#discovery.size === 0) return starts;
    for (let i = 0; i < batch.count; i++) {
      this.#clock.advance(batch.timeUs[i]);
      if (batch.kind[i] === Kind.message && this.#discovery.has(batch.source[i]) && this.#read(batch, i))
        starts.push(i);
    }
    return starts;
  }

  finish(): FaultEvent[] {
    for (const offers of this.#offers.expired(this.#clock.heardUs)) this.#tellExpired(offers);
    for (const { client, server, entry, tries, moment } of this.#subscriptions.unanswered()) {
      if (!this.#restarts.hasHeard(server, client)) continue;
      this.#tell(UNANSWERED, { host: server, moment, facts: { ...factsOf(entry), client, tries } });
    }
    for (const { client, entry, tries, moment } of this.#sought.values()) {
      const isMissing = tries >= SOUGHT && this.#offered.size > 0 && !this.#offered.has(entry.service);
      if (isMissing) this.#tell(NOT_OFFERED, { host: client, moment, facts: { ...factsOf(entry), tries } });
    }
    return this.#ledger.faults;
  }

  #meetSources(): void {
    const { sources } = this.#sources;
    for (; this.#seenSources < sources.length; this.#seenSources++) {
      const { app, context } = sources[this.#seenSources];
      if (app === APP && context === CONTEXT) this.#discovery.add(this.#seenSources);
    }
  }

  /** True when the sender has started anew. */
  #read(batch: RecordBatch, i: number): boolean {
    const message = readDiscovery(recordText(batch, i, MAX_TEXT_BYTES));
    if (message === undefined) return false;
    const host = this.#sources.sources[batch.source[i]].ecu;
    const moment = new LoggedMoment(batch.timeUs[i], batch.uptimeUs[i], this.#pointTo(batch, i));
    const heard = { ...message, host, moment };
    const start = this.#restarts.take(host, message);
    if (start === 'restarted') this.#tell(RESTARTED, { host, moment, facts: { session: message.session } });
    this.#takeOffers(heard);
    this.#takeWithdrawals(heard);
    for (const entry of message.entries) this.#take(entry, heard);
    return start !== 'goes on';
  }

  #takeOffers({ host, moment, entries }: Heard): void {
    const { heardUs } = this.#clock;
    const late = entries.filter(isOffer).flatMap(({ service, instance, timeToLive }) => {
      this.#offered.add(service);
      const expired = this.#offers.renew({ host, service, instance, timeToLive, moment, heardUs });
      return expired ? [expired] : [];
    });
    if (late.length > 0) this.#tellExpired(late, moment);
  }

  #takeWithdrawals({ host, moment, entries }: Heard): void {
    const withdrawn = entries.filter(({ action }) => action === 'stop offer');
    for (const entry of withdrawn) this.#offers.withdraw(host, entry);
    if (withdrawn.length > 0) this.#tell(WITHDRAWN, { host, moment, facts: namesOf(withdrawn) });
  }

  #take(entry: DiscoveryEntry, { host, receiver, moment }: Heard): void {
    const { action } = entry;
    if (action === 'find') this.#seek(host, entry, moment);
    else if (action === 'subscribe') this.#subscriptions.ask(host, receiver, entry, moment);
    else if (action === 'stop subscribe') this.#subscriptions.close(host, receiver, entry);
    else if (action.startsWith('subscribe ')) this.#subscriptions.close(receiver, host, entry);
    if (action !== 'subscribe refused') return;
    const facts = { ...factsOf(entry), client: receiver };
    this.#tell(REFUSED, { host, moment, facts });
  }

  #seek(client: string, entry: DiscoveryEntry, moment: LoggedMoment): void {
    const key = `${client} ${entry.service}`;
    const known = this.#sought.get(key);
    if (known) known.tries++;
    else if (this.#sought.size < MAX_SOUGHT) this.#sought.set(key, { client, entry, tries: 1, moment });
  }

  /** The moment of such a loss is when the last offer ran out; what proves it is that offer. */
  #tellExpired(offers: readonly Offer[], again?: LoggedMoment): void {
    const [{ host, moment, timeToLive }] = offers;
    const afterMs = again && Math.round((again.clockUs - moment.clockUs) / 1000);
    const facts = {
      ...namesOf(offers),
      ttlS: timeToLive,
      ...(afterMs !== undefined && { offeredAgainAfterMs: afterMs }),
    };
    this.#tell(EXPIRED, { host, moment: moment.later(timeToLive * 1e6), facts });
  }

  #tell(
    text: FaultText,
    { host, moment, facts }: { host: string; moment: LoggedMoment; facts: FaultText['facts'] },
  ): void {
    const { kind, role, title, code = null } = text;
    const writer = { ecu: host, app: APP, context: CONTEXT };
    this.#ledger.record({ kind, vocabulary: 'network', code, role, ...writer, title, facts: { ...facts } }, moment);
  }
}

const APP = 'SOME/IP';
const CONTEXT = 'SD';
/** All entries of the longest text that a record of service discovery has. */
const MAX_TEXT_BYTES = 16_384;

const isOffer = ({ action }: DiscoveryEntry): boolean => action === 'offer';

const factsOf = ({ service, instance, eventgroup }: DiscoveryEntry) => ({
  service,
  instance,
  ...(eventgroup >= 0 && { eventgroup }),
});

function namesOf(entries: readonly { service: string; instance: number }[]): Record<string, string | number> {
  const [{ service, instance }] = entries;
  if (entries.length === 1) return { service, instance };
  const names = entries.slice(0, MAX_NAMED).map((entry) => `${entry.service}.${entry.instance}`);
  return { service, instance, services: entries.length, names: names.join(' ') };
}

const EXPIRED: FaultText = {
  kind: 'someip-service-lost',
  role: 'symptom',
  code: 'SOME/IP-SD offer expired',
  title: 'The offer of a SOME/IP service ran out: nobody renewed it',
};
const WITHDRAWN: FaultText = {
  kind: 'someip-service-lost',
  role: 'consequence',
  code: 'SOME/IP-SD stop offer',
  title: 'A SOME/IP service was withdrawn by who offers it',
};
const RESTARTED: FaultText = {
  kind: 'someip-service-lost',
  role: 'symptom',
  code: 'SOME/IP-SD reboot',
  title: 'A SOME/IP node restarted',
};
const NOT_OFFERED: FaultText = {
  kind: 'someip-service-lost',
  role: 'symptom',
  code: 'SOME/IP-SD not offered',
  title: 'A SOME/IP service that a client seeks is offered by nobody',
};
const REFUSED: FaultText = {
  kind: 'someip-error',
  role: 'symptom',
  code: 'SOME/IP-SD subscribe refused',
  title: 'A SOME/IP service refused a subscription',
};
const UNANSWERED: FaultText = {
  kind: 'someip-error',
  role: 'symptom',
  code: 'SOME/IP-SD subscribe unanswered',
  title: 'A subscription to a SOME/IP service was never answered',
};
