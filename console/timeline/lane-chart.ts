import uPlot from 'uplot';
import { drawLanes, LANE_PX, type Scene } from './draw-lanes.ts';
import { type Ink, readInk } from './ink.ts';
import type { Range } from './range.ts';

/** What the chart tells of what a reader does with it. */
interface LaneChartEvents {
  onRange(range: Range): void;
  /** Where the pointer is: a moment and the number of a lane; undefined when it leaves. */
  onPoint(point: { timeUs: number; lane: number } | undefined): void;
  onPress(point: { timeUs: number; lane: number }): void;
}

const AXIS_PX = 34;
const US = 1e6;

/**
 * The lanes on one canvas: uPlot has the scale, the axis, the crosshair that all lanes share and the brush; what stands
 * in the lanes is drawn into it. A frame costs what is seen of the lanes, however many records the batch has.
 */
export class LaneChart {
  readonly #plot: uPlot;
  readonly #element: HTMLElement;
  #ink: Ink;
  #scene: Scene;

  constructor(element: HTMLElement, scene: Scene, events: LaneChartEvents) {
    this.#element = element;
    this.#scene = scene;
    this.#ink = readInk(element);
    const plot = new uPlot(this.#options(scene, events), dataOf(scene.range), element);
    this.#plot = plot;
    const pointAt = (event: MouseEvent) => this.#pointAt(event);
    plot.over.addEventListener('mousemove', (event) => events.onPoint(pointAt(event)));
    plot.over.addEventListener('mouseleave', () => events.onPoint(undefined));
    plot.over.addEventListener('click', (event) => this.#isClick(event) && events.onPress(pointAt(event)));
  }

  /** Draws another scene, at once: for as many frames as a screen has. */
  show(scene: Scene): void {
    const isTaller = scene.lanes.length !== this.#scene.lanes.length;
    this.#scene = scene;
    if (isTaller) this.resize();
    this.#plot.setData(dataOf(scene.range), true);
  }

  /** The page's colours have changed. */
  recolour(): void {
    this.#ink = readInk(this.#element);
    this.#plot.redraw(false, true);
  }

  resize(): void {
    this.#plot.setSize({ width: this.#element.clientWidth, height: heightOf(this.#scene) });
  }

  close(): void {
    this.#plot.destroy();
  }

  #pointAt(event: MouseEvent): { timeUs: number; lane: number } {
    const { left, top } = this.#plot.over.getBoundingClientRect();
    const timeUs = this.#plot.posToVal(event.clientX - left, 'x') * US;
    return { timeUs, lane: Math.floor((event.clientY - top) / LANE_PX) };
  }

  /** The end of a brush is no click. */
  #isClick(event: MouseEvent): boolean {
    const { left } = this.#plot.over.getBoundingClientRect();
    return Math.abs(event.clientX - left - this.#pressedAt) < 4;
  }

  #pressedAt = 0;

  #options(scene: Scene, events: LaneChartEvents): uPlot.Options {
    return {
      width: this.#element.clientWidth,
      height: heightOf(scene),
      legend: { show: false },
      padding: [0, 0, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
      scales: { x: { time: true, range: (_, least, most) => [least, most] }, y: { range: [0, 1] } },
      series: [{}, { show: false }],
      axes: [this.#axis(), { show: false }],
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
      hooks: {
        ready: [(plot) => plot.over.addEventListener('mousedown', ({ offsetX }) => (this.#pressedAt = offsetX))],
        // Over the grid: words in a band are not crossed by its lines.
        draw: [(plot) => this.#draw(plot)],
        setSelect: [(plot) => this.#brushed(plot, events)],
      },
    };
  }

  #axis(): uPlot.Axis {
    return {
      size: AXIS_PX,
      space: 90,
      stroke: () => this.#ink.soft,
      font: `11px ${this.#ink.font}`,
      grid: { stroke: () => this.#ink.line, width: 1 },
      ticks: { show: false },
      values: (plot, splits, _, __, stepS) =>
        splits.map((seconds) => (isWhole(plot, seconds) ? tickText(seconds, stepS) : '')),
    };
  }

  #draw({ bbox, ctx }: uPlot): void {
    const ratio = uPlot.pxRatio;
    drawLanes(ctx, { ...bbox, ratio }, { scene: this.#scene, ink: this.#ink });
  }

  #brushed(plot: uPlot, events: LaneChartEvents): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = { fromUs: plot.posToVal(left, 'x') * US, toUs: plot.posToVal(left + width, 'x') * US };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    events.onRange(range);
  }
}

const heightOf = ({ lanes }: Scene): number => Math.max(1, lanes.length) * LANE_PX + AXIS_PX;

/** uPlot takes its scale from the data: the two ends of what is shown. */
const dataOf = ({ fromUs, toUs }: Range): uPlot.AlignedData => [
  [fromUs / US, toUs / US],
  [null, null],
];

/** Half of a label at the edge tells nothing. */
function isWhole(plot: uPlot, seconds: number): boolean {
  const x = plot.valToPos(seconds, 'x');
  return x > LABEL_PX / 2 && x < plot.over.clientWidth - LABEL_PX / 2;
}

const LABEL_PX = 64;

/** As fine as the step needs, the day where it turns. */
function tickText(seconds: number, stepS: number): string {
  const iso = new Date(seconds * 1_000).toISOString();
  const time = iso.slice(11, 23);
  if (stepS >= 86_400) return iso.slice(5, 10);
  if (time.startsWith('00:00:00.000')) return iso.slice(5, 10);
  if (stepS >= 60) return time.slice(0, 5);
  return stepS >= 1 ? time.slice(0, 8) : time.slice(3, 12);
}
