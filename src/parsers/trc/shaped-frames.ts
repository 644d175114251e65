import { BusFrame } from '../frames/bus-frame.ts';
import type { LineRun } from '../frames/frame-line-decoder.ts';
import { type FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { HEX_PAIR } from '../frames/hex-digits.ts';
import { readHexPairs } from '../frames/hex-pairs.ts';
import type { PlacedDecimal } from '../frames/placed-decimal.ts';
import { BATCH_CAPACITY, Flag, Kind, NonRecord, type RecordBatch } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import { FRAME_TYPES, MAX_ID, MAX_SHORT_ID, NO_FRAME } from './trc-columns.ts';
import { FOUR_BLANKS, MOST_COUNTED, type TrcShape, USUAL_TRC_BYTES } from './trc-shape.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ZERO = 0x30;
/** `Rx` and `Tx` as little-endian words. */
const RECEIVED = 0x7852;
const TRANSMITTED = 0x7854;

interface ViewedRun extends LineRun {
  /** Of the same bytes. */
  view: DataView;
}

/**
 * Runs of frames whose columns stand where they stood in a frame before, straight into the columns of the batch: decoding them
 * takes two thirds of the time of one frame after the other. What is not just so ends the run, and is read by its words.
 * Three loops, because in each of them all that it calls becomes part of it.
 */
export class ShapedFrames {
  readonly #sources: FrameSources;
  readonly #data = new BusFrame();

  constructor(sources: FrameSources) {
    this.#sources = sources;
  }

  /** `startUs`: when the recording began; NaN where nothing says it. Returns where the line behind the run begins. */
  append(run: ViewedRun, shape: TrcShape, startUs: number, out: RecordBatch): number {
    const first = out.count;
    const next = this.#appendLines(run, shape, out);
    const found = out.count;
    out.count = first;
    // One whose id is none ends the run, too.
    this.#addSenders(run, shape, found, out);
    setTimes(run.view, { first, startUs }, shape.offset, out);
    const at = out.count === found ? next : out.start[out.count];
    if (out.count < found) out.scratchUsed = out.bodyStart[out.count];
    let recordBytes = 0;
    for (let i = first; i < out.count; i++) recordBytes += out.end[i] - out.start[i];
    out.frameCount += out.count - first;
    out.pass(NonRecord.lineEnd, at - run.at - recordBytes, out.count - first);
    return at;
  }

  /** Where they lie, their flags and their data. */
  #appendLines({ bytes, view, at, last }: ViewedRun, shape: TrcShape, out: RecordBatch): number {
    const { start, end, bodyStart, bodyEnd, flags } = out;
    const { line, typeAt, directionAt, countAt, dataAt, gap, counts } = shape;
    const data = this.#data;
    const { scratchUsed } = out;
    data.bodyEnd = scratchUsed;
    out.reserveScratch((BATCH_CAPACITY - out.count) * MOST_COUNTED);
    data.body = out.scratch;
    let i = out.count;
    let p = at;
    for (; i < BATCH_CAPACITY && p <= last && line.fits(view, p); i++) {
      const type = typeAt < 0 ? 0 : FRAME_TYPES[view.getUint16((p + typeAt) | 0, true)];
      const direction = directionAt < 0 ? RECEIVED : view.getUint16((p + directionAt) | 0, true);
      if (type === NO_FRAME || (direction !== RECEIVED && direction !== TRANSMITTED)) break;
      data.bodyStart = data.bodyEnd;
      let q = (p + countAt) | 0;
      if (type & Flag.remote) q++;
      else {
        if ((view.getInt32((p + dataAt - 4) | 0, true) ^ FOUR_BLANKS) & gap) break;
        q = readHexPairs(view, (p + dataAt - 1) | 0, counts[(type & Flag.fd) | (bytes[q] & 0x0f)], data);
        if (q < 0) break;
      }
      while (bytes[q] === SPACE) q++;
      const lineEnd = bytes[q] === CR ? q + 1 : q;
      if (bytes[lineEnd] !== LF || lineEnd - p >= USUAL_TRC_BYTES) break;
      start[i] = p;
      end[i] = q;
      bodyStart[i] = data.bodyStart;
      bodyEnd[i] = data.bodyEnd;
      flags[i] = type | Flag.bodyInScratch | (direction === TRANSMITTED ? Flag.transmitted : 0);
      p = lineEnd + 1;
    }
    out.scratchUsed = i > out.count ? bodyEnd[i - 1] : scratchUsed;
    out.count = i;
    return p;
  }

  /** As far as what stands for an id is one. */
  #addSenders({ bytes, view }: ViewedRun, shape: TrcShape, found: number, out: RecordBatch): void {
    const { kind, start, id: ids, flags, source } = out;
    const { busAt } = shape;
    let i = out.count;
    for (; i < found; i++) {
      const p = start[i];
      const written = readId(view, p, shape);
      if (written === NO_ID) break;
      const isExtended = written > MAX_SHORT_ID;
      const id = written & MAX_ID;
      const bus = this.#sources.channel(Network.can, busAt < 0 ? NO_CHANNEL : bytes[(p + busAt) | 0] - ZERO);
      kind[i] = Kind.frame;
      source[i] = this.#sources.sourceOf(bus, id, isExtended);
      ids[i] = id;
      if (isExtended) flags[i] |= Flag.extendedId;
    }
    out.count = i;
  }
}

function setTimes(
  view: DataView,
  run: { first: number; startUs: number },
  offset: PlacedDecimal,
  out: RecordBatch,
): void {
  const { start, flags, count } = out;
  const isTimed = !Number.isNaN(run.startUs);
  const startUs = isTimed ? run.startUs : 0;
  const times = isTimed ? out.timeUs : out.uptimeUs;
  const noTimes = isTimed ? out.uptimeUs : out.timeUs;
  const inferred = isTimed ? Flag.timeInferred : 0;
  for (let i = run.first; i < count; i++) {
    times[i] = startUs + offset.read(view, start[i]);
    noTimes[i] = Number.NaN;
    flags[i] |= inferred;
  }
}

const NO_ID = -1;
/** Above all ids: it was written with eight digits. */
const IS_LONG = 0x20000000;

function readId(view: DataView, line: number, { idAt, hasLongIds }: TrcShape): number {
  const at = (line + idAt) | 0;
  const low = view.getInt32((at + 4) | 0, true);
  const a = HEX_PAIR[low & 0xffff];
  const b = HEX_PAIR[low >>> 16];
  const high = hasLongIds ? view.getInt32(at, true) : FOUR_BLANKS;
  if (high === FOUR_BLANKS) return (a | b) > 0xff ? NO_ID : (a << 8) | b;
  const c = HEX_PAIR[high & 0xffff];
  const d = HEX_PAIR[high >>> 16];
  return (a | b | d) > 0xff || c > MAX_ID >>> 24 ? NO_ID : IS_LONG | (c << 24) | (d << 16) | (a << 8) | b;
}
