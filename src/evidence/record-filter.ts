import { Flag, Kind, LEVELS, type LevelName, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { LogSource } from '#src/parsers/source-table.ts';
import { RecordTemplates } from './record-templates.ts';
import { recordText } from './record-text.ts';
import { grownTo } from './tally/grown.ts';
import { bearsSign, type TemplateSign } from './template-match.ts';

/** What a record has to be; what is absent does not matter. Names are compared without regard to case. */
export interface RecordQuery {
  ecu?: string;
  app?: string;
  context?: string;
  /** This level or a graver one; a record without a level does not fit. */
  level?: LevelName;
  /** Microseconds since 1970 UTC; a record without a time does not fit. */
  fromUs?: number;
  toUs?: number;
  /** Each of them stands in its text, without regard to the case of ASCII letters. */
  words?: readonly string[];
  /** Its template is one of these. */
  templates?: readonly TemplateSign[];
  /** And none of these. */
  notTemplates?: readonly TemplateSign[];
  /** It begins at one of these places. */
  places?: readonly { member: string | null; offsets: readonly number[] }[];
}

/** Tells which records of one stream fit, by columns first and by bytes last: no text is decoded for those that do not. */
export class RecordFilter {
  readonly #query: RecordQuery;
  readonly #words: Uint8Array[];
  readonly #offsets: ReadonlySet<number> | undefined;
  /** By index of the source: 0 not known yet, 1 fits, 2 does not. */
  #sources = new Uint8Array(64);
  readonly templates = new RecordTemplates();
  /** By row of the templates: the same as of sources. */
  readonly #rows: number[] = [];

  constructor(query: RecordQuery, member: string | null) {
    this.#query = query;
    this.#words = (query.words ?? []).map((word) => new TextEncoder().encode(lowerAscii(word)));
    const own = query.places?.filter((place) => place.member === member).flatMap(({ offsets }) => offsets);
    this.#offsets = own && new Set(own);
  }

  /** Before the records of a batch are asked about. */
  open(batch: RecordBatch): void {
    this.templates.open(batch);
  }

  fits(batch: RecordBatch, i: number): boolean {
    if (this.#offsets && !this.#offsets.has(batch.window.offset + batch.start[i])) return false;
    const isCheaplyRight = this.#fitsLevel(batch.level[i]) && this.#fitsTime(batch.timeUs[i]);
    return isCheaplyRight && this.#fitsText(batch, i) && this.#fitsTemplate(i);
  }

  #fitsTemplate(i: number): boolean {
    const { notTemplates = [], templates } = this.#query;
    if (templates === undefined && notTemplates.length === 0) return true;
    const row = this.templates.rowOf(i);
    if (row < 0) return templates === undefined;
    this.#rows[row] ??= this.#isWanted(row) ? 1 : 2;
    return this.#rows[row] === 1;
  }

  #isWanted(row: number): boolean {
    const { notTemplates = [], templates } = this.#query;
    const template = this.templates.templateAt(row);
    const bears = (sign: TemplateSign): boolean => bearsSign(template, sign);
    return (templates?.some(bears) ?? true) && !notTemplates.some(bears);
  }

  #fitsLevel(level: number): boolean {
    const { level: wanted } = this.#query;
    return wanted === undefined || wanted === 'none' || (level > 0 && level <= LEVELS.indexOf(wanted));
  }

  /** A record without a time is NaN, which is in no window. */
  #fitsTime(timeUs: number): boolean {
    const { fromUs, toUs } = this.#query;
    return (fromUs === undefined || timeUs >= fromUs) && (toUs === undefined || timeUs <= toUs);
  }

  #fitsText(batch: RecordBatch, i: number): boolean {
    if (!this.#fitsSource(batch, batch.source[i])) return false;
    if (this.#words.length === 0) return true;
    if (batch.kind[i] !== Kind.frame && !(batch.flags[i] & Flag.undescribed)) {
      const body = batch.borrowBodyBuffer(i);
      return this.#words.every((word) => holds(body, { from: batch.bodyStart[i], to: batch.bodyEnd[i] }, word));
    }
    const shown = new TextEncoder().encode(recordText(batch, i));
    return this.#words.every((word) => holds(shown, { from: 0, to: shown.length }, word));
  }

  #fitsSource({ sources }: RecordBatch, source: number): boolean {
    this.#sources = grownTo(this.#sources, source);
    this.#sources[source] ||= isWriter(sources.sources[source], this.#query) ? 1 : 2;
    return this.#sources[source] === 1;
  }
}

/** Names are compared without regard to case; one that is not asked for does not matter. */
export function isWriter(writer: LogSource, query: RecordQuery): boolean {
  return (['ecu', 'app', 'context'] as const).every((name) => {
    const wanted = query[name];
    return wanted === undefined || wanted.toLowerCase() === writer[name].toLowerCase();
  });
}

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const lower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);

/** True when the lower-case `word` stands in that part of `bytes`. */
function holds(bytes: Uint8Array, { from, to }: { from: number; to: number }, word: Uint8Array): boolean {
  const last = to - word.length;
  for (let at = from; at <= last; at++) {
    let matched = 0;
    while (matched < word.length && lower(bytes[at + matched]) === word[matched]) matched++;
    if (matched === word.length) return true;
  }
  return false;
}
