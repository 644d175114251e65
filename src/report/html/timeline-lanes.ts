import type { EvidenceItem, Report } from '../report.ts';
import { splitEvidence } from '../report-layout.ts';
import { isEvidenceId } from './html-text.ts';

/** What stands in the lane of one ECU. Times in microseconds. */
export interface Lane {
  name: string;
  boots: { fromUs: number; toUs: number; ordinal: number; end: string }[];
  attempts: { fromUs: number; toUs: number; outcome: string; phases: { timeUs: number; text: string }[] }[];
  marks: Mark[];
  /** What happened without evidence of its own: the begin of a log, a phase. */
  events: { timeUs: number; text: string }[];
}

export interface Mark {
  id: string;
  timeUs: number;
  /** `cause` is proof of the leading cause or of the outcome, `look` a line that no rule knows. */
  weight: 'cause' | 'look' | 'other';
  text: string;
}

const MAX_LANES = 14;
const UNNAMED = '(unnamed)';
const OTHERS = 'others';

/** The ECUs of a report in order of their first event; those with the least come last, in one lane, where they are many. */
export function lanesOf(report: Report): Lane[] {
  const lanes = new Map<string, Lane>();
  const laneOf = (ecu: string): Lane => {
    const name = ecu || UNNAMED;
    const lane = lanes.get(name) ?? { name, boots: [], attempts: [], marks: [], events: [] };
    lanes.set(name, lane);
    return lane;
  };
  for (const { ecu, ...boot } of report.boots) if (isTimed(boot)) laneOf(ecu).boots.push(boot);
  for (const { ecu, ...attempt } of report.attempts) {
    if (isTimed(attempt)) laneOf(ecu).attempts.push({ ...attempt, phases: phasesOf(attempt) });
  }
  for (const mark of marksOf(report)) laneOf(mark.ecu).marks.push(mark);
  for (const { ecu, evidence, text, timeUs } of report.timeline) {
    if (timeUs !== null && evidence.length === 0) laneOf(ecu).events.push({ timeUs, text });
  }
  return joinSmall([...lanes.values()].sort((a, b) => beginOf(a) - beginOf(b)));
}

const isTimed = <T extends { fromUs: number | null; toUs: number | null }>(
  each: T,
): each is T & { fromUs: number; toUs: number } => each.fromUs !== null && each.toUs !== null;

function phasesOf({ phases = [] }: Pick<Report['attempts'][number], 'phases'>): Lane['attempts'][number]['phases'] {
  return phases.flatMap(({ phase, state, timeUs }) => (timeUs === null ? [] : { timeUs, text: `${phase} ${state}` }));
}

function marksOf(report: Report): (Mark & { ecu: string })[] {
  const central = new Set(splitEvidence(report).central.map(({ id }) => id));
  const weightOf = ({ id }: EvidenceItem): Mark['weight'] =>
    central.has(id) ? 'cause' : report.lookAt.includes(id) ? 'look' : 'other';
  return report.evidence.flatMap((item) =>
    item.timeUs === null || !isEvidenceId(item.id)
      ? []
      : { id: item.id, ecu: item.ecu || item.app, timeUs: item.timeUs, weight: weightOf(item), text: item.text },
  );
}

/** What a chart has to show. Of a boot only its ends: one whose clock was set meanwhile lasts from 1970 until today. */
export const spansOf = ({ attempts, boots, events, marks }: Lane): [number, number][] => [
  ...attempts.map(({ fromUs, toUs }): [number, number] => [fromUs, toUs]),
  ...boots.flatMap(({ fromUs, toUs }) => [fromUs, toUs]).map(pointSpan),
  ...[...marks, ...events].map(({ timeUs }) => pointSpan(timeUs)),
];

const pointSpan = (timeUs: number): [number, number] => [timeUs, timeUs];

const beginOf = (lane: Lane): number => Math.min(...spansOf(lane).map(([from]) => from));

function joinSmall(lanes: Lane[]): Lane[] {
  if (lanes.length <= MAX_LANES) return lanes;
  const importance = ({ attempts, boots, marks }: Lane): number =>
    attempts.length * 100 + boots.length + marks.reduce((sum, { weight }) => sum + (weight === 'cause' ? 50 : 1), 0);
  const kept = new Set([...lanes].sort((a, b) => importance(b) - importance(a)).slice(0, MAX_LANES - 1));
  const rest = lanes.filter((lane) => !kept.has(lane));
  const others: Lane = { name: OTHERS, boots: [], attempts: [], marks: [], events: [] };
  for (const { events, marks } of rest) {
    others.marks.push(...marks);
    others.events.push(...events);
  }
  return [...lanes.filter((lane) => kept.has(lane)), others];
}
