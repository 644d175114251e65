/** Where times stand on a chart: to scale, but for long silences, which are drawn as breaks of one width. */
export interface TimeScale {
  x(timeUs: number): number;
  ticks: { x: number; label: string }[];
  breaks: { fromX: number; toX: number; label: string }[];
}

interface Segment {
  fromUs: number;
  toUs: number;
  fromX: number;
  toX: number;
}

const BREAK_WIDTH = 34;
const MAX_BREAKS = 6;
/** A silence longer than this many times all that is left to draw is cut out. */
const LONG_SILENCE = 1.5;
const TICK_DISTANCE = 110;
const MIN_SEGMENT_WIDTH = 60;

/** `spans` are what is drawn, with beginning and end in microseconds. Undefined where there is nothing. */
export function timeScale(spans: readonly (readonly [number, number])[], left: number, right: number) {
  const runs = cutSilences(mergeSpans(spans));
  if (runs.length === 0) return undefined;
  const segments = placeSegments(runs, left, right);
  const scale: TimeScale = {
    x: (timeUs) => placeOf(timeUs, segments),
    ticks: segments.flatMap(ticksOf),
    breaks: segments.slice(1).map((segment, i) => ({
      fromX: segments[i].toX,
      toX: segment.fromX,
      label: durationText(segment.fromUs - segments[i].toUs),
    })),
  };
  return scale;
}

function mergeSpans(spans: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, Math.max(from, to)]);
  }
  return merged;
}

/** Joins spans over silences that are short beside what is drawn; the longest are taken out first. */
function cutSilences(spans: [number, number][]): [number, number][] {
  if (spans.length === 0) return [];
  const silences = spans.slice(1).map(([from], i) => ({ before: i + 1, length: from - spans[i][1] }));
  let drawn = spans[spans.length - 1][1] - spans[0][0];
  const cuts = new Set<number>();
  for (const { before, length } of silences.sort((a, b) => b.length - a.length).slice(0, MAX_BREAKS)) {
    if (length <= LONG_SILENCE * (drawn - length)) break;
    drawn -= length;
    cuts.add(before);
  }
  const runs: [number, number][] = [];
  for (const [i, [from, to]] of spans.entries()) {
    const last = runs.at(-1);
    if (last && !cuts.has(i)) last[1] = Math.max(last[1], to);
    else runs.push([from, to]);
  }
  return runs;
}

function placeSegments(runs: readonly [number, number][], left: number, right: number): Segment[] {
  const room = right - left - BREAK_WIDTH * (runs.length - 1) - MIN_SEGMENT_WIDTH * runs.length;
  const total = runs.reduce((sum, [from, to]) => sum + (to - from), 0);
  let x = left;
  return runs.map(([fromUs, toUs]) => {
    const width = MIN_SEGMENT_WIDTH + room * (total === 0 ? 1 / runs.length : (toUs - fromUs) / total);
    const segment = { fromUs, toUs, fromX: x, toX: x + width };
    x += width + BREAK_WIDTH;
    return segment;
  });
}

function placeOf(timeUs: number, segments: readonly Segment[]): number {
  const found = segments.find(({ toUs }) => timeUs <= toUs) ?? segments[segments.length - 1];
  const { fromUs, fromX, toUs, toX } = found;
  if (toUs === fromUs) return (fromX + toX) / 2;
  return fromX + Math.min(1, Math.max(0, (timeUs - fromUs) / (toUs - fromUs))) * (toX - fromX);
}

const SECOND = 1e6;
const STEPS_US = [
  ...[0.001, 0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60 * SECOND),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600 * SECOND),
  ...[1, 2, 7, 14, 30, 90, 365, 3_650].map((days) => days * 86_400 * SECOND),
];

/** Round times; the first of a segment says the day. */
function ticksOf({ fromUs, fromX, toUs, toX }: Segment): { x: number; label: string }[] {
  const width = toX - fromX;
  if (toUs === fromUs) return [{ x: (fromX + toX) / 2, label: labelOf(fromUs, SECOND, true) }];
  const wanted = ((toUs - fromUs) * TICK_DISTANCE) / width;
  const step = STEPS_US.find((each) => each >= wanted) ?? STEPS_US[STEPS_US.length - 1];
  const count = Math.min(40, Math.floor(toUs / step) - Math.ceil(fromUs / step) + 1);
  const first = Math.ceil(fromUs / step) * step;
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const timeUs = first + i * step;
    return { x: fromX + ((timeUs - fromUs) / (toUs - fromUs)) * width, label: labelOf(timeUs, step, i === 0) };
  });
}

function labelOf(timeUs: number, stepUs: number, withDay: boolean): string {
  const date = new Date(timeUs / 1_000);
  if (Number.isNaN(date.getTime())) return '';
  const [day, time] = date.toISOString().split('T');
  const clock = stepUs >= 60 * SECOND ? time.slice(0, 5) : stepUs >= SECOND ? time.slice(0, 8) : time.slice(0, 12);
  if (stepUs >= 86_400 * SECOND) return day;
  return withDay ? `${day} ${clock}` : clock;
}

const UNITS = [
  [365 * 86_400, 'y'],
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

function durationText(us: number): string {
  const seconds = us / SECOND;
  const [size, unit] = UNITS.find(([each]) => seconds >= each) ?? [0.001, 'ms'];
  return `${Math.round(seconds / size)} ${unit}`;
}
