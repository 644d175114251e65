import { BATCH_CAPACITY, Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { EvidencePointer, Spark } from '../file-evidence.ts';
import type { PointerMint } from '../pointers.ts';
import { FRAME_TYPES, type FrameGroups } from '../tally/frame-groups.ts';
import { grownTo } from '../tally/grown.ts';
import { Sparks } from '../tally/sparks.ts';
import { writerOf } from '../tally/writer.ts';
import { NO_TEXT, opaqueKey, opaqueText } from './opaque-text.ts';
import { NOT_CACHED, type RowCache } from './row-cache.ts';
import { TemplateScanner } from './template-scanner.ts';
import { ABSENT, TemplateTable } from './template-table.ts';
import { templateText } from './template-text.ts';

/** Rows of one stream. Real logs have hundreds to a few thousand; 20,000 rows are about 8 MB of JSON. */
const MAX_TEMPLATES = 20_000;
/** From here on all codes are masked: a file with so many templates has data that looks like codes. */
const MAX_TEMPLATES_WITH_CODES = 5_000;
/** Codes that one line may show, more than an ECU has faults; past it the line's "code" is a value, and masked. */
const MAX_CODES_PER_LINE = 64;
/** Hashes that may lead to the rows (folded blanks give several for one); past it each line is looked up by text. */
const MAX_HASHES = 4 * MAX_TEMPLATES;
/** No row: the record counts as unmatched. */
export const UNMATCHED = -1;

export interface Template {
  source: number;
  level: number;
  text: string;
  first: EvidencePointer;
}

/** Columns of one row's sums, side by side: a record of a rare template is one access to memory. */
const COUNT = 0;
const FIRST_TIME = 1;
const LAST_TIME = 2;
const WATCHED = 3;
/** The times of which one bin of its sparkline is, and how many of its records were before those in it that wait to be added. */
const BIN_FROM = 4;
const BIN_TO = 5;
const BEFORE_BIN = 6;
/** A cache line. */
const STRIDE = 8;
/** Places kept of each row: the first and, in a ring, the last ones. A power of two. */
export const PLACES_KEPT = 8;
const PLACES_STRIDE = 2 * PLACES_KEPT;

const ROW_BASE = 1;

/** Called with a record whose template is new or watched; true keeps watching that template. */
type Inspect = (batch: RecordBatch, i: number, row: number) => boolean;

/** Counts records by template: what is equal after masking, from the same source and at the same level, is one. */
export class TemplateTally {
  readonly templates: Template[] = [];
  unmatched = 0;
  readonly #scanner = new TemplateScanner();
  readonly #table = new TemplateTable();
  readonly #rowByText = new Map<string, number>();
  /** Lines with codes by their hash with the codes masked, and how many templates those codes have made. */
  readonly #shapes = new TemplateTable();
  readonly #shapeByText = new Map<string, number>();
  #codesOfShape = new Int32Array(64);
  #keepsCodes = true;
  /** Of the line under way, where it has codes. */
  #shape = 0;
  /** From the first full batch on: for a small file it does not pay. */
  #cache: RowCache | undefined;
  /** Row of each record of the batch under way, as far as it is known without a scan. */
  readonly #rows = new Int32Array(BATCH_CAPACITY);
  /** Row + 1 of the frames of each source and type; 0 where there is none, or none yet. */
  #frameRows = new Int32Array(64);
  #sums = new Float64Array(128 * STRIDE);
  #places = new Float64Array(128 * PLACES_STRIDE);
  readonly #sparks = new Sparks();
  readonly #pointers: PointerMint;
  readonly #inspect: Inspect;
  readonly #openCache: (() => RowCache) | undefined;

  /** Without `openCache` every line is scanned: the same rows, only later. */
  constructor(pointers: PointerMint, inspect: Inspect, openCache?: () => RowCache) {
    this.#pointers = pointers;
    this.#inspect = inspect;
    this.#openCache = openCache;
  }

  /** `taken`, where it is given, gets the row of each record. */
  add(batch: RecordBatch, taken?: Int32Array): void {
    if (batch.isFull) this.#cache ??= this.#openCache?.();
    const rows = this.#rows;
    if (this.#cache) this.#cache.findAll(batch, rows);
    else rows.fill(NOT_CACHED, 0, batch.count);
    for (let i = 0; i < batch.count; i++) {
      const row = rows[i] === NOT_CACHED ? this.#rowFor(batch, i) : rows[i];
      if (taken) taken[i] = row;
      if (row === UNMATCHED) this.unmatched++;
      else this.#count(batch, i, row);
    }
  }

  /** A batch of mostly bus frames: these by sender and type, the others one by one. */
  addFrames(batch: RecordBatch, groups: FrameGroups): void {
    this.#frameRows = grownTo(this.#frameRows, batch.sources.sources.length * FRAME_TYPES);
    for (let g = 0; g < groups.length; g++) {
      const key = groups.keys[g];
      const row = this.#frameRows[key] - ROW_BASE;
      const known = row >= 0 ? row : this.#addFrameRow(batch, groups.firsts[key], key);
      if (known === UNMATCHED) this.unmatched += groups.counts[key];
      else this.#countGroup(batch, { groups, key, row: known });
    }
    if (batch.isFull && groups.otherCount > 0) this.#cache ??= this.#openCache?.();
    for (let n = 0; n < groups.otherCount; n++) this.#addRecord(batch, groups.others[n]);
  }

  #addRecord(batch: RecordBatch, i: number): void {
    const known = this.#cache?.find(batch, i) ?? NOT_CACHED;
    const row = known === NOT_CACHED ? this.#rowFor(batch, i) : known;
    if (row === UNMATCHED) this.unmatched++;
    else this.#count(batch, i, row);
  }

  #addFrameRow(batch: RecordBatch, i: number, key: number): number {
    const row = this.#opaqueRow(batch, i);
    this.#frameRows[key] = row + ROW_BASE;
    return row;
  }

  #countGroup(batch: RecordBatch, group: { groups: FrameGroups; key: number; row: number }): void {
    const { groups, key, row } = group;
    const sums = this.#sums;
    const at = row * STRIDE;
    const before = sums[at + COUNT];
    const count = groups.counts[key];
    this.#addBin(row, before);
    sums[at + COUNT] = sums[at + BEFORE_BIN] = before + count;
    if (groups.earliest[key] < sums[at + FIRST_TIME]) sums[at + FIRST_TIME] = groups.earliest[key];
    if (groups.latest[key] > sums[at + LAST_TIME]) sums[at + LAST_TIME] = groups.latest[key];
    // Backwards, as far as places are kept: those of the first frames of a row and of the last eight.
    const lastPlaces = before + count - PLACES_KEPT;
    const least = before >= PLACES_KEPT ? Math.max(before, lastPlaces) : before;
    let i = groups.lasts[key];
    for (let nth = before + count - 1; nth >= least; nth--) {
      if (nth < PLACES_KEPT || nth >= lastPlaces) this.#keepPlace(row, nth, batch.window.offset + batch.start[i]);
      i = groups.previous[i];
    }
    if (groups.timed > 0) this.#sparkGroup(batch, group);
  }

  #sparkGroup(batch: RecordBatch, { groups, key, row }: { groups: FrameGroups; key: number; row: number }): void {
    const isTimed = groups.timed === batch.count;
    const firstUs = groups.earliest[key];
    if (isTimed && this.#sparks.isOneBin(row, firstUs, groups.latest[key]))
      this.#sparks.add(row, firstUs, groups.counts[key]);
    else this.#sparks.addChain(row, batch.timeUs, { groups, key });
  }

  #keepPlace(row: number, nth: number, offset: number): void {
    // Counts are no integers to the processor, and their remainder took as long as the rest of this.
    const slot = nth < PLACES_KEPT ? nth : PLACES_KEPT + (nth & (PLACES_KEPT - 1));
    this.#places[row * PLACES_STRIDE + slot] = offset;
  }

  #count(batch: RecordBatch, i: number, row: number): void {
    const sums = this.#sums;
    const at = row * STRIDE;
    const nth = sums[at + COUNT]++;
    this.#keepPlace(row, nth, batch.window.offset + batch.start[i]);
    const timeUs = batch.timeUs[i];
    if (timeUs < sums[at + FIRST_TIME]) sums[at + FIRST_TIME] = timeUs;
    if (timeUs > sums[at + LAST_TIME]) sums[at + LAST_TIME] = timeUs;
    // Records of a row mostly follow on each other within one bin: those are added together.
    if (!(timeUs >= sums[at + BIN_FROM] && timeUs < sums[at + BIN_TO])) this.#leaveBin(row, nth, timeUs);
    if (sums[at + WATCHED] !== 0 && !this.#inspect(batch, i, row)) sums[at + WATCHED] = 0;
  }

  #leaveBin(row: number, nth: number, timeUs: number): void {
    const sums = this.#sums;
    const at = row * STRIDE;
    if (Number.isNaN(timeUs)) sums[at + BEFORE_BIN]++;
    else {
      this.#addBin(row, nth);
      sums[at + BEFORE_BIN]++;
      this.#sparks.enter(row, timeUs);
      sums[at + BIN_FROM] = this.#sparks.fromUs;
      sums[at + BIN_TO] = this.#sparks.toUs;
    }
  }

  #addBin(row: number, end: number): void {
    const at = row * STRIDE;
    const waiting = end - this.#sums[at + BEFORE_BIN];
    if (waiting > 0) this.#sparks.add(row, this.#sums[at + BIN_FROM], waiting);
    this.#sums[at + BEFORE_BIN] = end;
    this.#sums[at + BIN_TO] = 0;
  }

  /** Records of a row and the span of their times, infinite where no record had one. */
  sumsOf(row: number): { count: number; firstTimeUs: number; lastTimeUs: number } {
    const at = row * STRIDE;
    const sums = this.#sums;
    return { count: sums[at + COUNT], firstTimeUs: sums[at + FIRST_TIME], lastTimeUs: sums[at + LAST_TIME] };
  }

  sparkOf(row: number): Spark | null {
    this.#addBin(row, this.countOf(row));
    return this.#sparks.sparkOf(row);
  }

  countOf(row: number): number {
    return this.#sums[row * STRIDE + COUNT];
  }

  /** Offsets of a row's records in the stream, ascending: all up to 16, else the first 8 and the last 8. */
  placesOf(row: number): number[] {
    const kept = Math.min(this.#sums[row * STRIDE + COUNT], PLACES_STRIDE);
    const at = row * PLACES_STRIDE;
    return [...this.#places.subarray(at, at + kept)].sort((a, b) => a - b);
  }

  #rowFor(batch: RecordBatch, i: number): number {
    if (batch.kind[i] === Kind.frame || batch.flags[i] & Flag.nonVerbose) return this.#opaqueRow(batch, i);
    const scanner = this.#scanner;
    this.#seed(batch, i);
    scanner.scan(batch.borrowBodyBuffer(i), batch.bodyStart[i], batch.bodyEnd[i]);
    const { hasCodes } = scanner.masker;
    const showsCodes = hasCodes && this.#mayShowCodes(batch, i);
    if (showsCodes) scanner.addCodes();
    const found = this.#table.find(scanner.a, scanner.b);
    // Not learnt at once: the code it shows may be the last one that such a line shows.
    if (found === ABSENT) return this.#addText(batch, i, showsCodes);
    this.#cache?.know(batch, i, found);
    if (this.#cache?.wants(found)) this.#learn(batch, i, { row: found, hidesCodes: hasCodes && !showsCodes });
    return found;
  }

  #learn(batch: RecordBatch, i: number, { row, hidesCodes }: { row: number; hidesCodes: boolean }): void {
    const { edits, editsEnd } = this.#scanner.masker;
    const bytes = batch.borrowBodyBuffer(i);
    const line = { bytes, start: batch.bodyStart[i], end: batch.bodyEnd[i], edits, editsEnd, hidesCodes };
    this.#cache?.learn(line, writerOf(batch, i), row);
  }

  /** Nothing learnt holds any longer, from the very next record on: codes of some line are masked now. */
  #forget(): void {
    this.#cache?.forget();
    this.#rows.fill(NOT_CACHED);
  }

  /** Codes are meaning, until one line shows too many of them. The hash is that of the line with its codes masked. */
  #mayShowCodes(batch: RecordBatch, i: number): boolean {
    if (!this.#keepsCodes) return false;
    const { a, b } = this.#scanner;
    const known = this.#shapes.find(a, b);
    this.#shape = known === ABSENT ? this.#findShape(batch, i) : known;
    return this.#codesOfShape[this.#shape] < MAX_CODES_PER_LINE;
  }

  #findShape(batch: RecordBatch, i: number): number {
    const key = keyOf(batch, i, this.#textOf(batch, i, false));
    const shape = this.#shapeByText.get(key) ?? this.#shapeByText.size;
    this.#shapeByText.set(key, shape);
    this.#codesOfShape = grownTo(this.#codesOfShape, shape);
    if (this.#shapes.size < MAX_HASHES) this.#shapes.add(this.#scanner.a, this.#scanner.b, shape);
    return shape;
  }

  #addText(batch: RecordBatch, i: number, showsCodes: boolean): number {
    const rows = this.templates.length;
    const row = this.#addRow(batch, i, this.#textOf(batch, i, showsCodes));
    const isNew = this.templates.length > rows;
    if (isNew && showsCodes && ++this.#codesOfShape[this.#shape] === MAX_CODES_PER_LINE) this.#forget();
    return row;
  }

  #opaqueRow(batch: RecordBatch, i: number): number {
    this.#seed(batch, i);
    this.#scanner.addNumber(NO_TEXT);
    this.#scanner.addNumber(opaqueKey(batch, i));
    const row = this.#table.find(this.#scanner.a, this.#scanner.b);
    return row === ABSENT ? this.#addRow(batch, i, opaqueText(batch, i)) : row;
  }

  #seed(batch: RecordBatch, i: number): void {
    const writer = writerOf(batch, i);
    this.#scanner.a = Math.imul(writer + 1, 0x9e3779b1);
    this.#scanner.b = Math.imul(~writer, 0x85ebca6b);
  }

  /** By text, because the place in a buffer and such things make several hashes of one template. */
  #addRow(batch: RecordBatch, i: number, text: string): number {
    const key = keyOf(batch, i, text);
    const row = this.#rowByText.get(key) ?? this.#newRow(batch, i, { text, key });
    if (row !== UNMATCHED && this.#table.size < MAX_HASHES) this.#table.add(this.#scanner.a, this.#scanner.b, row);
    return row;
  }

  #newRow(batch: RecordBatch, i: number, { text, key }: { text: string; key: string }): number {
    const row = this.templates.length;
    if (row >= MAX_TEMPLATES) return UNMATCHED;
    this.templates.push({ source: batch.source[i], level: batch.level[i], text, first: this.#pointers.at(batch, i) });
    this.#rowByText.set(key, row);
    this.#begin(row, batch.kind[i] !== Kind.frame && batch.kind[i] !== Kind.sample);
    if (row + 1 === MAX_TEMPLATES_WITH_CODES) this.#stopKeepingCodes();
    return row;
  }

  #stopKeepingCodes(): void {
    this.#keepsCodes = false;
    this.#forget();
  }

  /** Every first text is inspected, whatever its level: failures are often logged as information. */
  #begin(row: number, isText: boolean): void {
    const at = row * STRIDE;
    this.#sums = grownTo(this.#sums, at + STRIDE);
    this.#places = grownTo(this.#places, (row + 1) * PLACES_STRIDE);
    this.#sums[at + FIRST_TIME] = Number.POSITIVE_INFINITY;
    this.#sums[at + LAST_TIME] = Number.NEGATIVE_INFINITY;
    this.#sums[at + WATCHED] = isText ? 1 : 0;
  }

  #textOf(batch: RecordBatch, i: number, keepsCodes: boolean): string {
    const line = {
      bytes: batch.borrowBodyBuffer(i),
      start: batch.bodyStart[i],
      end: batch.bodyEnd[i],
      isLatin1: (batch.flags[i] & Flag.latin1) !== 0,
    };
    const { edits, editsEnd } = this.#scanner.masker;
    return templateText(line, { edits, editsEnd, keepsCodes });
  }
}

const keyOf = (batch: RecordBatch, i: number, text: string): string => `${batch.source[i]} ${batch.level[i]} ${text}`;
