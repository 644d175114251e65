import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { LineFinding, LineView } from './detect/line-finding.ts';
import { FailureMemo } from './failure-language/failure-memo.ts';
import { isReported } from './failure-language/polarity.ts';
import { readAttempt } from './failure-language/read-attempt.ts';
import { isFailure } from './failure-language/read-failure.ts';
import type { EvidencePointer, TemplateFailure } from './file-evidence.ts';
import type { FindingLedger } from './finding-ledger.ts';
import { Identities } from './identity/read-identities.ts';
import type { PointerMint } from './pointers.ts';
import { recordText } from './record-text.ts';
import { finiteOrNull } from './tally/stream-tally.ts';
import type { LineReader } from './vocabulary/line-reader.ts';
import { isNoise as isNoiseFinding } from './vocabulary/rule-index.ts';

/** Lines of one template that are read in full. 256 are enough for progress, series and every code that is kept apart. */
const MAX_READ_PER_TEMPLATE = 256;
/**
 * Lines of all templates together, the first of each apart. Measured on logs that are all failures: some 70 µs for a text that
 * was not read before, so a second and a half at most.
 */
const MAX_READ = 20_000;
/** Of them lines that only carry a value for a chart: a few hundred points are a chart, and they must not crowd out faults. */
const MAX_VALUES_READ = 2_000;
/** Texts of one template whose reading is kept: a log that tries again and again says the same again and again. */
const MAX_TEXTS_KEPT = 16;

interface Found {
  i: number;
  line: LineView;
  findings: LineFinding[];
}

/** What one text of a template says, whenever it is said: its writer and level are those of the template. */
interface Reading {
  findings: LineFinding[];
  /** The next line of the template may say something else. */
  isVariable: boolean;
}

/** Nothing is wrong by what the line counts. */
const QUIET: Reading = { findings: [], isVariable: true };

interface KeptReadings {
  byText: Map<string, Reading>;
  /** Lines that are quiet, whatever else they count: `withCountsAlike`. */
  quietCounts: Set<string>;
}

/**
 * Shows the detectors the first line of every template, and every line of those that had findings: templates mask
 * numbers, so the next line of the same template may say something else.
 */
export class LineInspector {
  readonly #format: string;
  readonly #reader: LineReader;
  readonly #ledger: FindingLedger;
  readonly #pointers: PointerMint;
  readonly #readOf: number[] = [];
  readonly #lastOf: Reading[] = [];
  readonly #failures = new FailureMemo();
  readonly #failureOf: TemplateFailure[] = [];
  /** Of rows that are read again. */
  readonly #readingsOf: (KeptReadings | undefined)[] = [];
  #reread = 0;
  #valuesRead = 0;
  /** Findings of the batch under way, in order; booked once the boots of its records are known. */
  readonly #found: Found[] = [];
  readonly bootLines: number[] = [];
  /** Whose log it is, by the first line of each template. */
  readonly identities = new Identities();

  constructor(source: { format: string; reader: LineReader }, ledger: FindingLedger, pointers: PointerMint) {
    this.#format = source.format;
    this.#reader = source.reader;
    this.#ledger = ledger;
    this.#pointers = pointers;
  }

  begin(): void {
    this.#found.length = 0;
    this.bootLines.length = 0;
  }

  /** True while further records of the template are of interest. */
  inspect(batch: RecordBatch, i: number, row: number): boolean {
    const read = this.#readOf[row] ?? 0;
    if (read > 0 && this.#isEnough(row, read)) return false;
    const line = this.#view(batch, i);
    if (read === 0) this.identities.add(line);
    const reading = this.#readingOf(line, row, () => this.#pointers.at(batch, i));
    const { findings, isVariable } = reading;
    if (read === 0 && findings.length === 0 && !isVariable) {
      this.#readingsOf[row] = undefined;
      return false;
    }
    this.#readOf[row] = read + 1;
    if (read > 0) this.#reread++;
    if (read > 0 && isChartOnly(findings)) this.#valuesRead++;
    this.#lastOf[row] = reading;
    if (findings.some((finding) => finding.boot)) this.bootLines.push(i);
    if (findings.length > 0) this.#found.push({ i, line, findings });
    return true;
  }

  #readingOf(line: LineView, row: number, pointTo: () => EvidencePointer): Reading {
    const readings = this.#readingsOf[row] ?? { byText: new Map(), quietCounts: new Set() };
    this.#readingsOf[row] = readings;
    const known = readings.byText.get(line.text);
    if (known) return known;
    if (readings.quietCounts.size > 0 && readings.quietCounts.has(withCountsAlike(line.text))) return QUIET;
    const reading = this.#read(line, row, pointTo);
    keep(readings, line.text, reading);
    return reading;
  }

  #read(line: LineView, row: number, pointTo: () => EvidencePointer): Reading {
    const isNote = isReported(line.text);
    const known = isNote ? [] : this.#reader.inspect(line);
    const isNoise = isNote || known.some(isNoiseFinding);
    return {
      findings: isNoise ? known : withAttempt(known, line),
      isVariable: !isNoise && !isOnlyChart(this.#lastOf[row]) && this.#readFailure(line, row, pointTo),
    };
  }

  failureOf(row: number): TemplateFailure | null {
    return this.#failureOf[row] ?? null;
  }

  /** True when the template's next line may tell more than this one: what decides is a value that templates mask. */
  #readFailure({ text, level }: LineView, row: number, pointTo: () => EvidencePointer): boolean {
    const reading = this.#failures.read(text, level);
    if (!isFailure(reading)) return reading.isCounter;
    const { weight, role } = reading;
    const known = this.#failureOf[row];
    if (known === undefined || weight > known.weight) this.#failureOf[row] = { weight, role, at: pointTo() };
    return false;
  }

  book(batch: RecordBatch, bootOf: Int32Array): void {
    for (const { i, line, findings } of this.#found) {
      const lifecycle = bootOf[i] < 0 ? null : bootOf[i];
      // A value for a chart is not pointed at: writing out where thousands of them stand took as long as adding them up.
      const pointTo = () => this.#pointers.at(batch, i);
      for (const finding of findings) this.#ledger.add(finding, { line, lifecycle, pointTo });
    }
  }

  #isEnough(row: number, read: number): boolean {
    if (read >= MAX_READ_PER_TEMPLATE || this.#reread >= MAX_READ) return true;
    return this.#valuesRead >= MAX_VALUES_READ && isChartOnly(this.#lastOf[row].findings);
  }

  /** Records that were not read any more say what the last one that was read said. */
  settle(sumsOf: (row: number) => { count: number; lastTimeUs: number }): void {
    this.#readOf.forEach((read, row) => {
      const { count, lastTimeUs } = sumsOf(row);
      if (count > read) this.#ledger.repeat(this.#lastOf[row].findings, count - read, finiteOrNull(lastTimeUs));
    });
  }

  #view(batch: RecordBatch, i: number): LineView {
    const { ecu, app, context } = batch.sources.sources[batch.source[i]];
    return {
      text: recordText(batch, i),
      ecu,
      app,
      context,
      level: LEVELS[batch.level[i]],
      timeUs: finiteOrNull(batch.timeUs[i]),
      uptimeUs: finiteOrNull(batch.uptimeUs[i]),
      format: this.#format,
    };
  }
}

/** What no vocabulary knows may still say that an update begins or ends. */
function withAttempt(findings: LineFinding[], { text, level }: LineView): LineFinding[] {
  if (findings.some(({ phase, outcome }) => phase || outcome)) return findings;
  const phase = readAttempt(text, level);
  return phase === null ? findings : [...findings, { phase: { ...phase, isInferred: true } }];
}

/** Its values are for a chart, and none of them says whether something is wrong. */
const isOnlyChart = (last: Reading | undefined): boolean =>
  last !== undefined && !last.isVariable && isChartOnly(last.findings);

function keep({ byText, quietCounts }: KeptReadings, text: string, reading: Reading): void {
  if (byText.size + quietCounts.size >= MAX_TEXTS_KEPT) return;
  if (reading.findings.length === 0 && reading.isVariable) quietCounts.add(withCountsAlike(text));
  else byText.set(text, reading);
}

/**
 * Numbers that are not zero become one. What is wrong by its counts is wrong by one that is not zero any more: reading
 * each line of a counter anew was a fifth of the way from a DLT trace to its evidence.
 */
const withCountsAlike = (text: string): string => text.replace(/(?<!0)0*[1-9]\d*/g, '1');

const isChartOnly = (findings: readonly LineFinding[]): boolean =>
  findings.length > 0 &&
  findings.every(({ series, fault, phase, outcome, boot }) => series && !(fault || phase || outcome || boot));
