import type { SenderMoment } from './sender-moment.ts';
import type { MessageHead } from './uds.ts';

/** Who has waited this long has given up (ISO 14229-2: P2* 5 s, S3 5 s). */
export const SILENCE_US = 5_000_000;

/** A request that was logged and not finally answered yet. */
export interface OpenRequest extends MessageHead {
  readonly moment: SenderMoment;
  isAnswered: boolean;
  isWhole: boolean;
  /** Answers "response pending" so far, and when the last of them came. */
  pending: number;
  lastPendingUs: number;
}
