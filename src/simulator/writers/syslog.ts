interface SyslogLine {
  /** Microseconds since 1970. */
  timeUs: number;
  host: string;
  program: string;
  pid?: number;
  /** RFC 5424 section 6.2.1: 0 emergency … 7 debug. */
  severity: number;
  message: string;
}

/** Facility of daemons (RFC 5424 section 6.2.1). */
const DAEMON = 3;

/** Appends lines as rsyslog forwards them (RFC 3164 with its priority): `<30>Jun 02 19:48:59 gateway rauc[898]: text`. */
export class SyslogWriter {
  readonly #lines: string[] = [];

  add(line: SyslogLine): void {
    const program = line.pid === undefined ? line.program : `${line.program}[${line.pid}]`;
    const priority = DAEMON * 8 + line.severity;
    this.#lines.push(`<${priority}>${timeText(line.timeUs)} ${line.host} ${program}: ${line.message}\n`);
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.#lines.join(''));
  }
}

/** `Jun  2 19:48:59`, in UTC: a day below ten has a space before it. */
function timeText(timeUs: number): string {
  const [, day, month, , clock] = new Date(Math.floor(timeUs / 1000)).toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${clock}`;
}
