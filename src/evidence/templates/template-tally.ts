import { Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { EvidencePointer } from '../file-evidence.ts';
import type { PointerMint } from '../pointers.ts';
import { LineScanner } from './line-scanner.ts';
import { TemplateHash } from './template-hash.ts';
import { ABSENT, TemplateTable } from './template-table.ts';
import { templateText } from './template-text.ts';

/** Rows of one stream. Real logs have hundreds to a few thousand; 20,000 rows are about 8 MB of JSON. */
const MAX_TEMPLATES = 20_000;
/** From here on codes are masked too: a file with so many has data that looks like codes. */
const MAX_TEMPLATES_WITH_CODES = 10_000;
/** Hashes that may lead to the rows (folded blanks give several for one); past it each line is looked up by text. */
const MAX_HASHES = 4 * MAX_TEMPLATES;
/** No row: the record counts as unmatched. */
export const UNMATCHED = -1;
const SEED_B = 0x2545f491;

export interface Template {
  source: number;
  level: number;
  text: string;
  count: number;
  firstTimeUs: number;
  lastTimeUs: number;
  first: EvidencePointer;
}

/** Called with a record whose template is new or watched; true keeps watching that template. */
export type Inspect = (batch: RecordBatch, i: number, row: number) => boolean;

/** Counts records by template: what is equal after masking, from the same source and at the same level, is one. */
export class TemplateTally {
  readonly templates: Template[] = [];
  unmatched = 0;
  readonly #scanner = new LineScanner();
  readonly #hash = new TemplateHash();
  readonly #table = new TemplateTable();
  /** Row of each hash in `#table`. */
  #rowOf = new Int32Array(256);
  readonly #rowByText = new Map<string, number>();
  #isWatched = new Uint8Array(256);
  readonly #pointers: PointerMint;
  readonly #inspect: Inspect;

  constructor(pointers: PointerMint, inspect: Inspect) {
    this.#pointers = pointers;
    this.#inspect = inspect;
  }

  add(batch: RecordBatch): void {
    for (let i = 0; i < batch.count; i++) {
      const row = this.#rowFor(batch, i);
      if (row === UNMATCHED) {
        this.unmatched++;
        continue;
      }
      const template = this.templates[row];
      template.count++;
      const timeUs = batch.timeUs[i];
      if (timeUs < template.firstTimeUs) template.firstTimeUs = timeUs;
      if (timeUs > template.lastTimeUs) template.lastTimeUs = timeUs;
      if (this.#isWatched[row] !== 0 && !this.#inspect(batch, i, row)) this.#isWatched[row] = 0;
    }
  }

  #rowFor(batch: RecordBatch, i: number): number {
    const hash = this.#hash;
    hash.a = Math.imul(batch.source[i] + 1, 0x9e3779b1) ^ batch.level[i];
    hash.b = Math.imul(batch.source[i] ^ SEED_B, 0x85ebca6b) + batch.level[i];
    const isText = batch.kind[i] !== Kind.frame && (batch.flags[i] & Flag.nonVerbose) === 0;
    if (isText) this.#hashText(batch, i);
    else hash.addNumber(opaqueKey(batch, i));
    const entry = this.#table.find(hash.a, hash.b);
    return entry === ABSENT ? this.#addRow(batch, i, isText) : this.#rowOf[entry];
  }

  #hashText(batch: RecordBatch, i: number): void {
    const scanner = this.#scanner;
    const start = batch.bodyStart[i];
    const end = batch.bodyEnd[i];
    scanner.scan(batch.borrowBodyBuffer(i), start, end);
    this.#hash.add(scanner, start, end);
  }

  #addRow(batch: RecordBatch, i: number, isText: boolean): number {
    if (this.templates.length >= MAX_TEMPLATES) return UNMATCHED;
    const text = isText ? this.#textOf(batch, i) : opaqueText(batch, i);
    const key = `${batch.source[i]} ${batch.level[i]} ${text}`;
    let row = this.#rowByText.get(key) ?? UNMATCHED;
    if (row === UNMATCHED) {
      row = this.templates.push(this.#newTemplate(batch, i, text)) - 1;
      this.#rowByText.set(key, row);
      this.#watch(row, isText);
      if (row + 1 === MAX_TEMPLATES_WITH_CODES) this.#scanner.keepsCodes = false;
    }
    if (this.#table.size < MAX_HASHES) this.#remember(row);
    return row;
  }

  #remember(row: number): void {
    const entry = this.#table.add(this.#hash.a, this.#hash.b);
    if (entry === this.#rowOf.length) this.#rowOf = doubled(this.#rowOf, new Int32Array(entry * 2));
    this.#rowOf[entry] = row;
  }

  /** Every first text is inspected, whatever its level: failures are often logged as information. */
  #watch(row: number, isText: boolean): void {
    if (row === this.#isWatched.length) this.#isWatched = doubled(this.#isWatched, new Uint8Array(row * 2));
    this.#isWatched[row] = isText ? 1 : 0;
  }

  #newTemplate(batch: RecordBatch, i: number, text: string): Template {
    return {
      source: batch.source[i],
      level: batch.level[i],
      text,
      count: 0,
      firstTimeUs: Number.POSITIVE_INFINITY,
      lastTimeUs: Number.NEGATIVE_INFINITY,
      first: this.#pointers.at(batch, i),
    };
  }

  #textOf(batch: RecordBatch, i: number): string {
    const line = {
      bytes: batch.borrowBodyBuffer(i),
      start: batch.bodyStart[i],
      end: batch.bodyEnd[i],
      isLatin1: (batch.flags[i] & Flag.latin1) !== 0,
    };
    return templateText(line, this.#scanner.edits, this.#scanner.editsEnd);
  }
}

const FRAME_TYPE = Flag.fd | Flag.remote | Flag.errorFrame;

/** Frames count per source and frame type, undecodable payloads per message id: their bytes are no text. */
function opaqueKey(batch: RecordBatch, i: number): number {
  return batch.kind[i] === Kind.frame ? batch.flags[i] & FRAME_TYPE : ~batch.id[i];
}

function opaqueText(batch: RecordBatch, i: number): string {
  if (batch.kind[i] !== Kind.frame) return `<non-verbose> id ${batch.id[i]}`;
  const flags = batch.flags[i];
  if (flags & Flag.errorFrame) return '<error-frame>';
  if (flags & Flag.remote) return '<remote-frame>';
  return flags & Flag.fd ? '<fd-frame>' : '<frame>';
}

function doubled<T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: T): T {
  to.set(from);
  return to;
}
