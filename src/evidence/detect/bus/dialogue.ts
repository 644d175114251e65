import type { LogSource } from '#src/parsers/source-table.ts';
import { arePrescribed, areRelated, isFunctional } from './addressing.ts';
import { EcuSession } from './ecu-session.ts';
import type { Endpoint, Exchange, Weights } from './endpoint.ts';
import { type Fit, fitOf, kindOfMessage, Sid } from './uds.ts';

/** Testers whose last question is remembered; more do not speak on one bus. */
const MAX_OPEN = 64;
const MAX_SESSIONS = 1024;

/** A response under way, and how well it fits what the tester asked. */
interface Answer {
  tester: Endpoint;
  ecu: Endpoint;
  fit: Fit;
}

/**
 * Finds out who answers whom. A broadcast frame that starts with 0x0n looks like a single frame, so nothing counts as
 * diagnostics before a response has fitted a request: ids that belong together need one exchange, any others three.
 */
export class Dialogue {
  readonly sessions: EcuSession[] = [];
  readonly #testers: Endpoint[] = [];
  /** By the ECU that answers, in the order in which they were met. */
  readonly #exchanges = new Map<Endpoint, Exchange>();

  /** Takes the message that `endpoint` has begun or completed; false when nobody could have meant it. */
  take(endpoint: Endpoint, source: LogSource): boolean {
    const isWhole = !endpoint.channel.isReceiving;
    const kind = kindOfMessage(endpoint.channel, endpoint.doubt.isProven);
    if (kind === 'unknown') return false;
    if (kind === 'request') this.#ask(endpoint, isWhole);
    else this.#answer(endpoint, source);
    return true;
  }

  /** A multi-frame message of `endpoint` has become whole; `take` has seen its beginning. */
  complete(endpoint: Endpoint): void {
    const { began, channel, exchange } = endpoint;
    if (exchange) exchange.session.read(channel, began);
    else endpoint.wholeRequest();
  }

  /** The message that `endpoint` had begun was given up. */
  abandon({ began, exchange, session }: Endpoint): void {
    (exchange?.session ?? session)?.abandon(began);
  }

  finish(endUs: number): void {
    for (const { session, tester } of this.#exchanges.values()) {
      session.finish(isFunctional(tester) ? undefined : tester.request, endUs);
    }
  }

  #ask(tester: Endpoint, isWhole: boolean): void {
    this.#tellThatSpoke(tester);
    const before = tester.request;
    if (before && tester.session) tester.session.leave(before);
    tester.open(isWhole);
    if (this.#testers.at(-1) === tester) return;
    const at = this.#testers.indexOf(tester);
    if (at >= 0) this.#testers.splice(at, 1);
    else if (this.#testers.length >= MAX_OPEN) this.#testers.shift();
    this.#testers.push(tester);
  }

  /** What goes to all keeps the session of each. */
  #tellThatSpoke(tester: Endpoint): void {
    const { clockUs } = tester.began;
    tester.session?.hear(clockUs);
    if (!isFunctional(tester)) return;
    for (const [{ bus }, { session }] of this.#exchanges) if (bus === tester.bus) session.hear(clockUs);
  }

  #answer(ecu: Endpoint, source: LogSource): void {
    const known = ecu.exchange;
    const partner = known?.tester;
    const fitOfPartner = partner ? fitWith(partner, ecu) : 0;
    const tester = fitOfPartner > 0 ? partner : this.#findTester(ecu, partner);
    if (tester?.request === undefined) {
      known?.session.takeUnasked(ecu.channel, ecu.began);
      return;
    }
    const session = known?.session ?? this.#meet(tester, ecu, source);
    if (session === undefined) return;
    const fit = tester === partner ? fitOfPartner : fitWith(tester, ecu);
    this.#prove({ tester, ecu, fit }, session);
    this.#tell({ tester, ecu, fit }, session);
  }

  /** Whoever asked for this, if it was not the known partner: one with a related id, else the last to ask. */
  #findTester(ecu: Endpoint, partner: Endpoint | undefined): Endpoint | undefined {
    let found: Endpoint | undefined;
    for (let i = this.#testers.length - 1; i >= 0; i--) {
      const tester = this.#testers[i];
      if (tester === ecu || tester.bus !== ecu.bus || fitWith(tester, ecu) === 0) continue;
      if (areRelated(tester, ecu) || (isFunctional(tester) && !tester.isDoip)) return tester;
      if (!tester.session && !tester.isDoip) found ??= tester;
    }
    return partner ? undefined : found;
  }

  #meet(tester: Endpoint, ecu: Endpoint, source: LogSource): EcuSession | undefined {
    if (this.sessions.length >= MAX_SESSIONS) return undefined;
    const session = new EcuSession(tester, ecu, source);
    this.sessions.push(session);
    ecu.exchange = { session, tester, weights: weightsOf(tester, ecu) };
    this.#exchanges.set(ecu, ecu.exchange);
    return session;
  }

  /** A physical tester that answers fit better than the functional one that was met first becomes the partner. */
  #prove({ tester, ecu, fit }: Answer, session: EcuSession): void {
    const { exchange } = ecu;
    const weights = exchange?.tester === tester ? exchange.weights : weightsOf(tester, ecu);
    session.prove(weights[fit]);
    if (!session.isProven) return;
    ecu.doubt.isProven = true;
    tester.doubt.isProven = true;
    if (isFunctional(tester)) return;
    tester.session = session;
    if (exchange === undefined || exchange.tester === tester) return;
    exchange.tester = tester;
    exchange.weights = weights;
  }

  #tell({ tester: { request }, ecu: { began, channel }, fit }: Answer, session: EcuSession): void {
    if (request === undefined) return;
    const { bytes, isReceiving } = channel;
    if (bytes[0] === Sid.negativeResponse) session.refuse(request, bytes[2], began);
    else session.accept(request, began, fit === 2);
    if (!isReceiving) session.read(channel, began);
  }
}

function weightsOf(tester: Endpoint, ecu: Endpoint): Weights {
  if (arePrescribed(tester, ecu)) return PRESCRIBED;
  return areRelated(tester, ecu) ? RELATED : UNRELATED;
}

const PRESCRIBED: Weights = [0, 3, 3];
const RELATED: Weights = [0, 1, 3];
const UNRELATED: Weights = [0, 0, 1];

const fitWith = (tester: Endpoint, ecu: Endpoint): Fit =>
  tester.request === undefined ? 0 : fitOf(tester.request, ecu.channel);
