import type { Moment } from '../fault-ledger.ts';
import type { MessageHead } from './uds.ts';

/** A request that was logged and not finally answered yet. */
export interface OpenRequest extends MessageHead {
  moment: Moment;
  isAnswered: boolean;
  isWhole: boolean;
  /** Answers "response pending" so far, and when the last of them came. */
  pending: number;
  lastPendingUs: number;
}
