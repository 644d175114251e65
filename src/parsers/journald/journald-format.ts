import { JsonLine } from '../jsonl/json-line.ts';
import { asciiBytes, findByte, LF, startsWith } from '../lines/ascii.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { rateSyslog } from '../syslog/syslog-format.ts';
import { JournaldDecoder } from './journald-decoder.ts';

/** What only journalctl prints: at the start of a line of its own. */
const HEADERS = [
  '-- Logs begin at',
  '-- Journal begins at',
  '-- Boot ',
  '-- Reboot --',
  '-- No entries --',
  '-- cursor:',
].map(asciiBytes);
const EXPORT_START = asciiBytes('__CURSOR=');
const JSON_KEYS = ['"__REALTIME_TIMESTAMP"', '"__CURSOR"'].map(asciiBytes);
/** The first line that has a header of journalctl's may stand behind this many bytes of log. */
const JSON_KEY_WITHIN = 1024;

function sniff(head: Uint8Array): number {
  if (head.length > EXPORT_START.length && startsWith(head, 0, EXPORT_START)) return 0.98;
  if (head[0] === 0x7b) return holdsJournalKeys(head) ? rateJson(head) * 0.97 : 0;
  return hasHeader(head) ? rateSyslog(head, true) * 0.97 : 0;
}

function rateJson(head: Uint8Array): number {
  const line = new JsonLine();
  return rateLines(head, (bytes, start, end) => (line.read(bytes, start, end) ? 1 : 0));
}

function holdsJournalKeys(head: Uint8Array): boolean {
  const end = Math.min(head.length, JSON_KEY_WITHIN);
  for (let at = 0; at < end; at++) if (JSON_KEYS.some((key) => startsWith(head, at, key))) return true;
  return false;
}

function hasHeader(head: Uint8Array): boolean {
  for (let at = 0; at < head.length; at = findByte(head, LF, [at, head.length]) + 1) {
    if (HEADERS.some((header) => startsWith(head, at, header))) return true;
  }
  return false;
}

/** What journalctl prints: `-o short…` with its header or boot lines, `-o json`, and the export format. */
export const journaldFormat: LogFormat = {
  name: 'journald',
  version: 2,
  sniff,
  resumes: true,
  createDecoder: (context) => new JournaldDecoder(context),
};
