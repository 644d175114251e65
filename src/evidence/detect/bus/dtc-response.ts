import { describeDtc, dtcFromRecord, dtcFromWord, dtcStatusText, isDtcPresent, kwpStatusText } from '../dtc.ts';
import type { FaultText } from '../fault-text.ts';
import { hexByte } from '../negative-response.ts';
import { type MessageHead, Sid } from './uds.ts';

/** A trouble code as an ECU reported it. */
interface ReportedDtc {
  code: string;
  /** Status byte of ISO 14229-1, or of ISO 14230-3 with `isKwp`; null where the protocol has none (OBD). */
  status: number | null;
  isKwp?: true;
}

/** Where a list of records begins in a response, how long each is, and where code and status stand in it. */
interface RecordLayout {
  from: number;
  bytes: number;
  codeAt: number;
  statusAt: number;
}

/** Behind the status availability mask: code (3 bytes) and status. */
const PLAIN: RecordLayout = { from: 3, bytes: 4, codeAt: 0, statusAt: 3 };
/** Severity and functional unit before them. */
const SEVERITY: RecordLayout = { from: 3, bytes: 6, codeAt: 2, statusAt: 5 };
/** Behind the memory that was chosen and the mask. */
const USER_MEMORY: RecordLayout = { ...PLAIN, from: 4 };
/** World-wide harmonised: group, masks of status and severity, format; severity before each code. */
const HARMONISED: RecordLayout = { from: 6, bytes: 5, codeAt: 1, statusAt: 4 };
/** Group, mask and format. */
const HARMONISED_PERMANENT: RecordLayout = { ...PLAIN, from: 5 };

/** Responses of 0x19 that list codes, by sub-function (ISO 14229-1). */
const RECORD_LISTS: Readonly<Record<number, RecordLayout>> = {
  2: PLAIN,
  8: SEVERITY,
  9: SEVERITY,
  10: PLAIN,
  11: PLAIN,
  12: PLAIN,
  13: PLAIN,
  14: PLAIN,
  15: PLAIN,
  19: PLAIN,
  21: PLAIN,
  23: USER_MEMORY,
  66: HARMONISED,
  85: HARMONISED_PERMANENT,
};
/** KWP 2000 by status, and the status of codes: number, then code (2 bytes) and status. */
const KWP_LISTS = new Set([Sid.readDtcKwp + 0x40, Sid.readDtcStatusKwp + 0x40]);
/** Neither stored nor with a lamp: an entry of what the ECU could find. */
const KWP_NOTHING_MASK = 0b1110_0000;
const OBD_LISTS = new Set([0x43, 0x47, 0x4a]);

/** Trouble codes of a whole response: UDS 59 02 …, KWP 58 n … and 57 n …, OBD 43/47/4A n …; empty for any other. */
export function readDtcs(message: MessageHead): readonly ReportedDtc[] {
  const sid = message.bytes[0];
  const sub = message.bytes[1];
  const layout = sid === Sid.readDtc + 0x40 ? RECORD_LISTS[sub] : undefined;
  if (layout) return readRecords(message, layout);
  if (KWP_LISTS.has(sid)) return readKwp(message);
  if (OBD_LISTS.has(sid)) return readObd(message);
  return NO_CODES;
}

const NO_CODES: readonly ReportedDtc[] = [];

function readRecords({ bytes, kept }: MessageHead, layout: RecordLayout): ReportedDtc[] {
  const found: ReportedDtc[] = [];
  for (let record = layout.from; record + layout.bytes <= kept; record += layout.bytes) {
    const at = record + layout.codeAt;
    const word = (bytes[at] << 8) | bytes[at + 1];
    const status = bytes[record + layout.statusAt];
    const isPadding = word === 0 && bytes[at + 2] === 0;
    if (!isPadding && isDtcPresent(status)) found.push({ code: dtcFromRecord(word, bytes[at + 2]), status });
  }
  return found;
}

function readKwp({ bytes, kept }: MessageHead): ReportedDtc[] {
  const found: ReportedDtc[] = [];
  for (let at = 2, i = 0; i < bytes[1] && at + 3 <= kept; i++, at += 3) {
    const status = bytes[at + 2];
    const code = dtcFromWord((bytes[at] << 8) | bytes[at + 1]);
    if ((status & KWP_NOTHING_MASK) !== 0) found.push({ code, status, isKwp: true });
  }
  return found;
}

function readObd({ bytes, kept }: MessageHead): ReportedDtc[] {
  const found: ReportedDtc[] = [];
  for (let at = 2, i = 0; i < bytes[1] && at + 2 <= kept; i++, at += 2) {
    const word = (bytes[at] << 8) | bytes[at + 1];
    if (word !== 0) found.push({ code: dtcFromWord(word), status: null });
  }
  return found;
}

export function dtcFault({ code, status, isKwp }: ReportedDtc): FaultText {
  const { role, failureType } = describeDtc(code);
  const facts = {
    ...(failureType && { failureType }),
    ...(status !== null && {
      status: hexByte(status),
      statusBits: isKwp ? kwpStatusText(status) : dtcStatusText(status),
    }),
  };
  return { kind: 'dtc', code, role, title: `The ECU reported the trouble code ${code}`, facts };
}
