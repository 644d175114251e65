import type { EpisodePage } from '#src/api/evidence-schemas.ts';
import { heightOf, type LaneBins, LEVELS, xOf } from './bins.ts';
import type { Ink } from './ink.ts';
import { type Mark, phaseBands } from './marks.ts';
import type { Range } from './range.ts';

/** All that one frame shows. Times in microseconds. */
export interface Scene {
  range: Range;
  lanes: readonly LaneBins[];
  /** Start of bin 0, and how wide a bin is. */
  bins: { fromUs: number; binUs: number };
  episodes: EpisodePage | undefined;
  marks: readonly Mark[];
  /** The moment that the address names. */
  momentUs: number | undefined;
}

/** Where the lanes lie on the canvas, in its own pixels. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Pixels of the canvas per pixel of the page. */
  ratio: number;
}

/** Of a lane, in pixels of the page: bands of updates above, marks below them, the density at the foot. */
export const LANE_PX = 76;
const BAND_PX = 14;
const MARK_PX = 14;
const FOOT_PX = 6;

type Context = CanvasRenderingContext2D;

/** Draws what is in `range` and nothing else: how much a batch holds does not matter to a frame. */
export function drawLanes(context: Context, box: Box, { ink, scene }: { scene: Scene; ink: Ink }): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.translate(box.left, box.top);
  for (const [at, lane] of scene.lanes.entries()) {
    context.save();
    context.translate(0, at * LANE_PX * box.ratio);
    drawLane({ context, box, scene, ink }, lane);
    context.restore();
  }
  if (scene.momentUs !== undefined) {
    context.fillStyle = ink.accent;
    context.fillRect(xOf(scene.momentUs, scene.range, box.width) - box.ratio, 0, 2 * box.ratio, box.height);
  }
  context.restore();
}

interface Pen {
  context: Context;
  box: Box;
  scene: Scene;
  ink: Ink;
}

function drawLane(pen: Pen, lane: LaneBins): void {
  const { box, context, ink } = pen;
  drawBoots(pen, lane.ecu);
  drawSilences(pen, lane.ecu);
  drawDensity(pen, lane);
  drawAttempts(pen, lane.ecu);
  drawMarks(pen, lane.ecu);
  context.fillStyle = ink.line;
  context.fillRect(0, LANE_PX * box.ratio - 1, box.width, 1);
}

const isSeen = ({ fromUs, toUs }: Range, range: Range): boolean => toUs >= range.fromUs && fromUs <= range.toUs;

/** From and to in pixels, at least one wide. */
function spanPx({ box, scene }: Pen, { fromUs, toUs }: Range): [number, number] {
  const left = Math.max(-2, xOf(fromUs, scene.range, box.width));
  const right = Math.min(box.width + 2, xOf(toUs, scene.range, box.width));
  return [left, Math.max(right, left + box.ratio)];
}

/** Every other boot is shaded, and each begins with a line. */
function drawBoots(pen: Pen, ecu: string): void {
  const { box, context, ink, scene } = pen;
  const height = LANE_PX * box.ratio;
  for (const boot of scene.episodes?.boots ?? []) {
    if (boot.ecu !== ecu || boot.fromUs === null || boot.toUs === null) continue;
    const span = { fromUs: boot.fromUs, toUs: boot.toUs };
    if (!isSeen(span, scene.range)) continue;
    const [left, right] = spanPx(pen, span);
    if (boot.ordinal % 2 === 1) {
      context.fillStyle = ink.stripe;
      context.fillRect(left, 0, right - left, height);
    }
    context.fillStyle = ink.line;
    if (boot.ordinal > 0) context.fillRect(left, 0, box.ratio, height);
  }
}

/** Hatched: nothing was logged, which is not the same as nothing happened. */
function drawSilences(pen: Pen, ecu: string): void {
  const { box, context, ink, scene } = pen;
  const height = LANE_PX * box.ratio;
  const step = 6 * box.ratio;
  context.strokeStyle = ink.soft;
  context.globalAlpha = 0.4;
  context.lineWidth = box.ratio;
  for (const silence of scene.episodes?.silences ?? []) {
    if (silence.ecu !== ecu || !isSeen(silence, scene.range)) continue;
    const [left, right] = spanPx(pen, silence);
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, height);
    context.clip();
    context.beginPath();
    for (let x = left - height; x < right; x += step) {
      context.moveTo(x, height);
      context.lineTo(x + height, 0);
    }
    context.stroke();
    context.restore();
  }
  context.globalAlpha = 1;
}

function drawDensity({ box, context, ink, scene }: Pen, { peak, stacks }: LaneBins): void {
  const { bins, range } = scene;
  const height = (LANE_PX - BAND_PX - MARK_PX - FOOT_PX) * box.ratio;
  const foot = (LANE_PX - 1) * box.ratio;
  const width = Math.max(box.ratio, xOf(range.fromUs + bins.binUs, range, box.width) - box.ratio * 0.5);
  const [first, last] = [(range.fromUs - bins.fromUs) / bins.binUs - 1, (range.toUs - bins.fromUs) / bins.binUs];
  for (const level of LEVELS) {
    context.fillStyle = ink.level[level];
    for (const { below, bin, count, level: own } of stacks) {
      if (own !== level || bin < first || bin > last) continue;
      const low = heightOf(below, peak, height);
      const high = Math.max(low + box.ratio, heightOf(below + count, peak, height));
      const left = xOf(bins.fromUs + bin * bins.binUs, range, box.width);
      context.fillRect(left, foot - high, width, high - low);
    }
  }
}

const OUTCOMES: Readonly<Record<string, 'good' | 'bad'>> = {
  installed: 'good',
  failed: 'bad',
  'rolled-back': 'bad',
  interrupted: 'bad',
};

/** Each attempt is a band, cut into its phases; its end is told in colour and in words. */
function drawAttempts(pen: Pen, ecu: string): void {
  const { box, context, ink, scene } = pen;
  const height = BAND_PX * box.ratio;
  for (const attempt of scene.episodes?.attempts ?? []) {
    if (attempt.ecu !== ecu || attempt.fromUs === null) continue;
    const span = { fromUs: attempt.fromUs, toUs: attempt.toUs ?? attempt.fromUs };
    if (!isSeen(span, scene.range)) continue;
    const [left, right] = spanPx(pen, span);
    const end = OUTCOMES[attempt.outcome];
    context.fillStyle = end === 'bad' ? ink.badWash : end === 'good' ? ink.goodWash : ink.warnWash;
    context.fillRect(left, 0, right - left, height);
    const colour = end === 'bad' ? ink.bad : end === 'good' ? ink.good : ink.warn;
    for (const band of phaseBands(attempt)) drawPhase(pen, band, colour);
    context.fillStyle = colour;
    context.fillRect(right - 3 * box.ratio, 0, 3 * box.ratio, height);
    drawWords(pen, {
      text: attempt.outcome.replaceAll('-', ' '),
      x: right + 5 * box.ratio,
      width: Number.POSITIVE_INFINITY,
      colour,
    });
  }
}

function drawPhase(
  pen: Pen,
  { fromUs, isFailed, phase, toUs }: ReturnType<typeof phaseBands>[number],
  colour: string,
): void {
  const { box, context } = pen;
  const [left, right] = spanPx(pen, { fromUs, toUs });
  context.fillStyle = colour;
  context.fillRect(left, 0, box.ratio, BAND_PX * box.ratio);
  if (isFailed) context.fillRect(left, (BAND_PX - 2) * box.ratio, right - left, 2 * box.ratio);
  drawWords(pen, { text: phase, x: left + 4 * box.ratio, width: right - left - 6 * box.ratio, colour });
}

interface Words {
  text: string;
  x: number;
  width: number;
  colour: string;
}

/** Words that do not fit are left out: half a word tells nothing. */
function drawWords({ box, context, ink }: Pen, { colour, text, width, x }: Words): void {
  context.font = `${10.5 * box.ratio}px ${ink.font}`;
  if (context.measureText(text).width > width) return;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillText(text, x, (BAND_PX / 2 + 0.5) * box.ratio);
}

/** Filled is a cause, hollow a symptom, small what only repeats that something failed. */
function drawMarks({ box, context, ink, scene }: Pen, ecu: string): void {
  const y = (BAND_PX + MARK_PX / 2 + 1) * box.ratio;
  for (const mark of scene.marks) {
    if (mark.ecu !== ecu || mark.timeUs < scene.range.fromUs || mark.timeUs > scene.range.toUs) continue;
    const x = xOf(mark.timeUs, scene.range, box.width);
    const size = (mark.role === 'consequence' ? 2.5 : 4.5) * box.ratio;
    tracePath(context, mark.shape, { x, y, size });
    context.fillStyle = mark.role === 'cause' ? ink.bad : ink.card;
    context.strokeStyle = mark.role === 'consequence' ? ink.soft : ink.bad;
    context.lineWidth = 1.5 * box.ratio;
    context.fill();
    context.stroke();
  }
}

function tracePath(
  context: Context,
  shape: Mark['shape'],
  { size, x, y }: { x: number; y: number; size: number },
): void {
  context.beginPath();
  if (shape === 'square') context.rect(x - size, y - size, 2 * size, 2 * size);
  else if (shape === 'dot') context.arc(x, y, size, 0, 2 * Math.PI);
  else {
    context.moveTo(x - size * 1.15, y - size);
    context.lineTo(x + size * 1.15, y - size);
    context.lineTo(x, y + size);
    context.closePath();
  }
}
