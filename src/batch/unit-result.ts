import type { FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import { unitKey } from './keys.ts';
import type { ParsedFile } from './parse-file.ts';
import type { ObjectStore } from './ports.ts';
import { isFaultOfObject } from './stored-json.ts';
import { jsonLines, readLines, type StoredLine } from './stored-lines.ts';
import { type PackedQuotes, packQuotes, type QuotesPlace } from './stored-quotes.ts';

/**
 * What a unit leaves behind for the aggregation: lines of JSON, written while its files are read and read one at a time,
 * so that neither side holds more than one stream's evidence. The first line says what the rest was made of, the last one that
 * nothing is missing.
 */
interface UnitHead {
  unit: number;
  files: readonly number[];
  /** Versions of everything that turns bytes into evidence: another value, and the unit is parsed anew. */
  versions: string;
}

/** `file` comes first, so that counting needs no more than the beginning of a line. */
type WrittenLine =
  | { file: number; evidence: FileEvidence }
  | { file: number; failed: FailedFile }
  | { file: number; sha256: string }
  | { file: number; quotes: PackedQuotes[] };

/** Quotes are not read here, only found: who wants one reads its line by itself. */
export type UnitLine = Exclude<WrittenLine, { quotes: unknown }> | { file: number; quotesAt: QuotesPlace };

const END = { end: true };
const END_LINE = JSON.stringify(END);

/** A result that a damaged disk cut or changed. Parsing the unit again makes it anew. */
export class UnitCut extends Error {
  override readonly name = 'UnitCut';

  constructor(unit: number) {
    super(`The stored result of unit ${unit} is damaged: the unit has to be parsed again.`);
  }
}

/** Stores a result as its files are collected; visible when all are. Throws what `collected` throws. */
export async function writeUnit(
  store: ObjectStore,
  batchId: string,
  head: UnitHead,
  collected: AsyncIterable<ParsedFile>,
): Promise<void> {
  await store.write(unitKey(batchId, head.unit), jsonLines(linesOf(head, collected)));
}

async function* linesOf(head: UnitHead, collected: AsyncIterable<ParsedFile>): AsyncGenerator<object> {
  yield head;
  for await (const { evidence, failed, quotes = [], hash } of collected) {
    if (hash) yield hash satisfies WrittenLine;
    for (const stream of evidence) yield { file: stream.file.index, evidence: stream } satisfies WrittenLine;
    for (const file of failed) yield { file: file.index, failed: file } satisfies WrittenLine;
    const [first] = evidence;
    if (quotes.length > 0) yield { file: first.file.index, quotes: quotes.map(packQuotes) } satisfies WrittenLine;
  }
  yield END;
}

/** The lines of a unit; undefined where it left none. They throw `UnitCut` where the rest is missing or damaged. */
export async function readUnit(
  store: ObjectStore,
  batchId: string,
  unit: number,
): Promise<AsyncGenerator<UnitLine> | undefined> {
  const texts = await openUnit(store, batchId, unit);
  return texts && parsed(texts.lines, unit);
}

async function* parsed(lines: AsyncGenerator<StoredLine>, unit: number): AsyncGenerator<UnitLine> {
  let last: StoredLine | undefined;
  try {
    for await (const line of lines) {
      if (last) yield lineOf(last, unit);
      last = line;
    }
  } catch (error) {
    throw isFaultOfObject(error) ? new UnitCut(unit) : error;
  }
  if (last?.text !== END_LINE) throw new UnitCut(unit);
}

const QUOTES_LINE = /^\{"file":(\d+),"quotes":/;

function lineOf({ text, offset, length }: StoredLine, unit: number): UnitLine {
  const [, digits] = QUOTES_LINE.exec(text.slice(0, 40)) ?? [];
  if (digits === undefined) return JSON.parse(text) as UnitLine;
  const file = Number(digits);
  return { file, quotesAt: [file, unit, offset, length] };
}

export interface StoredUnit {
  versions: string;
  files: readonly number[];
  /** Files of which something could be read. */
  read: ReadonlySet<number>;
}

const READ_LINE = /^\{"file":(\d+),"(?:evidence|sha256)":/;

/** Whether there is a whole result, made by which versions, and of which files: without looking at the evidence. */
export async function findUnit(store: ObjectStore, batchId: string, unit: number): Promise<StoredUnit | undefined> {
  const texts = await openUnit(store, batchId, unit);
  if (!texts) return undefined;
  const { versions, files } = texts.head;
  const read = await filesRead(texts.lines).catch((error) => {
    if (isFaultOfObject(error)) return undefined;
    throw error;
  });
  return read && { versions, files, read };
}

async function filesRead(lines: AsyncIterable<StoredLine>): Promise<Set<number> | undefined> {
  const read = new Set<number>();
  let last = '';
  for await (const { text } of lines) {
    last = text;
    const [, file] = READ_LINE.exec(text.slice(0, 40)) ?? [];
    if (file !== undefined) read.add(Number(file));
  }
  return last === END_LINE ? read : undefined;
}

async function openUnit(store: ObjectStore, batchId: string, unit: number) {
  const lines = readLines(store.stream(unitKey(batchId, unit)));
  try {
    const { value } = await lines.next();
    return { head: JSON.parse(value?.text ?? '') as UnitHead, lines };
  } catch (error) {
    if (isFaultOfObject(error)) return undefined;
    throw error;
  }
}
