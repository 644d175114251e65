/** One line of `adb logcat -v threadtime`. */
export interface LogcatLine {
  /** Microseconds since 1970; the layout has neither year nor zone. */
  timeUs: number;
  pid: number;
  tid: number;
  level: 'V' | 'D' | 'I' | 'W' | 'E' | 'F';
  tag: string;
  text: string;
}

/** Appends lines as Android's logprint.cpp formats them: `08-10 11:20:03.661   839   839 I update_engine: text`. */
export class LogcatWriter {
  readonly #lines = ['--------- beginning of main\n'];

  add({ timeUs, pid, tid, level, tag, text }: LogcatLine): void {
    const time = new Date(timeUs / 1000).toISOString().slice(5, 23).replace('T', ' ');
    this.#lines.push(`${time} ${column(pid)} ${column(tid)} ${level} ${tag.padEnd(8)}: ${text}\n`);
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.#lines.join(''));
  }
}

const column = (id: number): string => String(id).padStart(5);
