import { rateKernel } from '../kernel/kernel-format.ts';
import { LineDecoder } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { LogFormat } from '../log-format.ts';
import { Level } from '../record-batch.ts';
import { SourceTable } from '../source-table.ts';
import { ShapedReader } from '../text/shaped-reader.ts';
import { ConsoleLine } from './console-line.ts';
import { isConsoleOnly } from './console-words.ts';

/** One line in five is the kernel's, a boot loader's or systemd's. */
const ENOUGH = 0.2;
/** One banner may be quoted in any text. */
const MIN_MARKS = 2;

function sniff(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const line = new ConsoleLine(new TimeReader(0));
  let marks = 0;
  const rate = rateLines(head, (bytes, start, end) => {
    fields.clear(start, end);
    const isRead = line.read(bytes, fields);
    const isMark = isConsoleOnly(bytes, fields.bodyStart, end) || isLeveled(fields);
    if (isMark) marks++;
    return isMark || (isRead && fields.writer === 'kernel') ? 1 : 0;
  });
  return marks >= MIN_MARKS && rate >= ENOUGH ? 0.3 + rate * 0.5 : rateMixed(head);
}

/** `[FAILED]`, `E (7382) tag:`, `[00:00:00.412,963] <inf>`; what only has a time before it may be any text. */
const isLeveled = ({ level, writer, uptimeUs }: LineFields): boolean =>
  level !== Level.none && (writer !== '' || !Number.isNaN(uptimeUs));

/** Kernel lines among the output of programs that were started on the console. */
const rateMixed = (head: Uint8Array): number => (rateKernel(head) >= ENOUGH ? 0.25 : 0);

/** What came over a serial line: boot loaders, kernel, init and whatever was started there. */
export const consoleFormat: LogFormat = {
  name: 'console',
  version: 1,
  sniff,
  createDecoder: (context) => new LineDecoder(new ShapedReader(context, (time) => new ConsoleLine(time))),
};
