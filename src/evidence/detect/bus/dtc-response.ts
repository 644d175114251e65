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

/** Sub-functions of 0x19 whose response is status availability mask, then DTC (3 bytes) and status. */
const RECORD_LISTS = new Set([0x02, 0x0a, 0x0f, 0x13, 0x15]);
const OBD_LISTS = new Set([0x43, 0x47, 0x4a]);

/** Trouble codes of a whole response: UDS 59 02 …, KWP 58 n …, OBD 43/47/4A n …; empty for any other. */
export function readDtcs(message: MessageHead): readonly ReportedDtc[] {
  const sid = message.bytes[0];
  const sub = message.bytes[1];
  if (sid === Sid.readDtc + 0x40 && RECORD_LISTS.has(sub)) return readRecords(message);
  if (sid === Sid.readDtcKwp + 0x40) return readKwp(message);
  if (OBD_LISTS.has(sid)) return readObd(message);
  return NO_CODES;
}

const NO_CODES: readonly ReportedDtc[] = [];

function readRecords({ bytes, kept }: MessageHead): ReportedDtc[] {
  const found: ReportedDtc[] = [];
  for (let at = 3; at + 4 <= kept; at += 4) {
    const word = (bytes[at] << 8) | bytes[at + 1];
    const status = bytes[at + 3];
    const isPadding = word === 0 && bytes[at + 2] === 0;
    if (!isPadding && isDtcPresent(status)) found.push({ code: dtcFromRecord(word, bytes[at + 2]), status });
  }
  return found;
}

function readKwp({ bytes, kept }: MessageHead): ReportedDtc[] {
  const found: ReportedDtc[] = [];
  for (let at = 2, i = 0; i < bytes[1] && at + 3 <= kept; i++, at += 3) {
    found.push({ code: dtcFromWord((bytes[at] << 8) | bytes[at + 1]), status: bytes[at + 2], isKwp: true });
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
