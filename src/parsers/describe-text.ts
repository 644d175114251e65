/** Lines of a layout that Argus does not know, by how they begin: they are read as text, and their summary says so. */
const BEGINNINGS: readonly [name: string, begin: RegExp][] = [
  ['a CANHacker trace', /^\s*Time\s+ID\s+DLC\s+Data/],
  ['a BUSMASTER log of a bus that is not read', /^\*\*\*BUSMASTER /],
  ['a CRTD log of OVMS', /^\d{6,}\.\d{3,6} \d?[CRT]([XE][XV]|\d\d)\b/],
  ['a python-can CSV', /^timestamp,arbitration_id,/],
  ['a CSV of ids and data of SavvyCAN', /^ID,(Data Bytes|D0\b)/],
  ['a CSV of a CSS Electronics logger', /^# Logger type: CL|^TimestampEpoch;BusChannel;ID;/],
  ['a CSV of Kvaser', /^Time,Channel,ID,Flags,DLC,/],
  ['a trace of Kvaser', /^Chn\s+Identifier\s+Flg\b/],
  ['a recording of an SLCAN adapter', /^(?:[tT](?:[\dA-Fa-f]{3}|[\dA-Fa-f]{8})[0-8][\dA-Fa-f]{0,20}\r){2}/],
  ['a dialogue with an ELM327 adapter', /^>?\s?AT ?Z\b|^ELM327 v\d/],
  ['a trace of the kernel (ftrace, systrace)', /^(?:TRACE:\s)?# tracer: \w/],
  ['positions of a satellite receiver (NMEA)', /^\$G[A-Z]{4},/],
  ['an e-mail', /^(?:From|Received|Return-Path|Delivered-To|MIME-Version): /],
  [
    'a table (CSV)',
    /^"?[A-Za-z][^\n,;\t]{0,60}(?:([,;\t])[^\n,;\t]{1,60}){2,40}\r?\n[^\n,;\t]{0,60}(?:\1[^\n,;\t]{0,60}){2,40}\r?\n/,
  ],
];
const BEGIN_BYTES = 512;
const latin1 = new TextDecoder('latin1');

/** `a CANHacker trace`: what the first lines say; undefined when they say nothing. */
export function findForeignText(head: Uint8Array): string | undefined {
  const begin = latin1.decode(head.subarray(0, BEGIN_BYTES));
  return BEGINNINGS.find(([, pattern]) => pattern.test(begin))?.[0];
}
