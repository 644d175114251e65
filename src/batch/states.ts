import type { BatchState } from './batch.ts';

/** The whole life of a batch: from each state, the states that may follow. A state without followers is an end. */
const NEXT: Record<BatchState, readonly BatchState[]> = {
  uploading: ['queued', 'parsing', 'failed', 'expired'],
  queued: ['parsing', 'failed'],
  parsing: ['aggregating', 'failed'],
  aggregating: ['diagnosing', 'failed'],
  diagnosing: ['completed', 'partial', 'failed'],
  completed: [],
  partial: [],
  failed: [],
  expired: [],
};

/** An end is left only because somebody asked for it: where the files can still come, or the work can be taken up. */
const REOPENS: Partial<Record<BatchState, readonly BatchState[]>> = {
  expired: ['uploading'],
  failed: ['parsing', 'aggregating', 'diagnosing'],
};

/** In the order in which a batch passes them. */
export const BATCH_STATES = Object.keys(NEXT) as readonly BatchState[];

export const isEnd = (state: BatchState): boolean => NEXT[state].length === 0;

/** Files that come now still take part: nothing is planned yet. */
export const takesFiles = (state: BatchState): boolean => state === 'uploading' || state === 'queued';

export const mayFollow = (from: BatchState, to: BatchState): boolean => NEXT[from].includes(to);

/** The states out of which `to` may be entered: the condition of the write. */
export const statesBefore = (to: BatchState): BatchState[] => BATCH_STATES.filter((from) => mayFollow(from, to));

export const mayReopen = (from: BatchState, to: BatchState): boolean => REOPENS[from]?.includes(to) ?? false;

/** Whether a batch in `state` has been through `goal`, or skipped past it: a repeated step then has nothing to change. */
export const isPast = (state: BatchState, goal: BatchState): boolean =>
  !isEnd(state) && BATCH_STATES.indexOf(state) >= BATCH_STATES.indexOf(goal);
