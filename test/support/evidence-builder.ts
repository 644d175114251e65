import { pointerKey, type Quote, type QuoteReader } from '#src/diagnosis/quote-reader.ts';
import { digestOf } from '#src/evidence/digest.ts';
import { isFailure, readFailure } from '#src/evidence/failure-language/read-failure.ts';
import type {
  BatchEvidence,
  EvidencePointer,
  FailedFile,
  FaultEvent,
  Lifecycle,
  OtaPhase,
  OutcomeMarker,
  PhaseEvent,
} from '#src/evidence/file-evidence.ts';
import type { BatchContext } from '#src/report/report.ts';

/** 2026-05-13 08:00:00 UTC, in microseconds: second 0 of every session that is built. */
export const SESSION_START_US = Date.UTC(2026, 4, 13, 8) * 1000;

export const aContext = (context: Partial<BatchContext> = {}): BatchContext => ({
  batchId: null,
  vehicleId: 'WVWZZZ1JZXW000001',
  platform: 'J7',
  firmware: { from: '7.1.0', to: '7.2.0' },
  otaCampaignId: null,
  claimedOutcome: null,
  ...context,
});

export type Fault = Pick<FaultEvent, 'kind' | 'vocabulary' | 'role' | 'title'> & Partial<FaultEvent>;
/** Second of the session; null for a record without a usable time. */
type Second = number | null;

const timeOf = (second: Second): number | null => (second === null ? null : SESSION_START_US + second * 1e6);

/** One log file of one ECU, written line by line; every event points at its line. */
export class LogFile {
  readonly index: number;
  readonly name: string;
  readonly format: string;
  readonly ecu: string;
  readonly lines: { text: string; offset: number; second: Second }[] = [];
  readonly faults: FaultEvent[] = [];
  readonly phases: PhaseEvent[] = [];
  readonly outcomes: OutcomeMarker[] = [];
  readonly lifecycles: Lifecycle[] = [];
  /** Times without year or zone. */
  timeInferred = false;
  readonly gaps: BatchEvidence['files'][number]['gaps'] = { count: 0, bytesSkipped: 0, first: [] };
  #size = 0;

  constructor(index: number, name: string, writer: { format: string; ecu: string }) {
    this.index = index;
    this.name = name;
    this.format = writer.format;
    this.ecu = writer.ecu;
  }

  get size(): number {
    return this.#size;
  }

  line(second: Second, text: string): EvidencePointer {
    const bytes = new TextEncoder().encode(text);
    const at = {
      file: this.index,
      member: null,
      sha256: this.sha256,
      offset: this.#size,
      length: bytes.length,
      digest: digestOf(bytes),
    };
    this.lines.push({ text, offset: this.#size, second });
    this.#size += bytes.length + 1;
    return at;
  }

  get sha256(): string {
    return String(this.index).padStart(64, '0');
  }

  fault(second: Second, text: string, fault: Fault): this {
    const at = [this.line(second, text)];
    const times = { firstTimeUs: timeOf(second), lastTimeUs: timeOf(second) };
    const writer = { ecu: this.ecu, app: '', context: '' };
    this.faults.push({ code: null, facts: {}, count: 1, lifecycle: null, ...writer, ...times, at, ...fault });
    return this;
  }

  phase(second: Second, phase: OtaPhase, state: PhaseEvent['state']): this {
    const at = this.line(second, `${phase} ${state}`);
    this.phases.push({ phase, state, ecu: this.ecu, app: '', timeUs: timeOf(second), at });
    return this;
  }

  outcome(second: Second, marker: OutcomeMarker['marker'], value: string | null = null): this {
    const at = this.line(second, `${marker} ${value ?? ''}`);
    this.outcomes.push({ marker, value, ecu: this.ecu, app: '', timeUs: timeOf(second), at });
    return this;
  }

  boot(second: Second, boot: Partial<Lifecycle> = {}): this {
    const at = this.line(second, 'Linux version 6.6.30');
    const times = {
      bootTimeUs: timeOf(second),
      firstTimeUs: timeOf(second),
      lastTimeUs: null,
      firstUptimeUs: 0,
      lastUptimeUs: null,
    };
    const ordinal = this.lifecycles.length;
    this.lifecycles.push({
      ecu: this.ecu,
      ordinal,
      records: 1,
      ...times,
      clock: 'steady',
      clockStepUs: 0,
      lostMessages: 0,
      at,
      ...boot,
    });
    return this;
  }

  damage(bytes: number): this {
    this.gaps.first.push({ offset: this.#size, length: bytes, reason: 'garbage' });
    this.gaps.count++;
    this.gaps.bytesSkipped += bytes;
    this.#size += bytes;
    return this;
  }
}

/** A session of log files, as the evidence of a batch and as the bytes that quotes are read from. */
export class SessionBuilder {
  readonly #files: LogFile[] = [];
  readonly #failed: FailedFile[] = [];

  file(name: string, writer: { format?: string; ecu?: string } = {}): LogFile {
    const file = new LogFile(this.#files.length + this.#failed.length, name, { format: 'dlt', ecu: '', ...writer });
    this.#files.push(file);
    return file;
  }

  unreadable(name: string, message: string): this {
    const index = this.#files.length + this.#failed.length;
    this.#failed.push({ index, name, member: null, sha256: null, sizeBytes: 10, fault: 'unknown-format', message });
    return this;
  }

  build(): BatchEvidence {
    const lines = this.#files.flatMap((file) => file.lines.map((line) => ({ file, line })));
    return {
      files: this.#files.map(summaryOf),
      failed: this.#failed,
      records: lines.length,
      unmatched: 0,
      counts: [],
      templates: lines.map(({ file, line }, i) => templateOf(file, line, i)),
      faults: this.#files.flatMap(({ faults }) => faults),
      phases: this.#files.flatMap(({ phases }) => phases),
      outcomes: this.#files.flatMap(({ outcomes }) => outcomes),
      lifecycles: this.#files.flatMap((file) => file.lifecycles.map((boot) => ({ ...boot, file: file.index }))),
      series: [],
    };
  }

  /** Reads what `line` wrote; `isTampered` says which quotes no longer match their digest. */
  quotes(isTampered: (text: string) => boolean = () => false): QuoteReader {
    return {
      read: async (pointers) => {
        const read = new Map<string, Quote>();
        for (const pointer of pointers) {
          const lines = this.#files.find(({ index }) => index === pointer.file)?.lines ?? [];
          const at = lines.findIndex(({ offset }) => offset === pointer.offset);
          if (at >= 0) read.set(pointerKey(pointer), quoteOf(lines, at, isTampered));
        }
        return read;
      },
    };
  }
}

function quoteOf(lines: LogFile['lines'], at: number, isTampered: (text: string) => boolean): Quote {
  const texts = lines.map(({ text }) => text);
  const text = texts[at];
  return {
    text,
    before: texts.slice(Math.max(0, at - 4), at),
    after: texts.slice(at + 1, at + 7),
    verified: !isTampered(text),
  };
}

function summaryOf(file: LogFile): BatchEvidence['files'][number] {
  const times = file.lines.map(({ second }) => timeOf(second)).filter((time) => time !== null);
  return {
    file: {
      index: file.index,
      name: file.name,
      member: null,
      sha256: file.sha256,
      sizeBytes: file.size,
      streamBytes: file.size,
    },
    format: file.format,
    formatReason: 'It begins as only this format does.',
    container: null,
    parserVersion: 1,
    evidenceVersion: '1-0',
    records: file.lines.length,
    unmatched: 0,
    gaps: file.gaps,
    recordBytes: file.size - file.gaps.bytesSkipped,
    nonRecords: {},
    firstTimeUs: times[0] ?? null,
    lastTimeUs: times.at(-1) ?? null,
    timeInferred: file.timeInferred,
    levels: { none: 0, fatal: 0, error: 0, warn: 0, info: file.lines.length, debug: 0, verbose: 0 },
    sources: [{ ecu: file.ecu, app: '', context: '', records: file.lines.length }],
    sourcesDropped: 0,
  };
}

function templateOf(file: LogFile, line: LogFile['lines'][number], i: number): BatchEvidence['templates'][number] {
  const { offset, second, text } = line;
  const length = new TextEncoder().encode(text).length;
  const bytes = new TextEncoder().encode(text);
  const first = { file: file.index, member: null, sha256: file.sha256, offset, length, digest: digestOf(bytes) };
  const times = { firstTimeUs: timeOf(second), lastTimeUs: timeOf(second) };
  return {
    fingerprint: `v1:${i}`,
    ecu: file.ecu,
    app: '',
    context: '',
    level: 'info',
    template: text,
    count: 1,
    ...times,
    first,
    failure: failureOf(text, first),
    spark: null,
    occurrences: [{ file: file.index, member: null, offsets: [offset] }],
  };
}

function failureOf(text: string, at: EvidencePointer): BatchEvidence['templates'][number]['failure'] {
  const reading = readFailure(text, 'info');
  return isFailure(reading) ? { weight: reading.weight, role: reading.role, at } : null;
}
