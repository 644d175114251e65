import type { Report } from '#src/report/report.ts';
import { compareSigns, type Sign, writerName } from './sign.ts';

/** What a page can show; the rest is counted in a gap. */
const MAX_ENTRIES = 300;

const KINDS = { boot: 'boot', phase: 'phase', fault: 'fault', marker: 'outcome', template: 'fault' } as const;
/** What is kept first when there is too much: outcomes and phases tell the story, boots and faults fill it in. */
const IMPORTANCE = ['marker', 'phase', 'boot', 'template', 'fault'];

export interface Timeline {
  entries: Report['timeline'];
  dropped: number;
}

/** Cited signs always, then the rest by importance; in order of time. */
export function buildTimeline(signs: readonly Sign[], idOf: ReadonlyMap<Sign, string>): Timeline {
  const rank = (sign: Sign): number => (idOf.has(sign) ? -1 : IMPORTANCE.indexOf(sign.category));
  const kept = signs
    .filter((sign) => sign.name !== 'messages-lost')
    .toSorted((a, b) => rank(a) - rank(b) || compareSigns(a, b))
    .slice(0, MAX_ENTRIES)
    .sort(compareSigns);
  return { entries: kept.map((sign) => entry(sign, idOf.get(sign))), dropped: signs.length - kept.length };
}

function entry(sign: Sign, id: string | undefined): Report['timeline'][number] {
  const times = sign.count > 1 ? ` (${sign.count} times)` : '';
  return {
    timeUs: sign.place.timeUs,
    ecu: sign.ecu || sign.app,
    kind: KINDS[sign.category],
    text: `${sign.text}${times}, as ${writerName(sign)} logged.`,
    evidence: id === undefined ? [] : [id],
  };
}
