import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

/** Where each log says something for the first time that is no failure, in order of place, by `streamKey`. */
export type News = ReadonlyMap<string, readonly number[]>;

export function newsOf(templates: BatchEvidence['templates'], logs: Logs): News {
  const news = new Map<string, number[]>();
  for (const row of templates) {
    if (row.failure !== null) continue;
    for (const [log, offsets] of logs.placesOf(row)) {
      const own = news.get(log) ?? [];
      news.set(log, own);
      own.push(Math.min(...offsets));
    }
  }
  for (const own of news.values()) own.sort((x, y) => x - y);
  return news;
}

/** So much that is new and no failure: what went before did not stop it. */
export const LONG_AFTER = 60;

/** How many things its log says for the first time after it, and that are no failure. */
export const newsBehind = ({ place }: Finding, news: News): number =>
  (news.get(streamKey(place)) ?? []).filter((offset) => offset > place.offset).length;
