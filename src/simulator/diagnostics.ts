import type { Session } from './session.ts';

/** A tester and an ECU on one CAN bus, as normal-addressed ISO-TP (ISO 15765-2) sees them. */
export interface DiagnosticLink {
  file: string;
  bus: string;
  requestId: number;
  responseId: number;
}

const PADDING = 0xcc;
/** Time between two frames of a long message, microseconds (STmin 1 ms plus the bus). */
const FRAME_GAP_US = 1_300;

/** Talks UDS (ISO 14229) over a link; each call moves the session's time on. */
export class Tester {
  readonly #session: Session;
  readonly #link: DiagnosticLink;

  constructor(session: Session, link: DiagnosticLink) {
    this.#session = session;
    this.#link = link;
  }

  exchange(request: number[], response: number[], waitMs = 8): void {
    this.request(request);
    this.#session.advance(waitMs / 1000);
    this.respond(response);
    this.#session.advance(0.004);
  }

  request(payload: number[]): void {
    this.#send(this.#link.requestId, this.#link.responseId, payload);
  }

  respond(payload: number[]): void {
    this.#send(this.#link.responseId, this.#link.requestId, payload);
  }

  /** Asks, is told to wait `times` × 4.5 s by NRC 0x78, then gets its answer. */
  exchangeAfterPending(request: number[], response: number[], times: number): void {
    this.request(request);
    for (let i = 0; i < times; i++) {
      this.#session.advance(0.02);
      this.respond([0x7f, request[0], 0x78]);
      this.#session.advance(4.5);
    }
    this.respond(response);
    this.#session.advance(0.004);
  }

  #send(from: number, to: number, payload: number[]): void {
    if (payload.length <= 7) {
      this.#frame(from, [payload.length, ...payload]);
      return;
    }
    this.#frame(from, [0x10 | (payload.length >> 8), payload.length & 0xff, ...payload.slice(0, 6)]);
    this.#session.advance(0.002);
    this.#frame(to, [0x30, 0, 1]);
    for (let at = 6, sequence = 1; at < payload.length; at += 7, sequence++) {
      this.#session.advance(FRAME_GAP_US / 1e6);
      this.#frame(from, [0x20 | (sequence & 0xf), ...payload.slice(at, at + 7)]);
    }
  }

  #frame(id: number, bytes: number[]): void {
    const data = new Uint8Array(8).fill(PADDING);
    data.set(bytes);
    this.#session.can(this.#link.file, { bus: this.#link.bus, id, data });
  }
}

interface FlashPlan {
  sizeBytes: number;
  /** Transferred before `interrupt` ends the download; all of it when undefined. */
  stopAfterBytes?: number;
}

/** Bytes per TransferData: 0x402 less the service and the counter. */
const BLOCK_BYTES = 0x400;

/**
 * Programs an ECU as OEM flash procedures do: programming session, security access, fingerprint, erase, download, transfer,
 * exit, check. False when the plan stops on the way.
 */
export function flash(session: Session, tester: Tester, plan: FlashPlan): boolean {
  openProgrammingSession(session, tester);
  tester.exchangeAfterPending([0x31, 0x01, 0xff, 0x00, 0x44, 0, 8, 0, 0], [0x71, 0x01, 0xff, 0x00, 0], 2);
  tester.exchange([0x34, 0x00, 0x44, 0, 8, 0, 0, ...bigEndian(plan.sizeBytes)], [0x74, 0x20, 0x04, 0x02]);
  const last = plan.stopAfterBytes ?? plan.sizeBytes;
  for (let sent = 0, block = 1; sent < last; sent += BLOCK_BYTES, block++) {
    const data = Array.from({ length: Math.min(BLOCK_BYTES, plan.sizeBytes - sent) }, () =>
      session.random.between(0, 255),
    );
    tester.exchange([0x36, block & 0xff, ...data], [0x76, block & 0xff], 12);
  }
  if (last < plan.sizeBytes) return false;
  tester.exchange([0x37], [0x77]);
  tester.exchangeAfterPending([0x31, 0x01, 0x02, 0x02], [0x71, 0x01, 0x02, 0x02, 0], 1);
  tester.exchange([0x31, 0x01, 0xff, 0x01], [0x71, 0x01, 0xff, 0x01, 0]);
  tester.exchange([0x11, 0x01], [0x51, 0x01]);
  session.advance(1.8);
  tester.exchange([0x10, 0x01], [0x50, 0x01, 0, 0x32, 0x01, 0xf4]);
  return true;
}

function openProgrammingSession(session: Session, tester: Tester): void {
  tester.exchange([0x22, 0xf1, 0x95], [0x62, 0xf1, 0x95, 0x34, 0x31, 0x30]);
  tester.exchange([0x10, 0x03], [0x50, 0x03, 0, 0x32, 0x01, 0xf4]);
  tester.exchange([0x31, 0x01, 0x02, 0x03], [0x71, 0x01, 0x02, 0x03, 0]);
  tester.exchange([0x85, 0x02], [0xc5, 0x02]);
  tester.exchange([0x28, 0x03, 0x01], [0x68, 0x03]);
  tester.exchangeAfterPending([0x10, 0x02], [0x50, 0x02, 0, 0x32, 0x01, 0xf4], 1);
  const seed = Array.from({ length: 4 }, () => session.random.between(1, 255));
  tester.exchange([0x27, 0x11], [0x67, 0x11, ...seed]);
  tester.exchange([0x27, 0x12, ...seed.map((byte) => byte ^ 0x5a)], [0x67, 0x12]);
  tester.exchange([0x2e, 0xf1, 0x5a, 0x26, 0x10, 0x14, 1, 2, 3, 4, 5, 6], [0x6e, 0xf1, 0x5a]);
}

function bigEndian(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
