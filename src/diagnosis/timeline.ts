import type { Report } from '#src/report/report.ts';
import { compareFindings, type Finding, writerName } from './finding.ts';

/** What a page can show; the rest is counted in a gap. */
const MAX_ENTRIES = 300;

const KINDS = {
  boot: 'boot',
  phase: 'phase',
  fault: 'fault',
  marker: 'outcome',
  template: 'fault',
  line: 'fault',
} as const;
/** What is kept first when there is too much: outcomes and phases tell the story, boots and faults fill it in. */
const IMPORTANCE = ['marker', 'phase', 'boot', 'template', 'fault', 'line'];

interface Timeline {
  entries: Report['timeline'];
  dropped: number;
}

/** Cited findings always, then the rest by importance; in order of time. */
export function buildTimeline(findings: readonly Finding[], idOf: ReadonlyMap<Finding, string>): Timeline {
  const rank = (finding: Finding): number => (idOf.has(finding) ? -1 : IMPORTANCE.indexOf(finding.category));
  const told = findings.filter(
    (finding) => finding.name !== 'messages-lost' && (finding.category !== 'line' || idOf.has(finding)),
  );
  const kept = told
    .toSorted((a, b) => rank(a) - rank(b) || compareFindings(a, b))
    .slice(0, MAX_ENTRIES)
    .sort(compareFindings);
  return { entries: kept.map((finding) => entry(finding, idOf.get(finding))), dropped: told.length - kept.length };
}

function entry(finding: Finding, id: string | undefined): Report['timeline'][number] {
  const times = finding.count > 1 ? ` (${finding.count} times)` : '';
  return {
    timeUs: finding.place.timeUs,
    ecu: finding.ecu || finding.app,
    kind: KINDS[finding.category],
    text: `${finding.text}${times}, as ${writerName(finding)} logged.`,
    evidence: id === undefined ? [] : [id],
  };
}
