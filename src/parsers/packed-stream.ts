import type { ByteCursor } from './byte-cursor.ts';
import type { Codecs } from './codecs.ts';
import type { ExpansionBudget } from './containers/expansion-budget.ts';

/** What decompressing takes: every byte that comes out is told to the budget. */
export interface Unpacking {
  codecs: Codecs;
  budget: ExpansionBudget;
}

/** A stream with compressed pieces in it. */
export interface PackedStream extends Unpacking {
  cursor: ByteCursor;
}
