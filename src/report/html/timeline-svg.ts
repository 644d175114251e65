import type { Report } from '../report.ts';
import { timeText } from '../report-layout.ts';
import { text } from './html-text.ts';
import { type TimeScale, timeScale } from './time-scale.ts';
import { type Lane, lanesOf, type Mark, spansOf } from './timeline-lanes.ts';

const WIDTH = 1_000;
const LEFT = 120;
const RIGHT = WIDTH - 16;
const BAND_HEIGHT = 16;
const MARK_HEIGHT = 18;
/** What a label such as "E12" takes. */
const MARK_WIDTH = 30;
const MAX_MARK_ROWS = 4;
const PADDING = 5;

interface Drawn {
  lane: Lane;
  top: number;
  height: number;
  marks: { mark: Mark; row: number }[];
}

/** Boots, tries of updates and evidence over time, one lane per ECU; nothing where no time is known. */
export function timelineSvg(report: Report): string {
  const lanes = lanesOf(report);
  const scale = timeScale(lanes.flatMap(spansOf), LEFT, RIGHT);
  if (scale === undefined) return '';
  const drawn = placeLanes(lanes, scale);
  const bottom = drawn.reduce((sum, { height }) => sum + height, 0);
  const parts = [
    ...drawn.flatMap((each) => laneSvg(each, scale)),
    ...scale.breaks.map((each) => breakSvg(each, bottom)),
    ...axisSvg(scale, bottom),
  ];
  return `<div class="scroll"><svg class="timeline" viewBox="0 0 ${WIDTH} ${bottom + 26}" role="img" aria-label="Timeline by ECU, UTC">
${parts.join('\n')}
</svg></div>`;
}

function placeLanes(lanes: readonly Lane[], scale: TimeScale): Drawn[] {
  let top = 0;
  return lanes.map((lane) => {
    const marks = placeMarks(lane.marks, scale);
    const rows = Math.max(1, ...marks.map(({ row }) => row + 1));
    const height = PADDING * 2 + (lane.attempts.length > 0 ? BAND_HEIGHT + 2 : 0) + rows * MARK_HEIGHT;
    const drawn = { lane, top, height, marks };
    top += height;
    return drawn;
  });
}

/** Each in the first row in which it does not touch the one before; what fits in none is drawn over others in the last. */
function placeMarks(marks: readonly Mark[], scale: TimeScale): Drawn['marks'] {
  const ends: number[] = [];
  return [...marks]
    .sort((a, b) => a.timeUs - b.timeUs)
    .map((mark) => {
      const x = scale.x(mark.timeUs);
      const free = Array.from({ length: MAX_MARK_ROWS }, (_, row) => row).find((row) => (ends[row] ?? 0) <= x);
      const row = free ?? MAX_MARK_ROWS - 1;
      ends[row] = x + MARK_WIDTH;
      return { mark, row };
    });
}

function laneSvg({ height, lane, marks, top }: Drawn, scale: TimeScale): string[] {
  const marksTop = top + PADDING + (lane.attempts.length > 0 ? BAND_HEIGHT + 2 : 0);
  return [
    `<rect class="lane" x="0" y="${top}" width="${WIDTH}" height="${height}"/>`,
    ...lane.boots.map((boot) => bootSvg(boot, { top, height }, scale)),
    `<text class="name" x="8" y="${top + PADDING + 13}">${text(lane.name, 16)}<title>${text(lane.name)}</title></text>`,
    ...lane.attempts.map((attempt) => attemptSvg(attempt, top + PADDING, scale)),
    ...lane.events.map(({ text: said, timeUs }) =>
      eventSvg(scale.x(timeUs), top + height, `${said} ${timeText(timeUs)}`),
    ),
    ...marks.map((each) => markSvg(each, marksTop, scale)),
  ];
}

function bootSvg(
  boot: Lane['boots'][number],
  { height, top }: Pick<Drawn, 'height' | 'top'>,
  scale: TimeScale,
): string {
  const [x, end] = [scale.x(boot.fromUs), scale.x(boot.toUs)];
  const parity = boot.ordinal % 2 === 0 ? 'even' : 'odd';
  const title = `Boot ${boot.ordinal + 1}, ${timeText(boot.fromUs)} to ${timeText(boot.toUs)}${boot.end === 'restarted' ? ', then it restarted' : ''}`;
  return `<rect class="boot ${parity}" x="${x.toFixed(1)}" y="${top + 1}" width="${Math.max(1, end - x).toFixed(1)}" height="${height - 2}"><title>${title}</title></rect>`;
}

/** Width of a letter in a band, roughly. */
const LETTER = 6.2;

function attemptSvg(
  { fromUs, outcome, phases, toUs }: Lane['attempts'][number],
  top: number,
  scale: TimeScale,
): string {
  const [x, end] = [scale.x(fromUs), scale.x(toUs)];
  const width = Math.max(4, end - x);
  const said = outcome.replaceAll('-', ' ');
  const label =
    width > said.length * LETTER + 10
      ? `<text class="band-label" x="${(x + 5).toFixed(1)}" y="${top + 12}">${text(said)}</text>`
      : '';
  const steps = phases.map(({ text: step, timeUs }) => {
    const at = scale.x(timeUs).toFixed(1);
    return `<line class="phase" x1="${at}" x2="${at}" y1="${top}" y2="${top + BAND_HEIGHT}"><title>${text(step)}, ${timeText(timeUs)}</title></line>`;
  });
  const title = `Update: ${text(said)}, ${timeText(fromUs)} to ${timeText(toUs)}`;
  return `<g class="attempt ${toneOf(outcome)}"><rect x="${x.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${BAND_HEIGHT}" rx="3"><title>${title}</title></rect>${steps.join('')}${label}</g>`;
}

const toneOf = (outcome: string): string => {
  if (['failed', 'rolled-back', 'interrupted'].includes(outcome)) return 'bad';
  return ['installed', 'nothing-to-do'].includes(outcome) ? 'good' : 'open';
};

const eventSvg = (x: number, bottom: number, title: string): string =>
  `<path class="event" d="M${x.toFixed(1)} ${bottom - 1}l-3 -6h6z"><title>${text(title)}</title></path>`;

function markSvg({ mark, row }: Drawn['marks'][number], top: number, scale: TimeScale): string {
  const x = scale.x(mark.timeUs);
  const y = top + row * MARK_HEIGHT + 9;
  // At the right edge the label stands before its mark.
  const isAtEdge = x > RIGHT - MARK_WIDTH;
  const label = `<text x="${(isAtEdge ? x - 7 : x + 7).toFixed(1)}" y="${y + 4}"${isAtEdge ? ' text-anchor="end"' : ''}>${text(mark.id)}</text>`;
  return `<a href="#${text(mark.id)}" class="mark ${mark.weight}"><title>${text(`${mark.id}: ${mark.text} ${timeText(mark.timeUs)}`, 300)}</title><circle cx="${x.toFixed(1)}" cy="${y}" r="4.5"/>${label}</a>`;
}

function breakSvg({ fromX, label, toX }: TimeScale['breaks'][number], bottom: number): string {
  const middle = (fromX + toX) / 2;
  return `<g class="break"><rect x="${(fromX + 4).toFixed(1)}" y="0" width="${(toX - fromX - 8).toFixed(1)}" height="${bottom}" fill="url(#hatch)"><title>${label} without anything to show</title></rect><text x="${middle.toFixed(1)}" y="${bottom + 24}" text-anchor="middle">+${label}</text></g>`;
}

/** What two labels beside one another take. */
const LABEL_WIDTH = 64;

function axisSvg({ ticks }: TimeScale, bottom: number): string[] {
  let free = 0;
  const lines = ticks.map(({ label, x }) => {
    const width = Math.max(LABEL_WIDTH, label.length * LETTER);
    const isShown = x >= free && x + width <= WIDTH + 8;
    if (isShown) free = x + width;
    const said = isShown ? `<text x="${(x + 3).toFixed(1)}" y="${bottom + 12}">${label}</text>` : '';
    return `<g class="tick"><line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="0" y2="${bottom + 4}"/>${said}</g>`;
  });
  const hatch =
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>';
  return [hatch, ...lines];
}
