import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { likenessOf } from '#src/knowledge/taught-line.ts';
import { counted } from '#src/report/counted.ts';

/** What a batch that went well logs, in a form that names no vehicle: each line by its likeness, which holds its ECU's class. */
export interface GoodSummary {
  platform: string;
  firmware: string;
  records: number;
  likenesses: string[];
}

/** Batches of one platform that went well with one firmware, put together. */
export interface Baseline {
  /** Whether its firmware is the one that the batch was to bring, or the one before. */
  kind: 'platform-firmware' | 'previous-firmware';
  platform: string;
  firmware: string;
  batches: number;
  records: number;
  /** In how many of them a line stands. */
  seenIn: ReadonlyMap<string, number>;
}

/** The commonest lines of a session: real ones have some thousands. */
const MAX_LIKENESSES = 8_000;
/** A line of one good batch in ten is everyday; less may be a fault that mended itself. */
const EVERYDAY_SHARE = 0.1;

export function summaryOf(evidence: BatchEvidence, scope: { platform: string; firmware: string }): GoodSummary {
  const rows = evidence.templates.toSorted((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
  const likenesses = [...new Set(rows.slice(0, MAX_LIKENESSES).map(likenessOf))].sort();
  return { ...scope, records: evidence.records, likenesses };
}

export function mergeSummaries(
  kind: Baseline['kind'],
  [first, ...others]: readonly [GoodSummary, ...GoodSummary[]],
): Baseline {
  const seenIn = new Map<string, number>();
  for (const { likenesses } of [first, ...others])
    for (const likeness of likenesses) seenIn.set(likeness, (seenIn.get(likeness) ?? 0) + 1);
  const records = [first, ...others].reduce((sum, summary) => sum + summary.records, 0);
  const { firmware, platform } = first;
  return { kind, platform, firmware, batches: others.length + 1, records, seenIn };
}

export const isCommonIn = ({ batches, seenIn }: Baseline, likeness: string): boolean =>
  (seenIn.get(likeness) ?? 0) >= Math.max(1, batches * EVERYDAY_SHARE);

/** What was compared with, as a part of a sentence. */
export const baselineText = ({ batches, firmware, platform, records }: Baseline): string =>
  `${counted(batches, 'batch', 'batches')} of platform ${platform} that went well with firmware ${firmware} (${counted(records, 'record')})`;
