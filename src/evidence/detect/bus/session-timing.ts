import type { OpenRequest } from './open-request.ts';
import { type MessageHead, Sid } from './uds.ts';

/** ISO 14229-2: after "response pending" an ECU has P2* for the next answer, and leaves its session after S3 of silence. */
const DEFAULT_P2_STAR_US = 5_000_000;
const S3_US = 5_000_000;
/** The second half of P2* in `50 <session> <P2: ms u16> <P2*: 10 ms u16>`. */
const P2_STAR_AT = 4;
const P2_STAR_UNIT_US = 10_000;
const DEFAULT_SESSION = 1;
/** Not in this session (the service, the sub-function), and not unlocked, as it was before. */
const SESSION_MISSED = new Set([0x7f, 0x7e, 0x33]);

/** What one ECU promised, and when it was last spoken to. */
export class SessionTiming {
  p2StarUs = DEFAULT_P2_STAR_US;
  #session = DEFAULT_SESSION;
  #lastHeardUs = Number.NaN;
  #quietUs = 0;

  /** A response that opens a session says what it promises. */
  read({ bytes, kept }: MessageHead): void {
    if (bytes[0] !== Sid.sessionControl + 0x40 || kept < 2) return;
    this.#session = bytes[1];
    this.#quietUs = 0;
    const p2Star = kept >= P2_STAR_AT + 2 ? (bytes[P2_STAR_AT] << 8) | bytes[P2_STAR_AT + 1] : 0;
    this.p2StarUs = p2Star > 0 ? p2Star * P2_STAR_UNIT_US : DEFAULT_P2_STAR_US;
  }

  /** Somebody spoke to the ECU, or it answered. */
  hear(clockUs: number): void {
    const quietUs = clockUs - this.#lastHeardUs;
    if (quietUs > S3_US && this.#session !== DEFAULT_SESSION) this.#quietUs = quietUs;
    this.#lastHeardUs = clockUs;
  }

  /** How long an ECU that asked for patience then took for its answer, where that is longer than it promised; else 0. */
  lateUs(request: OpenRequest, clockUs: number): number {
    const waitedUs = request.pending > 0 ? clockUs - request.lastPendingUs : 0;
    return waitedUs > this.p2StarUs ? waitedUs : 0;
  }

  /** How long nobody spoke before the ECU refused what its session would allow; 0 where it still is in that session. */
  lostAfterUs(nrc: number): number {
    const quietUs = SESSION_MISSED.has(nrc) ? this.#quietUs : 0;
    if (quietUs > 0) this.#session = DEFAULT_SESSION;
    this.#quietUs = 0;
    return quietUs;
  }
}
