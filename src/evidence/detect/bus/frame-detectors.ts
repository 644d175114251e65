import { BATCH_CAPACITY, Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import { type LogSource, Network, type SourceTable } from '#src/parsers/source-table.ts';
import type { FaultEvent, OutcomeMarker, PhaseEvent } from '../../file-evidence.ts';
import { type FrameGroups, sourceOfGroup, typeOfGroup } from '../../tally/frame-groups.ts';
import { grownTo } from '../../tally/grown.ts';
import { clockOf, LoggedMoment } from '../fault-ledger.ts';
import { beginsWithAddress } from './addressing.ts';
import { Dialogue } from './dialogue.ts';
import { Endpoint, ProtocolDoubt } from './endpoint.ts';
import { ErrorFrameReader } from './error-frames.ts';
import { GmlanReader } from './gmlan.ts';
import { isTroubleCodeId, J1939Reader } from './j1939.ts';
import type { PointTo } from './sender-moment.ts';

export interface FrameFindings {
  faults: FaultEvent[];
  phases: PhaseEvent[];
  outcomes: OutcomeMarker[];
}

/** What is known of a sender (one CAN id on one bus), one byte each: most traffic ends at `rejected`. */
const Sender = { unknown: 0, rejected: 1, normal: 2, extended: 3, j1939: 4, doip: 5, gmlan: 6 } as const;

/** Senders followed at a time: beyond any vehicle, so a hostile log stays small. */
const MAX_ENDPOINTS = 4096;

/** Of a batch: to bring more into order takes longer than to look at every frame. */
const MAX_FEW = BATCH_CAPACITY / 8;
const MANY = -1;

/** Follows the diagnostic traffic (UDS, KWP or OBD over ISO-TP or DoIP; J1939 trouble codes) of one stream of bus frames. */
export class FrameDetectors {
  readonly #sources: SourceTable;
  readonly #pointTo: PointTo;
  readonly #dialogue = new Dialogue();
  readonly #j1939 = new J1939Reader();
  readonly #errors = new ErrorFrameReader();
  readonly #gmlan = new GmlanReader();
  #senders = new Uint8Array(256);
  /** By source, or by source and target address with extended addressing. */
  readonly #endpoints = new Map<number, Endpoint>();
  /** Of those with normal addressing, by source: found for each of their frames. */
  readonly #normal: (Endpoint | undefined)[] = [];
  /** Of sources with extended addressing. */
  readonly #doubts = new Map<number, ProtocolDoubt>();
  /** Those that have begun a message in the batch under way. */
  readonly #speakers: Endpoint[] = [];
  /** Places of frames in the batch under way. */
  readonly #few = new Int32Array(MAX_FEW);
  /** How often senders that were given up are listened to again. */
  #awaited = 0;
  #clock = Number.NaN;

  constructor(sources: SourceTable, pointTo: PointTo) {
    this.#sources = sources;
    this.#pointTo = pointTo;
  }

  /** Every frame of a batch, which `groups` has by sender, if there are any: most senders are known to be no diagnostic ones. */
  addAll(batch: RecordBatch, groups?: FrameGroups): void {
    if (this.#sources.sources.length > this.#senders.length)
      this.#senders = grownTo(this.#senders, this.#sources.sources.length);
    const few = groups ? this.#findFew(groups) : MANY;
    if (groups && few !== MANY) this.#addFew(batch, groups, few);
    else this.#addFrom(batch, 0);
    for (const endpoint of this.#speakers) endpoint.settle();
    this.#speakers.length = 0;
  }

  /** Frames of senders that are still listened to go to `#few`, in order, where there are few of them. */
  #findFew(groups: FrameGroups): number {
    const { keys, length, counts, lasts, previous } = groups;
    let few = 0;
    for (let g = 0; g < length; g++) {
      const key = keys[g];
      if (this.#senders[sourceOfGroup(key)] === Sender.rejected || typeOfGroup(key) === Flag.remote) continue;
      if (few + counts[key] > MAX_FEW) return MANY;
      let i = lasts[key];
      for (let left = counts[key]; left > 0; left--, i = previous[i]) this.#few[few++] = i;
    }
    if (few > 1) this.#few.subarray(0, few).sort();
    return few;
  }

  #addFew(batch: RecordBatch, groups: FrameGroups, few: number): void {
    const awaited = this.#awaited;
    for (let n = 0; n < few && this.#awaited === awaited; n++) {
      const i = this.#few[n];
      const source = batch.source[i];
      if (this.#senders[source] !== Sender.rejected) this.#follow(batch, i, source);
      // The answers that it awaits from now on come from senders that were none of the few.
      if (this.#awaited !== awaited) this.#addFrom(batch, i + 1);
    }
    this.#clock = clockOf(batch, groups.last);
  }

  #addFrom(batch: RecordBatch, first: number): void {
    const { kind, source, count } = batch;
    const senders = this.#senders;
    let last = -1;
    for (let i = first; i < count; i++) {
      if (kind[i] !== Kind.frame) continue;
      last = i;
      if (senders[source[i]] !== Sender.rejected) this.#follow(batch, i, source[i]);
    }
    if (last >= 0) this.#clock = clockOf(batch, last);
  }

  finish(): FrameFindings {
    this.#dialogue.finish(this.#clock);
    const logs = this.#dialogue.sessions.filter((session) => session.isProven).map((session) => session.log);
    return {
      faults: [logs, [this.#j1939, this.#gmlan, this.#errors]].flat().flatMap(({ faults }) => faults),
      phases: logs.flatMap((log) => log.phases),
      outcomes: logs.flatMap((log) => log.outcomes),
    };
  }

  #follow(batch: RecordBatch, i: number, source: number): void {
    if (batch.flags[i] & Flag.errorFrame) this.#errors.add(this.#frameOf(batch, i));
    if (batch.flags[i] & (Flag.remote | Flag.errorFrame)) return;
    const sender = this.#senders[source] || this.#meet(batch, i, source);
    if (sender === Sender.normal) this.#addNormal(batch, i);
    else if (sender === Sender.extended) this.#addExtended(batch, i);
    else if (sender === Sender.j1939) this.#j1939.add(this.#frameOf(batch, i));
    else if (sender === Sender.doip) this.#addDoip(batch, i);
    else if (sender === Sender.gmlan) this.#gmlan.add(this.#frameOf(batch, i));
  }

  #meet(batch: RecordBatch, i: number, source: number): number {
    const network = this.#sources.networkOf(source);
    const isTroubleCode = (batch.flags[i] & Flag.extendedId) !== 0 && isTroubleCodeId(batch.id[i]);
    const isCan = network === Network.can;
    const other = network === Network.doip ? Sender.doip : Sender.rejected;
    const isGmlan = isCan && this.#gmlan.expects(this.#sources.sources[source].ecu, batch.id[i]);
    const onCan = isTroubleCode ? Sender.j1939 : isGmlan ? Sender.gmlan : Sender.normal;
    const [first, second] = this.#firstBytesOf(batch, i);
    const hasAddress = isCan && beginsWithAddress(batch.id[i], first, second);
    const sender = hasAddress ? Sender.extended : isCan ? onCan : other;
    this.#senders[source] = sender;
    return sender;
  }

  #firstBytesOf(batch: RecordBatch, i: number): [number, number] {
    const bytes = batch.borrowBodyBuffer(i);
    const at = batch.bodyStart[i];
    return at + 1 < batch.bodyEnd[i] ? [bytes[at], bytes[at + 1]] : [0, 0];
  }

  #addNormal(batch: RecordBatch, i: number): void {
    const source = batch.source[i];
    const endpoint = this.#normal[source] ?? this.#openNormal(batch, i);
    if (endpoint && this.#addTo(endpoint, batch, i)) return;
    this.#endpoints.delete(source);
    this.#normal[source] = undefined;
    this.#senders[source] = endpoint ? Sender.extended : Sender.rejected;
  }

  #openNormal(batch: RecordBatch, i: number): Endpoint | undefined {
    const source = batch.source[i];
    while (this.#normal.length <= source) this.#normal.push(undefined);
    const endpoint = this.#open(batch, i, -1);
    this.#normal[source] = endpoint;
    return endpoint;
  }

  /** Whatever did not speak normal addressing may put a target address first; if that fails too, it is other traffic. */
  #addExtended(batch: RecordBatch, i: number): void {
    const source = batch.source[i];
    const start = batch.bodyStart[i];
    const address = start < batch.bodyEnd[i] ? batch.borrowBodyBuffer(i)[start] : 0;
    const key = extendedKey(source, address);
    const endpoint = this.#endpoints.get(key) ?? this.#open(batch, i, address);
    if (endpoint && this.#addTo(endpoint, batch, i)) return;
    this.#closeExtended(source);
  }

  #closeExtended(source: number): void {
    if (this.#doubts.get(source)?.isProven) return;
    for (let address = 0; address < 256; address++) this.#endpoints.delete(extendedKey(source, address));
    this.#doubts.delete(source);
    this.#senders[source] = Sender.rejected;
  }

  /** Whole messages, whose ids say who speaks to whom: nothing has to be guessed. */
  #addDoip(batch: RecordBatch, i: number): void {
    const key = doipKey(batch.id[i]);
    const endpoint = this.#endpoints.get(key) ?? this.#openDoip(batch, i, key);
    if (!endpoint || batch.bodyStart[i] === batch.bodyEnd[i]) return;
    endpoint.channel.addWhole(batch.borrowBodyBuffer(i), batch.bodyStart[i], batch.bodyEnd[i]);
    this.#begin(endpoint, batch, i);
    this.#dialogue.take(endpoint, this.#sourceOf(endpoint));
  }

  #openDoip(batch: RecordBatch, i: number, key: number): Endpoint | undefined {
    if (this.#endpoints.size >= MAX_ENDPOINTS) return undefined;
    const source = batch.source[i];
    const [id, address] = [batch.id[i] >>> 16, batch.id[i] & 0xffff];
    const bus = this.#sources.sources[source].ecu;
    const identity = { source, bus, id, isExtendedId: false, address, isDoip: true };
    const endpoint = new Endpoint(identity, new ProtocolDoubt(), this.#pointTo);
    endpoint.doubt.isProven = true;
    this.#endpoints.set(key, endpoint);
    return endpoint;
  }

  #frameOf(batch: RecordBatch, i: number) {
    const bytes = batch.borrowBodyBuffer(i).subarray(batch.bodyStart[i], batch.bodyEnd[i]);
    const source = this.#sources.sources[batch.source[i]];
    const moment = new LoggedMoment(batch.timeUs[i], batch.uptimeUs[i], this.#pointTo(batch, i));
    return { id: batch.id[i], bytes, moment, source };
  }

  /** Codes come on other ids, whose senders may have been given up before. */
  #awaitGmlan({ bus, id }: Endpoint, clockUs: number): void {
    this.#awaited++;
    const ids = new Set(this.#gmlan.ask(bus, id, clockUs).map((answer) => idText(answer)));
    for (const [source, { ecu, app }] of this.#sources.sources.entries()) {
      const isAnswer = ecu === bus && ids.has(app) && this.#sources.networkOf(source) === Network.can;
      if (isAnswer && source < this.#senders.length) this.#senders[source] = Sender.gmlan;
    }
  }

  /** False when the sender has shown that it is none. */
  #addTo(endpoint: Endpoint, batch: RecordBatch, i: number): boolean {
    const start = batch.bodyStart[i] + (endpoint.address < 0 ? 0 : 1);
    const event = endpoint.channel.add(batch.borrowBodyBuffer(i), start, batch.bodyEnd[i]);
    if (endpoint.channel.hasAbandoned && this.#abandon(endpoint)) return false;
    if (event === 'consecutive') return true;
    if (event === 'not-isotp') return !endpoint.doubt.strike();
    if (event === 'stray' || event === 'flow-control') return !endpoint.doubt.countLonely();
    if (event === 'last') {
      this.#dialogue.complete(endpoint);
      return true;
    }
    this.#begin(endpoint, batch, i);
    if (this.#gmlan.isRequest(endpoint.channel)) this.#awaitGmlan(endpoint, endpoint.began.clockUs);
    const isMeant = this.#dialogue.take(endpoint, this.#sourceOf(endpoint));
    return !(isMeant ? endpoint.doubt.countLonely() : endpoint.doubt.strike());
  }

  #abandon(endpoint: Endpoint): boolean {
    this.#dialogue.abandon(endpoint);
    return endpoint.doubt.strike();
  }

  #open(batch: RecordBatch, i: number, address: number): Endpoint | undefined {
    if (this.#endpoints.size >= MAX_ENDPOINTS) return undefined;
    const source = batch.source[i];
    const bus = this.#sources.sources[source].ecu;
    const isExtendedId = (batch.flags[i] & Flag.extendedId) !== 0;
    const endpoint = new Endpoint(
      { source, bus, id: batch.id[i], isExtendedId, address, isDoip: false },
      this.#doubtWith(source, address),
      this.#pointTo,
    );
    this.#endpoints.set(address < 0 ? source : extendedKey(source, address), endpoint);
    return endpoint;
  }

  #doubtWith(source: number, address: number): ProtocolDoubt {
    const known = address < 0 ? undefined : this.#doubts.get(source);
    const doubt = known ?? new ProtocolDoubt();
    if (address >= 0) this.#doubts.set(source, doubt);
    return doubt;
  }

  #sourceOf(endpoint: Endpoint): LogSource {
    return this.#sources.sources[endpoint.source];
  }

  #begin(endpoint: Endpoint, batch: RecordBatch, i: number): void {
    endpoint.began.mark(batch, i);
    if (endpoint.isSettled) this.#speakers.push(endpoint);
    endpoint.isSettled = false;
  }
}

/** As sources name ids of 11 bits. */
const idText = (id: number): string => id.toString(16).toUpperCase().padStart(3, '0');

/** Above all source numbers (65,536), so the two kinds of keys never meet. */
const extendedKey = (source: number, address: number): number => 0x10000 + source * 256 + address;

/** Above those of extended addressing. */
const doipKey = (id: number): number => 2 ** 32 + id;
