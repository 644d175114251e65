import { EQUALS, isUpper, OPEN_BRACKET, SPACE, UNDERSCORE } from '../lines/ascii.ts';
import { LineDecoder } from '../lines/line-decoder.ts';
import { LineFields } from '../lines/line-fields.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import { TimeReader } from '../lines/time-reader.ts';
import type { LogFormat } from '../log-format.ts';
import { Kind } from '../record-batch.ts';
import { SourceTable } from '../source-table.ts';
import { ShapedReader } from '../text/shaped-reader.ts';
import { isKernelStamp, KernelLine } from './kernel-line.ts';
import { rateBareLine } from './kernel-words.ts';

/** Below this, the kernel's lines stand among others': a console, a syslog. */
const MOSTLY = 0.75;
/** Lines without a stamp are the kernel's by their words only. */
const MOSTLY_BARE = 0.5;

/** Which lines of `head` carry the kernel's own stamp; 0 … 1. */
export function rateKernel(head: Uint8Array): number {
  const fields = new LineFields(new SourceTable());
  const line = new KernelLine(new TimeReader(0));
  return rateLines(head, (bytes, start, end) => {
    if (isRecordDetail(bytes, start, end)) return 1;
    fields.clear(start, end);
    if (!line.readStamped(bytes, fields)) return 0;
    if (fields.kind === Kind.control || !Number.isNaN(fields.timeUs)) return 1;
    // A priority alone is syslog's.
    if (Number.isNaN(fields.uptimeUs)) return 0;
    return bytes[start] === OPEN_BRACKET && !isKernelStamp(bytes, start, end) ? 0 : 1;
  });
}

/** ` SUBSYSTEM=usb`: what /dev/kmsg says of the device that a line is about. */
function isRecordDetail(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && (isUpper(bytes[at]) || bytes[at] === UNDERSCORE)) at++;
  return bytes[start] === SPACE && at > start + 1 && bytes[at] === EQUALS;
}

function rateBare(head: Uint8Array): number {
  let certain = 0;
  const rate = rateLines(head, (bytes, start, end) => {
    const sure = rateBareLine(bytes, start, end);
    if (sure === 2) certain++;
    return sure > 0 ? 1 : 0;
  });
  return certain > 0 && rate >= MOSTLY_BARE ? rate : 0;
}

function sniff(head: Uint8Array): number {
  const stamped = rateKernel(head);
  return stamped >= MOSTLY ? stamped * 0.85 : rateBare(head) * 0.5;
}

/**
 * The kernel's ring buffer as text: dmesg in every layout, /dev/kmsg, console-ramoops and dumps of pstore. All
 * lines are the kernel's.
 */
export const kernelFormat: LogFormat = {
  name: 'kernel',
  version: 1,
  sniff,
  createDecoder: (context) => new LineDecoder(new ShapedReader(context, (time) => new KernelLine(time))),
};
