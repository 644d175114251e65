export type LogcatPriority = 'V' | 'D' | 'I' | 'W' | 'E' | 'F';

export interface LogcatLine {
  /** Microseconds since 1970; logcat prints month, day and milliseconds. */
  timeUs: number;
  pid: number;
  tid?: number;
  priority: LogcatPriority;
  tag: string;
  /** Lines of it become lines of the log, each with the whole head, as logd does. */
  message: string;
}

/** A message as update_engine makes it: Chromium's logging prefix before the text. */
export interface UpdateEngineLine {
  timeUs: number;
  pid: number;
  level: keyof typeof PRIORITY_OF_LEVEL;
  /** `action_processor.cc(116)`. */
  place: string;
  text: string;
}

const PRIORITY_OF_LEVEL = { INFO: 'I', WARNING: 'W', ERROR: 'E', FATAL: 'F' } as const;

/** Appends lines as `logcat -v threadtime` prints them: `08-10 11:20:03.661   839   839 I update_engine: text`. */
export class LogcatWriter {
  readonly #parts: string[] = [];

  /** `main`, `system`, `crash`, `kernel`: where the log's buffer begins. */
  beginBuffer(name: string): void {
    this.#parts.push(`--------- beginning of ${name}\n`);
  }

  add(line: LogcatLine): void {
    const ids = `${column(line.pid)} ${column(line.tid ?? line.pid)}`;
    const head = `${timeText(line.timeUs)} ${ids} ${line.priority} ${line.tag.padEnd(8)}: `;
    for (const text of line.message.split('\n')) this.#parts.push(`${head}${text}\n`);
  }

  /** `[0608/152037.123885:ERROR:file_stream.cc(-1)] text` under the tag update_engine. */
  addUpdateEngine({ timeUs, pid, level, place, text }: UpdateEngineLine): void {
    const message = `[${chromiumTime(timeUs)}:${level}:${place}] ${text}`;
    this.add({ timeUs, pid, priority: PRIORITY_OF_LEVEL[level], tag: 'update_engine', message });
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.#parts.join(''));
  }
}

const column = (id: number): string => String(id).padStart(5);

/** `08-10 11:20:03.661`, in UTC. */
function timeText(timeUs: number): string {
  return new Date(Math.floor(timeUs / 1000)).toISOString().slice(5, 23).replace('T', ' ');
}

/** `0810/112003.661123`, in UTC. */
function chromiumTime(timeUs: number): string {
  const digits = new Date(Math.floor(timeUs / 1000)).toISOString().replace(/[-:TZ]/g, '');
  const micros = String(Math.floor(timeUs % 1000)).padStart(3, '0');
  return `${digits.slice(4, 8)}/${digits.slice(8)}${micros}`;
}
