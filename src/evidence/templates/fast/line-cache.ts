import { Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import { ViewCache } from '#src/parsers/view-cache.ts';
import { grownTo } from '../../tally/grown.ts';
import { writerOf } from '../../tally/writer.ts';
import { isHexByte } from '../byte-classes.ts';
import { NOT_CACHED, type RowCache, type ScannedLine } from '../row-cache.ts';
import { digitsIn, hexDigitsEnd, READ_AHEAD, runEnd } from '../stop-finder.ts';
import { ExactLines } from './exact-lines.ts';
import { FreeValues } from './free-values.ts';

/**
 * Pairs of places: two kinds of lines that begin and end alike do not push each other out. With half as many a trace of 300
 * templates has twice as many lines to scan: some three kinds meet in one pair. 1.6 MB, most of it never touched.
 */
const PAIRS = 2048;
/** A power of two: a log has some hundred sources, each at two or three levels. */
const WRITERS = 1024;
/** Longer lines are rare. At most 255: a stretch's length has 8 bits, and `ANY` digits are 255. */
const MAX_LINE_BYTES = 250;
/** First and last eight bytes choose the place. */
const MIN_LINE_BYTES = 8;
/**
 * Words of 4 bytes of one pattern: its row, its writer, stretches, then for each what may stand behind it and its bytes, one
 * word at least. 250 bytes between 16 values fill 3 + 17 + (17 + 63) of them.
 */
const PATTERN_WORDS = 100;
const WRITER = 1;
const STRETCHES = 2;
const HEADER_WORDS = 3;
/** A stretch's first word: its length, the fewest and most digits of the value behind it, whether they are hex. */
const LENGTH = 0xff;
const LEAST_SHIFT = 8;
const MOST_SHIFT = 16;
const IS_HEX = 1 << 24;
/** What of the last word of a stretch belongs to it, by the number of bytes left. */
const REST = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1);
/** Lines of one row that are learnt at once, and of the further ones every so many: some rows' lines differ without end. */
const LEARNT_AT_FIRST = 8;
const LEARNT_LATER = 64;

/**
 * The way around scanning for a line that is like one seen before but for its numbers: all else is compared four bytes at
 * a time. It answers only where a scan would find the very same template, so what it remembers changes the speed and never
 * the result (docs/decisions/007).
 */
export class LineCache implements RowCache {
  readonly #patterns = new Int32Array(2 * PAIRS * PATTERN_WORDS);
  /** Which one of a pair was of use last: it goes first, and the other one is given up. */
  readonly #latest = new Uint8Array(PAIRS);
  /** The pattern of the last line of each writer, by the low bits of its number: most say the same again and again. */
  readonly #lastOf = new Int32Array(WRITERS);
  /** Lines of each row that were not known. */
  #unknown = new Int32Array(64);
  readonly #exact = new ExactLines();
  readonly #free = new FreeValues();
  readonly #views = new ViewCache();
  #view: DataView = this.#views.of(new Uint8Array(0));

  /** Fills `rows`: the row of each record that is a known line, `NOT_CACHED` for every other one. */
  findAll(batch: RecordBatch, rows: Int32Array): void {
    const { kind, flags, bodyStart, bodyEnd } = batch;
    let bytes: Uint8Array | undefined;
    for (let i = 0; i < batch.count; i++) {
      rows[i] = NOT_CACHED;
      if (kind[i] === Kind.frame || flags[i] & Flag.nonVerbose) continue;
      const buffer = batch.borrowBodyBuffer(i);
      if (buffer !== bytes) this.#view = this.#views.of(buffer);
      bytes = buffer;
      rows[i] = this.#findEither(bodyStart[i], bodyEnd[i], writerOf(batch, i));
    }
  }

  /** Like `findAll`, of one record. */
  find(batch: RecordBatch, i: number): number {
    if (batch.flags[i] & Flag.nonVerbose) return NOT_CACHED;
    this.#view = this.#views.of(batch.borrowBodyBuffer(i));
    return this.#findEither(batch.bodyStart[i], batch.bodyEnd[i], writerOf(batch, i));
  }

  #findEither(start: number, end: number, writer: number): number {
    const row = this.#find(start, end, writer);
    return row === NOT_CACHED && this.#mayBeExact(start, end)
      ? this.#exact.find(this.#view, { start, end, writer })
      : row;
  }

  #mayBeExact(start: number, end: number): boolean {
    return end - start <= MAX_LINE_BYTES && end + READ_AHEAD <= this.#view.byteLength;
  }

  /** Remembers the very line that was scanned. */
  know(batch: RecordBatch, i: number, row: number): void {
    const start = batch.bodyStart[i];
    const end = batch.bodyEnd[i];
    this.#view = this.#views.of(batch.borrowBodyBuffer(i));
    if (this.#mayBeExact(start, end)) this.#exact.learn(this.#view, { start, end, writer: writerOf(batch, i) }, row);
  }

  #find(start: number, end: number, writer: number): number {
    if (!this.#isOfUse(start, end)) return NOT_CACHED;
    const patterns = this.#patterns;
    const last = this.#lastOf[writer & (WRITERS - 1)];
    if (patterns[last + WRITER] === writer && this.#matches(last, start, end)) return patterns[last];
    const place = this.#findInPair(start, end, writer);
    return place < 0 ? NOT_CACHED : patterns[place];
  }

  /** Place of the pattern; -1 where there is none. */
  #findInPair(start: number, end: number, writer: number): number {
    const patterns = this.#patterns;
    const pair = this.#pairOf(start, end, writer);
    const latest = this.#latest[pair];
    let place = placeOf(pair, latest);
    if (patterns[place + WRITER] !== writer || !this.#matches(place, start, end)) {
      place = placeOf(pair, 1 - latest);
      if (patterns[place + WRITER] !== writer || !this.#matches(place, start, end)) return -1;
      this.#latest[pair] = 1 - latest;
    }
    this.#lastOf[writer & (WRITERS - 1)] = place;
    return place;
  }

  #pairOf(start: number, end: number, writer: number): number {
    const key = endsKey(this.#view, start, end);
    return (Math.imul(key ^ (key >>> 15) ^ writer, 0x85ebca6b) >>> 16) & (PAIRS - 1);
  }

  #isOfUse(start: number, end: number): boolean {
    const length = end - start;
    return length >= MIN_LINE_BYTES && length <= MAX_LINE_BYTES && end + READ_AHEAD <= this.#view.byteLength;
  }

  #matches(pattern: number, start: number, end: number): boolean {
    const patterns = this.#patterns;
    const view = this.#view;
    let stretches = patterns[pattern + STRETCHES];
    if (stretches === 0) return false;
    let word = pattern + HEADER_WORDS;
    let at = start;
    for (;;) {
      const head = patterns[word++];
      let left = head & LENGTH;
      if (at + left > end) return false;
      for (; left > 4; left -= 4, at += 4) if (view.getInt32(at, true) !== patterns[word++]) return false;
      if ((view.getInt32(at, true) ^ patterns[word++]) & REST[left]) return false;
      at += left;
      if (--stretches === 0) return at === end;
      const to = head & IS_HEX ? hexDigitsEnd(view, at, end) : runEnd(view, at, end);
      if (to - at < ((head >> LEAST_SHIFT) & LENGTH) || to - at > ((head >> MOST_SHIFT) & LENGTH)) return false;
      at = to;
    }
  }

  /** Nothing learnt holds any longer: codes of some line are masked from here on. */
  forget(): void {
    this.#patterns.fill(0);
    this.#exact.forget();
  }

  wants(row: number): boolean {
    this.#unknown = grownTo(this.#unknown, row);
    const unknown = this.#unknown[row]++;
    return unknown < LEARNT_AT_FIRST || unknown % LEARNT_LATER === 0;
  }

  /** Remembers a line that `findAll` did not know and that was scanned instead. */
  learn(line: ScannedLine, writer: number, row: number): void {
    const { bytes, start, end } = line;
    this.#view = this.#views.of(bytes);
    if (!this.#isOfUse(start, end) || this.#find(start, end, writer) !== NOT_CACHED || !this.#free.find(line)) return;
    const pair = this.#pairOf(start, end, writer);
    const latest = 1 - this.#latest[pair];
    this.#latest[pair] = latest;
    const place = placeOf(pair, latest);
    this.#patterns[place] = row;
    this.#patterns[place + WRITER] = writer;
    this.#store(place, start, end);
  }

  #store(pattern: number, start: number, end: number): void {
    const { runs, count } = this.#free;
    let word = pattern + HEADER_WORDS;
    let at = start;
    for (let r = 0; r < count; r++) {
      const { from, to, least, most, isHex } = runs[r];
      const head = word;
      word = this.#copy(head, at, from);
      this.#patterns[head] |= (least << LEAST_SHIFT) | (most << MOST_SHIFT) | (isHex ? IS_HEX : 0);
      at = to;
    }
    this.#copy(word, at, end);
    this.#patterns[pattern + STRETCHES] = count + 1;
  }

  /** Writes one stretch and returns the word behind it. */
  #copy(head: number, from: number, to: number): number {
    let word = head;
    this.#patterns[word++] = to - from;
    let at = from;
    do {
      this.#patterns[word++] = this.#view.getInt32(at, true);
      at += 4;
    } while (at < to);
    return word;
  }
}

const placeOf = (pair: number, which: number): number => (2 * pair + which) * PATTERN_WORDS;

/** By the first eight bytes up to a digit and the last eight behind the last one: they rarely differ, and tell lines apart. */
function endsKey(view: DataView, start: number, end: number): number {
  const first = view.getInt32(start, true);
  const second = digitsIn(first) === 0 ? view.getInt32(start + 4, true) : 0;
  const last = view.getInt32(end - 4, true);
  const hasDigits = digitsIn(last) !== 0;
  const lastButOne = hasDigits ? 0 : view.getInt32(end - 8, true);
  let key = Math.imul(untilDigit(first), 0x9e3779b1);
  key = Math.imul(key ^ (key >>> 15) ^ untilDigit(second), 0x85ebca6b);
  key = Math.imul(key ^ (key >>> 15) ^ behindDigit(lastButOne), 0xc2b2ae35);
  // `0x12ab`: letters behind a digit are digits too.
  const tail = hasDigits && isHexByte(last >>> 24) ? 0 : behindDigit(last);
  return Math.imul(key ^ (key >>> 15) ^ tail, 0x9e3779b1);
}

function untilDigit(word: number): number {
  const digits = digitsIn(word);
  return digits === 0 ? word : word & (((digits & -digits) >>> 7) - 1);
}

/** A `:` behind a digit passes for one: it only chooses the place. */
function behindDigit(word: number): number {
  const digits = digitsIn(word);
  return digits === 0 ? word : digits < 0 ? 0 : word & (-2 << (31 - Math.clz32(digits)));
}
