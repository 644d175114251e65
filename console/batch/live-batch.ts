import type { Claim } from '#src/report/report.ts';
import type { StreamEvent } from './follow.ts';

/** What the stream of one batch has told so far. */
export interface LiveBatch {
  state: string;
  counts: { files: number; uploaded: number; parsed: number; failed: number } | undefined;
  /** Steps of the diagnosis, each in a sentence. */
  steps: string[];
  claims: LiveClaim[];
  /** The answer, as soon as it stands. */
  report: { finding: string; verdict: string; headline: string } | undefined;
  isDone: boolean;
  message: string;
}

interface LiveClaim {
  hypothesis: string;
  title: string;
  claim: Claim;
}

export const NOTHING_YET: LiveBatch = {
  state: '',
  counts: undefined,
  steps: [],
  claims: [],
  report: undefined,
  isDone: false,
  message: '',
};

/** A batch that is taken up again begins anew: what it said before no longer holds. */
export function withEvent(live: LiveBatch, { data, type }: StreamEvent): LiveBatch {
  switch (type) {
    case 'status':
      return { ...live, state: data.state };
    case 'progress':
      return data.step ? { ...live, steps: [...live.steps, data.text] } : withCounts(live, data);
    case 'claim':
      return { ...live, claims: [...live.claims, data] };
    case 'report':
      return { ...live, report: data };
    case 'reset':
      return { ...NOTHING_YET, counts: live.counts };
    case 'done':
      return { ...live, state: data.state, isDone: true, message: data.message ?? '' };
    default:
      return live;
  }
}

function withCounts(live: LiveBatch, { state, ...counts }: { state: string } & NonNullable<LiveBatch['counts']>) {
  return { ...live, state, counts };
}
