import { LineShape, Place } from '../frames/line-shape.ts';
import { PlacedDecimal } from '../frames/placed-decimal.ts';
import { Flag } from '../record-batch.ts';
import { bytesOf } from './trc-columns.ts';
import type { TrcFrame } from './trc-frame.ts';
import { Column, type TrcLayout } from './trc-layout.ts';

const SPACE = 0x20;
export const FOUR_BLANKS = 0x20202020;
const DOT = 0x2e;
/** Milliseconds have no more that count. */
const PLACES = 3;
/** Ids of 11 bits; those of 29 have twice as many. */
const SHORT_ID_DIGITS = 4;

/** 64 bytes of data and 60 characters before them: so many bytes lie ahead where a line is compared with a shape. */
export const USUAL_TRC_BYTES = 320;
/** Most bytes that one digit can say: DLC 9 of CAN FD. */
export const MOST_COUNTED = 12;

/** Where the columns of lines stand, counted from the begin of the line; -1 for one that the layout does not have. */
export interface TrcShape {
  offset: PlacedDecimal;
  /** What is before the type, if there is one; and all up to the count. */
  head: LineShape;
  line: LineShape;
  typeAt: number;
  /** Number, time, type: where a state of the bus has another type than frames have. */
  tellsStates: boolean;
  busAt: number;
  /** The last eight places of an id, of which the first four are read where there is room for them. */
  idAt: number;
  hasLongIds: boolean;
  directionAt: number;
  countAt: number;
  /** Bytes of data by `Flag.fd` and the digit of the count, which is a length or a DLC. */
  counts: Uint8Array;
  dataAt: number;
  /** The bits of the four places before the data that are blanks behind the count. */
  gap: number;
}

/** A line's column. */
interface Span {
  start: number;
  end: number;
}

/** By kind of column: what may stand in it. Columns that are not named here hold the same in all lines. */
const MAY: Readonly<Record<number, number>> = {
  [Column.number]: Place.digit,
  [Column.offset]: Place.digit,
  [Column.type]: Place.any,
  [Column.bus]: Place.digit,
  [Column.id]: Place.any,
  [Column.direction]: Place.any,
  [Column.length]: Place.digit,
  [Column.dlc]: Place.digit,
};
const WIDTHS: Readonly<Record<number, readonly number[]>> = {
  [Column.type]: [2],
  [Column.bus]: [1],
  [Column.id]: [SHORT_ID_DIGITS, 2 * SHORT_ID_DIGITS],
  [Column.direction]: [2],
  [Column.length]: [1],
  [Column.dlc]: [1],
};
/** Blanks between the count and the data: two or four. */
const MAX_GAP = 4;
const BEGINS_WITH = [Column.number, Column.offset, Column.type];
const NOWHERE: Span = { start: -1, end: -1 };

/**
 * Of the line at `at`, which `readFrameColumns` has read into `frame`; undefined where its columns are no usual ones: a bus
 * of two digits, say.
 */
export function shapeOf(
  bytes: Uint8Array,
  at: number,
  read: { layout: TrcLayout; frame: TrcFrame },
): TrcShape | undefined {
  const columns = columnsOf(read);
  const spanOf = (column: number): Span => columns.get(column) ?? NOWHERE;
  const countEnd = spanOf(read.layout[read.layout.length - 2]).end;
  const dataAt = spanOf(Column.data).start;
  // Of a wider one a line is compared that may not be there.
  if (dataAt + 3 * MOST_COUNTED > USUAL_TRC_BYTES) return undefined;
  const line = bytes.slice(at, at + countEnd);
  const offset = offsetIn(line, spanOf(Column.offset));
  if (!areUsual(columns, read.layout) || offset === undefined) return undefined;
  const id = { ...spanOf(Column.id), start: roomOfId(line, spanOf(Column.id)) };
  columns.set(Column.id, id);
  const may = whatMayStand(line, columns);
  const typeAt = spanOf(Column.type).start;
  const head = typeAt < 0 ? countEnd : typeAt;
  return {
    offset,
    head: new LineShape(line.subarray(0, head), may.subarray(0, head)),
    line: new LineShape(line, may),
    typeAt,
    tellsStates: BEGINS_WITH.every((column, n) => read.layout[n] === column),
    busAt: spanOf(Column.bus).start,
    idAt: id.end - 2 * SHORT_ID_DIGITS,
    hasLongIds: id.end - id.start > SHORT_ID_DIGITS,
    directionAt: spanOf(Column.direction).start,
    countAt: countEnd - 1,
    counts: countsBy(columns.has(Column.length) ? Column.length : Column.dlc),
    dataAt,
    gap: -1 << (8 * (MAX_GAP - (dataAt - countEnd))),
  };
}

function columnsOf({ layout, frame }: { layout: TrcLayout; frame: TrcFrame }): Map<number, Span> {
  return new Map(layout.map((column, n) => [column, { start: frame.columnStarts[n], end: frame.columnEnds[n] }]));
}

/** Each column once, the count and the data last, all as wide as they mostly are. */
function areUsual(columns: ReadonlyMap<number, Span>, layout: TrcLayout): boolean {
  const areWide = [...columns].every(([column, { start, end }]) => WIDTHS[column]?.includes(end - start) ?? true);
  const [count, data] = layout.slice(-2);
  const isCounted = count === Column.length || count === Column.dlc;
  const gap = (columns.get(data)?.start ?? 0) - (columns.get(count)?.end ?? 0);
  const isNear = gap > 0 && gap <= MAX_GAP;
  return areWide && isCounted && isNear && data === Column.data && columns.size === layout.length;
}

/** By `Flag.fd` and digit. */
function countsBy(column: number): Uint8Array {
  const counts = new Uint8Array(2 * Flag.fd);
  for (const flag of [0, Flag.fd])
    for (let digit = 0; digit <= 9; digit++) counts[flag | digit] = bytesOf(digit, column, flag !== 0);
  return counts;
}

function offsetIn(line: Uint8Array, { start, end }: Span): PlacedDecimal | undefined {
  const dot = line.subarray(start, end).indexOf(DOT);
  const point = dot < 0 ? end : start + dot;
  return PlacedDecimal.at({ start, point, end: Math.min(end, point + 1 + PLACES) }, PLACES);
}

/** Short ids stand at the end of the room that long ones need. */
function roomOfId(line: Uint8Array, { start, end }: Span): number {
  const room = end - 2 * SHORT_ID_DIGITS;
  // One blank parts the column from the one before.
  const isRoom = room > 0 && line.subarray(room - 1, start).every((byte) => byte === SPACE);
  return isRoom ? room : start;
}

function whatMayStand(line: Uint8Array, columns: ReadonlyMap<number, Span>): Uint8Array {
  const may = new Uint8Array(line.length).fill(Place.same);
  for (const [column, { start, end }] of columns)
    may.fill(MAY[column] ?? Place.same, start, Math.min(end, line.length));
  return may.map((kind, at) => (kind === Place.digit && !isDigit(line[at]) ? Place.same : kind));
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
