import { Random } from './random.ts';
import { CandumpWriter, type CanLine } from './writers/candump.ts';
import { type DltLevel, DltWriter } from './writers/dlt.ts';
import { type LogcatLine, LogcatWriter, type UpdateEngineLine } from './writers/logcat.ts';
import { type TextLayout, type TextLine, TextLogWriter } from './writers/text-log.ts';

/** One boot of an ECU that logs through DLT: its tick counter starts with it. */
export interface DltBoot {
  ecu: string;
  file: string;
  /** When it booted, microseconds since 1970. */
  bootUs: number;
  /** Added to the storage time: an ECU without RTC starts near 1970 until its clock is set. */
  clockOffsetUs: number;
}

export interface DltLine {
  app: string;
  context: string;
  level: DltLevel;
  text: string;
}

interface LogEvent {
  timeUs: number;
  write(): void;
}

export interface LogFile {
  name: string;
  format: 'dlt' | 'logcat' | 'candump' | 'text';
  /** Whole records. */
  records: number;
  bytes: Uint8Array;
}

/** One boot of an ECU that logs lines of text. */
interface TextBoot {
  file: string;
  layout: TextLayout;
  host: string;
  bootUs: number;
}

type Logs<Writer> = Map<string, { writer: Writer; records: number }>;

/** The TMSP field counts 0.1 ms. */
const TICK_US = 100;

/** What the ECUs of one vehicle write while `now` moves on; files come out in time order whatever order they were told in. */
export class Session {
  readonly random: Random;
  /** Microseconds since 1970. */
  readonly startUs: number;
  nowUs: number;
  readonly #events: LogEvent[] = [];
  readonly #dlt: Logs<DltWriter> = new Map();
  readonly #logcat: Logs<LogcatWriter> = new Map();
  readonly #can: Logs<CandumpWriter> = new Map();
  readonly #text: Logs<TextLogWriter> = new Map();
  readonly #clocks = new Map<string, (timeUs: number) => number>();
  readonly #counters = new Map<string, number>();

  constructor(seed: number) {
    this.random = new Random(seed);
    this.startUs = Date.UTC(2026, 9, 14, 6, 2, 0) * 1000 + this.random.between(0, 86_400) * 1_000_000;
    this.nowUs = this.startUs;
  }

  advance(seconds: number): void {
    this.nowUs += Math.round(seconds * 1e6);
  }

  /** From now on and for lines told before, the logger of `file` writes the time that its clock shows instead of the real one. */
  setClock(file: string, clock: (timeUs: number) => number): void {
    this.#clocks.set(file, clock);
  }

  text(boot: TextBoot, line: Omit<TextLine, 'timeUs' | 'uptimeUs' | 'host'>, timeUs = this.nowUs): void {
    this.#at(timeUs, () => {
      const log = entry(this.#text, boot.file, () => ({ writer: new TextLogWriter(boot.layout), records: 0 }));
      const shownUs = this.shownTime(boot.file, timeUs);
      log.writer.add({ ...line, host: boot.host, timeUs: shownUs, uptimeUs: timeUs - boot.bootUs });
      log.records++;
    });
  }

  dlt(boot: DltBoot, line: DltLine, timeUs = this.nowUs): void {
    this.#at(timeUs, () => this.#writeDlt(boot, line, timeUs));
  }

  /** The last bytes before a power cut: a message of which only the beginning reached the flash. */
  cutDlt(boot: DltBoot, line: DltLine, keepBytes: number): void {
    const { nowUs } = this;
    this.#at(nowUs, () => {
      const arguments_ = [{ type: 'string', value: line.text } as const];
      this.#dltFile(boot.file).writer.truncatedLog(
        { ...this.#envelope(boot, line, nowUs), ...line, arguments: arguments_ },
        keepBytes,
      );
    });
  }

  logcat(file: string, line: Omit<LogcatLine, 'timeUs'>, timeUs = this.nowUs): void {
    this.#toLogcat(file, timeUs, (writer) => writer.add({ ...line, timeUs: this.shownTime(file, timeUs) }));
  }

  updateEngine(file: string, line: Omit<UpdateEngineLine, 'timeUs'>): void {
    const { nowUs: timeUs } = this;
    this.#toLogcat(file, timeUs, (writer) => writer.addUpdateEngine({ ...line, timeUs }));
  }

  can(file: string, line: Omit<CanLine, 'timeUs'>, timeUs = this.nowUs): void {
    this.#at(timeUs, () => {
      const log = entry(this.#can, file, () => ({ writer: new CandumpWriter(), records: 0 }));
      log.writer.add({ ...line, timeUs: this.shownTime(file, timeUs) });
      log.records++;
    });
  }

  finish(): LogFile[] {
    this.#events.sort((a, b) => a.timeUs - b.timeUs);
    for (const event of this.#events) event.write();
    return [
      ...filesOf('dlt', this.#dlt, (writer) => writer.copyBytes()),
      ...filesOf('logcat', this.#logcat, (writer) => writer.toBytes()),
      ...filesOf('candump', this.#can, (writer) => writer.toBytes()),
      ...filesOf('text', this.#text, (writer) => writer.toBytes()),
    ];
  }

  /** What the clock of a file's logger shows at a time. */
  shownTime(file: string, timeUs: number): number {
    return this.#clocks.get(file)?.(timeUs) ?? timeUs;
  }

  #at(timeUs: number, write: () => void): void {
    this.#events.push({ timeUs, write });
  }

  #toLogcat(file: string, timeUs: number, write: (writer: LogcatWriter) => void): void {
    this.#at(timeUs, () => {
      const log = entry(this.#logcat, file, () => ({ writer: new LogcatWriter(), records: 0 }));
      if (log.records === 0) log.writer.beginBuffer('main');
      write(log.writer);
      log.records++;
    });
  }

  #writeDlt(boot: DltBoot, { text, ...from }: DltLine, timeUs: number): void {
    const file = this.#dltFile(boot.file);
    file.writer.text(this.#envelope(boot, from, timeUs), from, text);
    file.records++;
  }

  #dltFile(name: string) {
    return entry(this.#dlt, name, () => ({ writer: new DltWriter(), records: 0 }));
  }

  #envelope(boot: DltBoot, { app, context }: { app: string; context: string }, timeUs: number) {
    const key = `${boot.ecu} ${boot.bootUs} ${app} ${context}`;
    const counter = this.#counters.get(key) ?? 0;
    this.#counters.set(key, (counter + 1) & 0xff);
    return {
      timeUs: this.shownTime(boot.file, timeUs) + boot.clockOffsetUs,
      ecu: boot.ecu,
      counter,
      tick: Math.floor((timeUs - boot.bootUs) / TICK_US),
    };
  }
}

function filesOf<Writer>(
  format: LogFile['format'],
  logs: Logs<Writer>,
  bytesOf: (writer: Writer) => Uint8Array,
): LogFile[] {
  return [...logs].map(([name, { writer, records }]) => ({ name, format, records, bytes: bytesOf(writer) }));
}

function entry<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
