import type { EcuSession } from './ecu-session.ts';
import { IsoTpChannel } from './isotp.ts';
import type { OpenRequest } from './open-request.ts';
import type { SenderIdentity } from './sender-identity.ts';
import { type PointTo, SenderMoment } from './sender-moment.ts';
import { REQUEST_HEAD_BYTES } from './uds.ts';

/** Frames without a partner after which a sender is no diagnostic one: more than the longest message's rest (4 KB). */
const MAX_LONELY_FRAMES = 1024;
/** A scan for testers or a restart may look odd at first; the price of patience is a microsecond per sender. */
const MAX_STRIKES = 8;

/** How long a CAN id is listened to before it has answered or been answered: shared by its target addresses. */
export class ProtocolDoubt {
  /** Proven to speak a diagnostic protocol: then nothing odd counts any more. */
  isProven = false;
  #strikes = 0;
  #lonely = 0;

  /** A frame or message that fits no protocol; true when it was one too many. */
  strike(): boolean {
    return !this.isProven && ++this.#strikes >= MAX_STRIKES;
  }

  /** A frame that fits but that nobody answered yet; true when it was one too many. */
  countLonely(): boolean {
    return !this.isProven && ++this.#lonely >= MAX_LONELY_FRAMES;
  }
}

const NOTHING_ASKED = {
  bytes: new Uint8Array(0),
  kept: 0,
  length: 0,
  isAnswered: false,
  isWhole: false,
  pending: 0,
  lastPendingUs: Number.NaN,
};

/** What an exchange proves by how well the response fits: contradicts, same service, repeats bytes of the request. */
export type Weights = readonly [number, number, number];

/** Who answers whom. */
export interface Exchange {
  readonly session: EcuSession;
  tester: Endpoint;
  /** What each of its answers proves. */
  weights: Weights;
}

/**
 * One sender of diagnostic messages: a CAN id on a bus, and its target address where addressing is extended; over DoIP a
 * logical address that speaks to another one.
 */
export class Endpoint {
  readonly channel = new IsoTpChannel();
  readonly source: number;
  readonly bus: string;
  readonly id: number;
  readonly isExtendedId: boolean;
  /** Address byte before the PCI; -1 with normal addressing. */
  readonly address: number;
  readonly isDoip: boolean;
  readonly doubt: ProtocolDoubt;
  /** What it asked last: one object for all its requests. */
  request: OpenRequest | undefined;
  /** When its last message began. */
  readonly began: SenderMoment;
  /** No batch need be there for what may be pointed at. */
  isSettled = true;
  /** The tester it answers. */
  exchange: Exchange | undefined;
  /** The ECU that answers this tester, once proven. */
  session: EcuSession | undefined;

  readonly #asked: SenderMoment;
  /** First bytes of requests, by how many they are. */
  readonly #heads: Uint8Array[] = [];

  constructor(identity: SenderIdentity, doubt: ProtocolDoubt, pointTo: PointTo) {
    this.source = identity.source;
    this.bus = identity.bus;
    this.id = identity.id;
    this.isExtendedId = identity.isExtendedId;
    this.address = identity.address;
    this.isDoip = identity.isDoip;
    this.doubt = doubt;
    this.began = new SenderMoment(pointTo);
    this.#asked = new SenderMoment(pointTo);
  }

  /** The message under way is a request. */
  open(isWhole: boolean): void {
    this.#asked.copy(this.began);
    this.request ??= { ...NOTHING_ASKED, moment: this.#asked };
    const { request } = this;
    this.#takeHead(request);
    request.length = this.channel.length;
    request.isAnswered = false;
    request.isWhole = isWhole;
    request.pending = 0;
    request.lastPendingUs = Number.NaN;
  }

  /** The rest of a multi-frame request has come. */
  wholeRequest(): void {
    if (this.request === undefined) return;
    this.#takeHead(this.request);
    this.request.isWhole = true;
  }

  /** Before the batch goes: what may still be pointed at. */
  settle(): void {
    this.isSettled = true;
    if (this.channel.isReceiving) this.began.settle();
    if (this.request) this.#asked.settle();
  }

  #takeHead(request: OpenRequest): void {
    const { bytes, kept } = this.channel;
    const length = Math.min(kept, REQUEST_HEAD_BYTES);
    this.#heads[length] ??= new Uint8Array(length);
    const head = this.#heads[length];
    for (let i = 0; i < length; i++) head[i] = bytes[i];
    request.bytes = head;
    request.kept = length;
  }
}
