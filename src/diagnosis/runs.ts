import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { compareText } from '#src/evidence/pointers.ts';
import type { Span } from './episodes.ts';
import { streamKey } from './place.ts';
import { Logs } from './rotated-logs.ts';

/** Something that one writer does again and again in the same steps, and that broke off the last time. */
export interface BrokenRun {
  /** How often it went well, and where. */
  times: number;
  good: Span[];
  bad: Span[];
  /** Lines of the writer that it had never logged before, in order. */
  fresh: TemplateRow[];
}

/** A habit takes so many times, and so many steps each time. */
const MIN_TIMES = 3;
const MIN_STEPS = 4;
/** Steps that the last time lacks, and lines that only it has. */
const MIN_MISSING = 2;
/** Of both, where none of the lines tells of a failure by its words. */
const MIN_SILENT = 3;
const MAX_FRESH = 12;
/** A run that breaks off is not so many times as long as one that goes well. */
const OTHER_WORK = 5;
/** A writer with more rows logs whatever comes, in no order that could break. */
const MAX_ROWS = 400;

/**
 * Finds runs that broke, in logs whose words mean nothing to Argus: by templates that stand once in each of several runs of
 * one writer, up to a run that lacks the last of them and has lines of its own. Works on places, never on text; a log that
 * was rotated is one log.
 */
export function findBrokenRuns({ files, templates }: Pick<BatchEvidence, 'files' | 'templates'>): BrokenRun[] {
  const logs = new LogOrder(files);
  const writers = Map.groupBy(templates, (row) => [logs.formatOf(row), row.ecu, row.app].join('\0'));
  return [...writers.values()].flatMap((rows) => {
    if (rows.length > MAX_ROWS) return [];
    return (
      findBrokenRun(
        rows.map((row) => ({ row, places: logs.placesOf(row) })),
        logs,
      ) ?? []
    );
  });
}

/** A template with its places in all logs, ascending. */
interface Placed {
  row: TemplateRow;
  places: number[];
}

/** Longer than any log: a place is the rank of its log and the offset in it. */
const LOG_BYTES = 2 ** 43;

/** The logs of a batch one after the other, by their times. */
class LogOrder {
  readonly #logs: Logs;
  readonly #files: BatchEvidence['files'];
  readonly #formats = new Map<string, string>();
  readonly #ranks = new Map<string, number>();

  constructor(files: BatchEvidence['files']) {
    const ordered = files.toSorted(
      (a, b) =>
        (a.firstTimeUs ?? 0) - (b.firstTimeUs ?? 0) ||
        a.file.index - b.file.index ||
        compareText(a.file.member ?? '', b.file.member ?? ''),
    );
    this.#logs = new Logs(files);
    this.#files = ordered;
    for (const [rank, { file, format }] of ordered.entries()) {
      const stream = streamKey({ file: file.index, member: file.member });
      this.#ranks.set(stream, rank);
      this.#formats.set(stream, format);
    }
  }

  formatOf({ first }: TemplateRow): string {
    return this.#formats.get(streamKey(first)) ?? '';
  }

  placesOf({ occurrences }: TemplateRow): number[] {
    return occurrences
      .flatMap((each) => each.offsets.map((offset) => (this.#ranks.get(streamKey(each)) ?? 0) * LOG_BYTES + offset))
      .sort((a, b) => a - b);
  }

  /** From one place to another, in the bytes of each file between them. */
  spans(from: number, to: number, writer: string): Span[] {
    const [first, last] = [Math.floor(from / LOG_BYTES), Math.floor(to / LOG_BYTES)];
    return this.#files.slice(first, last + 1).map(({ file }, i) => {
      const part = this.#logs.partOf({ file: file.index, member: file.member });
      return {
        stream: streamKey(part),
        writer,
        from: part.base + (i === 0 ? from % LOG_BYTES : 0),
        to: part.base + Math.min(first + i === last ? to % LOG_BYTES : LOG_BYTES, file.streamBytes),
      };
    });
  }
}

/** The opener is the first row that begins runs: any later one would see each run end with the begin of the next. */
function findBrokenRun(rows: readonly Placed[], logs: LogOrder): BrokenRun | undefined {
  const ordered = rows.toSorted(
    (a, b) => a.places[0] - b.places[0] || compareText(a.row.fingerprint, b.row.fingerprint),
  );
  for (const opener of ordered) {
    if (opener.places.length <= MIN_TIMES) continue;
    const steps = ordered.filter((row) => row !== opener && isStep(row, opener.places));
    if (steps.length >= MIN_STEPS) return broken(opener, { rows: ordered, steps, logs });
  }
  return undefined;
}

interface Habit {
  rows: readonly Placed[];
  steps: readonly Placed[];
  logs: LogOrder;
}

function broken({ places: starts, row: opener }: Placed, { rows, steps, logs }: Habit): BrokenRun | undefined {
  const last = starts[starts.length - 1];
  const missing = steps.filter(({ places }) => places.every((place) => place < last));
  const fresh = rows.filter(({ places }) => places[0] > last).map(({ row }) => row);
  if (isOtherWork(fresh, steps.length + 1)) return undefined;
  if (missing.length < MIN_MISSING || missing.length === steps.length) return undefined;
  const isTold = fresh.some(({ failure }) => failure !== null);
  if (!isTold && Math.min(fresh.length, missing.length) < MIN_SILENT) return undefined;
  const end = Math.max(...rows.flatMap(({ places }) => places).filter((place) => place >= last));
  const writer = `${opener.ecu}\0${opener.app}`;
  const good = starts.slice(0, -1).flatMap((from, i) => logs.spans(from, starts[i + 1] - 1, writer));
  return { times: starts.length - 1, good, bad: logs.spans(last, end, writer), fresh: fresh.slice(0, MAX_FRESH) };
}

/** Its writer has gone on to something else, which it tells of at far greater length than of a whole run. */
function isOtherWork(fresh: readonly TemplateRow[], stepsOfRun: number): boolean {
  const records = fresh.filter(({ failure }) => failure === null).reduce((sum, { count }) => sum + count, 0);
  return records > OTHER_WORK * stepsOfRun;
}

/** Once or more in each of the runs that came before the last. */
function isStep({ places }: Placed, starts: readonly number[]): boolean {
  return starts.slice(0, -1).every((from, i) => places.some((place) => place > from && place < starts[i + 1]));
}
