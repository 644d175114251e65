import type { Moment } from '../fault-ledger.ts';
import type { EcuSession } from './ecu-session.ts';
import { IsoTpChannel } from './isotp.ts';
import type { OpenRequest } from './open-request.ts';
import type { SenderIdentity } from './sender-identity.ts';
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
  request: OpenRequest | undefined;
  /** When the message that is being received began. */
  began: Moment | undefined;
  /** The ECU that answers this tester, once proven. */
  session: EcuSession | undefined;

  constructor(identity: SenderIdentity, doubt: ProtocolDoubt) {
    this.source = identity.source;
    this.bus = identity.bus;
    this.id = identity.id;
    this.isExtendedId = identity.isExtendedId;
    this.address = identity.address;
    this.isDoip = identity.isDoip;
    this.doubt = doubt;
  }

  open(moment: Moment, isWhole: boolean): void {
    const { length } = this.channel;
    const head = this.#copyHead();
    this.request = {
      bytes: head,
      kept: head.length,
      length,
      moment,
      isAnswered: false,
      isWhole,
      pending: 0,
      lastPendingUs: Number.NaN,
    };
  }

  /** The rest of a multi-frame request has come. */
  wholeRequest(): void {
    if (this.request === undefined) return;
    this.request.bytes = this.#copyHead();
    this.request.kept = this.request.bytes.length;
    this.request.isWhole = true;
  }

  #copyHead(): Uint8Array {
    return this.channel.bytes.slice(0, Math.min(this.channel.kept, REQUEST_HEAD_BYTES));
  }
}
