import { LineDecoder } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { LogFormat } from '../log-format.ts';
import { LINE_CUT } from '../record-cut.ts';
import { SourceTable } from '../source-table.ts';
import { findFrame, type SyslogLayout, SyslogLine } from './syslog-line.ts';
import { SyslogReader } from './syslog-reader.ts';

/** A bare priority may be the kernel's (`<6>[…`), a `-- text --` anybody's: alone they are a hint. */
const RATE: Record<SyslogLayout, number> = { none: 0, dated: 1, stamped: 1, rfc5424: 1, bare: 0.5, marker: 0.2 };

/** The share of lines that are syslog's, or journalctl's with `isJournal`; 0 … 1. */
export function rateSyslog(head: Uint8Array, isJournal: boolean): number {
  const fields = new LineFields(new SourceTable());
  const line = new SyslogLine(new TimeReader(0), isJournal);
  return rateLines(head, (bytes, start, end) => {
    fields.clear(findFrame(bytes, start, end)?.[0] ?? start, end);
    return RATE[line.read(bytes, fields)];
  });
}

/** Syslog text: RFC 3164 and 5424, ISO times, busybox; lines of other shapes inside it are kept as records. */
export const syslogFormat: LogFormat = {
  name: 'syslog',
  version: 1,
  sniff: (head) => rateSyslog(head, false) * 0.9,
  resumes: true,
  cut: LINE_CUT,
  createDecoder: (context) => new LineDecoder(new SyslogReader(context, false)),
};
