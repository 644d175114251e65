import type { DltLevel } from './dlt.ts';

/** How loud a line is, in one letter: fatal, error, warning, info, debug. */
export type Loudness = 'f' | 'e' | 'w' | 'i' | 'd';

export interface TextLine {
  /** Microseconds since 1970, and since the boot. */
  timeUs: number;
  uptimeUs: number;
  host: string;
  program: string;
  pid: number;
  loudness: Loudness;
  text: string;
}

export const LEVEL_NAMES: Readonly<Record<Loudness, DltLevel>> = {
  f: 'fatal',
  e: 'error',
  w: 'warn',
  i: 'info',
  d: 'debug',
};

/** Line layouts of logs without a format of their own; none but `own` says how loud a line is. */
const TEXT_LAYOUTS = {
  /** `Jun 02 19:48:59 tcu rauc[898]: text`, as journalctl prints. */
  journal: ({ timeUs, host, program, pid, text }) =>
    `${bsdTime(timeUs)} ${host} ${program === 'kernel' ? 'kernel' : `${program}[${pid}]`}: ${text}`,
  /** `[ 3340.504328] text`, as dmesg prints. */
  kernel: ({ uptimeUs, text }) => `[${(uptimeUs / 1e6).toFixed(6).padStart(12)}] ${text}`,
  /** `2026-10-14 06:02:33.123 WARN  fwagent.stage: text`, as many vendors' own logs look. */
  own: ({ timeUs, loudness, program, text }) =>
    `${isoTime(timeUs)} ${LEVEL_NAMES[loudness].toUpperCase().padEnd(5)} ${program}: ${text}`,
  /** Nothing but the text, as a serial console shows it. */
  console: ({ text }) => text,
} as const satisfies Record<string, (line: TextLine) => string>;

export type TextLayout = keyof typeof TEXT_LAYOUTS;

/** Appends lines of one layout. */
export class TextLogWriter {
  readonly #lines: string[] = [];
  readonly #layout: TextLayout;

  constructor(layout: TextLayout) {
    this.#layout = layout;
  }

  add(line: TextLine): void {
    this.#lines.push(`${TEXT_LAYOUTS[this.#layout](line)}\n`);
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.#lines.join(''));
  }
}

/** `2026-06-02 19:48:59.123`, in UTC. */
const isoTime = (timeUs: number): string =>
  new Date(Math.floor(timeUs / 1000)).toISOString().slice(0, 23).replace('T', ' ');

/** `Jun 02 19:48:59`, in UTC: journalctl fills the day with a zero. */
function bsdTime(timeUs: number): string {
  const [, day, month, , clock] = new Date(Math.floor(timeUs / 1000)).toUTCString().split(' ');
  return `${month} ${day} ${clock}`;
}
