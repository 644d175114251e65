import type { Observed } from './observe-outcome.ts';

/** Words of update clients and servers for how an update ended: hawkBit, Mender, OTA gateways. */
const CLAIMS: readonly [words: RegExp, agreesWith: readonly Observed[]][] = [
  [/roll(?:ed)?[-_ ]?back|revert/i, ['rolled-back']],
  [/interrupt|abort|cancel|power/i, ['interrupted', 'failed']],
  [/not[-_ ]?(?:attempted|started)|skipped|up[-_ ]?to[-_ ]?date|no[-_ ]?update/i, ['not-attempted']],
  [/fail|error|reject|unsuccess/i, ['failed', 'rolled-back', 'interrupted']],
  [/succe|updated|installed|finished|complete|committed|^ok$|done|passed/i, ['updated']],
];

/** Null when nothing was claimed or observed, or the claim's words are not known. */
export function agreesWithClaim(claimed: string | null, observed: Observed): boolean | null {
  if (claimed === null || observed === 'unknown') return null;
  const claim = CLAIMS.find(([words]) => words.test(claimed.slice(0, 200)));
  if (claim === undefined) return null;
  if (observed === 'not-attempted' && !claim[1].includes(observed)) return null;
  return claim[1].includes(observed);
}
