import { Tester } from '../diagnostics.ts';
import { Random } from '../random.ts';
import type { Session } from '../session.ts';
import { LEVEL_NAMES } from '../writers/text-log.ts';
import { BOOT_LINES } from './boot-lines.ts';
import { LOGS, type Log, type LogName } from './logs.ts';
import { fillText, readScriptLine, type Utterance } from './script-line.ts';
import type { Script } from './story.ts';

/** Where a line stands and bytes that are there only if it was said. */
export interface Trace {
  file: string;
  text: string;
}

export interface Awake {
  bootUs: number;
  fromUs: number;
  /** Until the next boot. */
  toUs: number;
}

/** Of the software before an update and after it. */
export interface Versions {
  from: string;
  to: string;
}

interface StageOptions {
  session: Session;
  seed: number;
  log: LogName;
  booted: Script;
  /** Everything is said at level info. */
  isFlat: boolean;
}

/** Rebooting units write nothing. */
const UPTIME_AT_START_US = 412_000_000;
const PENDING_SECONDS = 0.9;

/** Says the lines of scripts in the logs of the vehicle, moving the session's time on. */
export class Stage {
  readonly session: Session;
  readonly #options: StageOptions;
  readonly #random: Random;
  readonly #words: Record<string, string> = {};
  readonly #awake = new Map<LogName, Awake[]>();
  readonly #brake: Tester;
  readonly #deployment: string;
  #slot = 0;
  #versions: Versions = { from: '4.1.0', to: '4.2.0' };
  #running = '4.1.0';
  #saidSinceBoot = 0;

  constructor(options: StageOptions) {
    this.session = options.session;
    this.#options = options;
    this.#random = Random.of(options.seed, 'story');
    this.#slot = this.#random.between(0, 1);
    this.#deployment = this.#random.hex(8);
    const link = { file: LOGS.can.file, bus: 'can0', requestId: 0x760, responseId: 0x768 };
    this.#brake = new Tester(this.session, link);
    this.#setWords();
  }

  /** Lines in order; what was said. */
  play(script: Script): Trace[] {
    return script.flatMap((line) => {
      const read = readScriptLine(line, this.#options.log);
      if (read.does === 'say') return this.#repeat(read.utterance, read);
      this.reboot(read.waitSeconds, read.slot);
      return [];
    });
  }

  /** The update of the next attempt. */
  plan(versions: Versions): void {
    this.#versions = versions;
    this.#running = versions.from;
    this.#setWords();
  }

  reboot(seconds: number, slot: 'this' | 'other'): void {
    const stoppedUs = this.session.nowUs;
    this.session.advance(seconds);
    if (slot === 'other') this.#changeSlot();
    for (const log of this.#logsOfUnit()) this.#boot(log, stoppedUs);
    this.#saidSinceBoot = 0;
    this.play([...(BOOT_LINES[this.#options.log] ?? []), ...this.#options.booted]);
  }

  say(utterance: Utterance, timeUs = this.session.nowUs): Trace {
    const { log, program, loudness } = utterance;
    const text = fillText(utterance.text, { ...this.#words, ...this.#clocks(log) }, this.#random);
    return this.write({ log, program, loudness, text }, timeUs);
  }

  /** A line whose text is complete. */
  write({ log, program, loudness, text }: Utterance, timeUs: number): Trace {
    const target = LOGS[log];
    const said = this.#options.isFlat ? { loudness: 'i' as const, text: flat(text) } : { loudness, text };
    const { bootUs } = this.awakeOf(log, timeUs);
    this.#put(target, { ...said, program, bootUs }, timeUs);
    return { file: target.file, text: said.text };
  }

  /** All times in which a logger is awake, until now. */
  awakeSpans(log: LogName): Awake[] {
    this.#first(log);
    const spans = this.#awake.get(log) ?? [];
    return spans.map((span, i) => (i === spans.length - 1 ? { ...span, toUs: this.session.nowUs } : span));
  }

  awakeOf(log: LogName, timeUs: number): Awake {
    const spans = this.#first(log);
    return spans.findLast(({ fromUs }) => fromUs <= timeUs) ?? spans[0];
  }

  #first(log: LogName): Awake[] {
    const { startUs } = this.session;
    const known = this.#awake.get(log);
    if (known) return known;
    const first = [{ bootUs: startUs - UPTIME_AT_START_US, fromUs: startUs, toUs: Number.POSITIVE_INFINITY }];
    this.#awake.set(log, first);
    return first;
  }

  #boot(log: LogName, stoppedUs: number): void {
    const spans = this.#first(log);
    spans[spans.length - 1].toUs = stoppedUs;
    spans.push({ bootUs: this.session.nowUs, fromUs: this.session.nowUs, toUs: Number.POSITIVE_INFINITY });
  }

  /** The logs that end with the story's ECU. */
  #logsOfUnit(): LogName[] {
    const unit = LOGS[this.#options.log].file.split('/')[0];
    return (Object.keys(LOGS) as LogName[]).filter((name) => LOGS[name].file.startsWith(`${unit}/`));
  }

  #repeat(utterance: Utterance, { waitSeconds, times }: { waitSeconds: number; times: number }): Trace[] {
    return Array.from({ length: times }, (_, i) => {
      // Nothing in a vehicle happens at tenths of a second.
      this.session.advance(waitSeconds * (0.8 + 0.4 * this.#random.next()));
      this.#words.count = String(++this.#saidSinceBoot);
      this.#words.percent = String(Math.round(((i + 1) * 100) / times));
      this.#words.block = hexByte(i + 1);
      this.#words.block2 = hexByte(i + 25);
      return utterance.log === 'can' && utterance.program !== 'frame' ? this.#exchange(utterance) : this.say(utterance);
    });
  }

  /** A request and the answers to it; between a pending answer and the next one time goes by. */
  #exchange({ log, text }: Utterance): Trace {
    const [request, ...answers] = fillText(text, this.#words, this.#random)
      .replace('>', '')
      .split(/ +/)
      .filter(Boolean);
    this.#brake.request(bytesOf(request));
    for (const answer of answers) {
      this.session.advance(0.012);
      this.#brake.respond(bytesOf(answer));
      if (answer.startsWith('7f') && answer.endsWith('78')) this.session.advance(PENDING_SECONDS);
    }
    const last = answers.at(-1) ?? request;
    return {
      file: LOGS[log].file,
      text: last.length / 2 <= 7 ? `#${hexByte(last.length / 2)}${last}`.toUpperCase() : last,
    };
  }

  #put(target: Log, said: Omit<Utterance, 'log'> & { bootUs: number }, timeUs: number): void {
    const { session } = this;
    const { program, loudness, text, bootUs } = said;
    const pid = pidOf(program, bootUs);
    if (target.writes === 'text') {
      session.text({ ...target, bootUs }, { program, pid, loudness, text }, timeUs);
    } else if (target.writes === 'dlt') {
      const [app, context = 'MAIN'] = program.split('/');
      session.dlt(
        { ...target, bootUs, clockOffsetUs: 0 },
        { app, context, level: LEVEL_NAMES[loudness], text },
        timeUs,
      );
    } else if (target.writes === 'logcat') {
      const priority = loudness.toUpperCase() as 'F' | 'E' | 'W' | 'I' | 'D';
      session.logcat(target.file, { pid, tag: program, message: text, priority }, timeUs);
    } else {
      session.can(target.file, frameOf(text), timeUs);
    }
  }

  #changeSlot(): void {
    this.#slot = 1 - this.#slot;
    this.#running = this.#running === this.#versions.to ? this.#versions.from : this.#versions.to;
    this.#setWords();
  }

  #setWords(): void {
    const letters = ['A', 'B'];
    Object.assign(this.#words, {
      ...this.#versions,
      running: this.#running,
      campaign: `OTA-2026-${1000 + (this.#options.seed % 9000)}`,
      deployment: `${this.#deployment}-5d1f-4c07-9b62-${this.#versions.to.replaceAll('.', '0').padStart(12, '0')}`,
      bundle: `tcu-${this.#versions.to}.raucb`,
      slot: letters[this.#slot],
      lowerSlot: letters[this.#slot].toLowerCase(),
      otherSlot: letters[1 - this.#slot],
      index: String(this.#slot),
      other: String(1 - this.#slot),
      root: String(2 + this.#slot),
      otherRoot: String(3 - this.#slot),
    });
  }

  /** The time as Mender's clients write it into their lines: `2026-Oct-14 06:02:33.123456` and `2026-10-14T06:02:33Z`. */
  #clocks(log: LogName): { clock: string; now: string } {
    const shownUs = this.session.shownTime(LOGS[log].file, this.session.nowUs);
    const shown = new Date(Math.floor(shownUs / 1000));
    const [, day, month, year, time] = shown.toUTCString().split(' ');
    const micros = String(shownUs % 1e6).padStart(6, '0');
    return { clock: `${year}-${month}-${day} ${time}.${micros}`, now: `${shown.toISOString().slice(0, 19)}Z` };
  }
}

/** Levels that clients write into their text. */
const flat = (text: string): string =>
  text
    .replace(/\[(?:ERROR|WARN(?:ING)?|FATAL)([\] :])/g, (_, end) => (end === ']' ? '[INFO ]' : `[INFO${end}`))
    .replace(/(severity|level)=(?:error|warning|fatal)/g, '$1=info')
    .replace(/<(?:error|warn)>/g, '<info>');

const hexByte = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');

const bytesOf = (hex: string): number[] => hex.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];

/** The same program keeps its id for a boot. */
const pidOf = (program: string, bootUs: number): number =>
  program === 'systemd'
    ? 1
    : 300 + ([...program].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), bootUs % 997) % 4000);

/** Above 29 bits stands the flag of an error frame. */
function frameOf(text: string) {
  const [id, data = ''] = text.split('#');
  const value = Number.parseInt(id, 16);
  const isError = id.length > 3;
  return { bus: 'can0', id: isError ? value & 0x1fffffff : value, isError, data: Uint8Array.from(bytesOf(data)) };
}
