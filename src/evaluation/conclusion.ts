import type { Report } from '#src/report/report.ts';

/** What a report comes to; the way its files were named, ordered or cut must not change it. */
export function conclusionOf({ finding, verdict, outcome, hypotheses }: Report): string {
  const leading = hypotheses.find(({ status }) => status === 'leading');
  return [finding, verdict, outcome.observed, leading?.causeCode, leading?.title].join(' | ');
}

export interface Stability {
  tried: number;
  /** Ids of cases that came out otherwise with their files in another order, and with each file cut in two. */
  changedByOrder: string[];
  changedByRotation: string[];
}
