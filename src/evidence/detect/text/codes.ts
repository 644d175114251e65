import { describeDtc, dtcFromRecord, dtcStatusText, isDtcPresent } from '../dtc.ts';
import { isNegativeResponseCode, nrcCode, nrcName, nrcRole, RESPONSE_PENDING } from '../negative-response.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/** Codes that ECUs write into text: DTCs (SAE J2012), UDS negative responses (ISO 14229-1), hex codes of sensors. */
const MAX_CODES_PER_LINE = 8;

const NOT_PRESENT = /\b(?:cleared|healed|passed|no longer|inactive|not (?:present|active|set)|erased|deleted)\b/i;

function dtcs(match: RegExpExecArray): LineReading[] | LineReading {
  const text = match.input;
  if (NOT_PRESENT.test(text)) return WATCH;
  const status = /\bstatus(?: ?byte| ?mask)?\s{0,2}[:=]?\s{0,2}(?:0x)?([0-9A-F]{2})\b/i.exec(text)?.[1];
  const byte = status === undefined ? undefined : Number.parseInt(status, 16);
  if (byte !== undefined && !isDtcPresent(byte)) return WATCH;
  const tokens = [...text.matchAll(/\b([PCBU][0-3][0-9A-F]{3})(?:[-: ]?([0-9A-F]{2}))?(?![\w-])/g)];
  const records = [...text.matchAll(/\bDTC[ :=#]{0,3}0x([0-9A-F]{6})\b/gi)].map(([, hex]) => recordCode(hex));
  const codes = [...tokens.map(([, code, type]) => (type ? `${code}-${type}` : code)), ...records];
  return codes.slice(0, MAX_CODES_PER_LINE).map((code) => dtc(code, byte));
}

const recordCode = (hex: string): string =>
  dtcFromRecord(Number.parseInt(hex.slice(0, 4), 16), Number.parseInt(hex.slice(4), 16));

function dtc(code: string, status: number | undefined): LineReading {
  const { role, failureType } = describeDtc(code);
  const facts = {
    ...(failureType && { failureType }),
    ...(status !== undefined && { status, statusBits: dtcStatusText(status) }),
  };
  return { fault: { kind: 'dtc', code, role, title: `The ECU logged the trouble code ${code}`, facts } };
}

function negativeResponse(service: number | undefined, nrc: number): LineReading {
  if (nrc === RESPONSE_PENDING || !isNegativeResponseCode(nrc)) return WATCH;
  const name = nrcName(nrc);
  const facts = { nrc, name, ...(service !== undefined && { service }) };
  const title = `A diagnostic request was refused with ${nrcCode(nrc)} (${name})`;
  const role = nrcRole(nrc, service ?? 0);
  return { fault: { kind: 'uds-negative-response', code: nrcCode(nrc), role, title, facts } };
}

const diagnostics: LineRule[] = [
  {
    anchors: ['nrc'],
    pattern: /\bNRC\b[ :=(]{0,3}(?:0x)?([0-9A-F]{2})\b/i,
    gives: ([, nrc]) => negativeResponse(undefined, Number.parseInt(nrc, 16)),
  },
  {
    anchors: ['negative'],
    pattern: /negative response[^\n]{0,40}?\b(?:0x)?7F[ :](?:0x)?([0-9A-F]{2})[ :](?:0x)?([0-9A-F]{2})\b/i,
    gives: ([, service, nrc]) => negativeResponse(Number.parseInt(service, 16), Number.parseInt(nrc, 16)),
  },
  {
    anchors: ['negative'],
    pattern: /negative response(?: code)?[ :=(]{1,3}0x([0-9A-F]{2})\b/i,
    gives: ([, nrc]) => negativeResponse(undefined, Number.parseInt(nrc, 16)),
  },
];

const troubleCodes: LineRule[] = [
  {
    anchors: ['dtc', 'dtcs', 'trouble', 'fault', 'faults', 'diagnostic', 'mil', 'dem'],
    pattern: /\b[PCBU][0-3][0-9A-F]{3}(?:[-: ]?[0-9A-F]{2})?(?![\w-])|\bDTC[ :=#]{0,3}0x[0-9A-Fa-f]{6}\b/,
    gives: dtcs,
  },
];

const CODE_WORD = '(?:error|err|fault|failure|failed|code)';
const SENSOR_WORD =
  /\b(?:sensors?|lidars?|radars?|cameras?|ultrasonic|imu|gnss|gps|odometry|encoder|microphone|actuator|(?:yaw|wheel|steering|speed|pressure)[ -]?\w{0,8})\b/i;
/** Hex numbers that are places or masks, not codes. */
const NOT_A_CODE =
  /\b(?:addr(?:ess)?|ptr|pointer|offset|mask|reg(?:ister)?|size|len(?:gth)?|service|instance|eventgroup|method|client|session|frame|pid|did|vendor|device|handle|flags?|block|sector|page|inode|entry|pc|lr|sp)\b[^\n]{0,6}0x|code=0x0+\b/i;

function hexCode([, digits]: RegExpExecArray, line: { text: string; app: string; context: string }): LineReading {
  if (/^0+$/.test(digits)) return WATCH;
  const isSensor = SENSOR_WORD.test(`${line.app} ${line.context} ${line.text}`);
  const code = `0x${digits.toUpperCase()}`;
  const title = isSensor ? `A sensor reported the code ${code}` : `A component reported the code ${code}`;
  return { fault: { kind: 'sensor-fault', code, role: isSensor ? 'cause' : 'symptom', title, facts: {} } };
}

const sensorCodes: LineRule[] = [
  {
    anchors: ['x'],
    pattern: new RegExp(`\\b${CODE_WORD}[\\w ]{0,20}[ :=#(]{1,3}0x([0-9A-Fa-f]{4})\\b`, 'i'),
    unless: NOT_A_CODE,
    gives: hexCode,
  },
  {
    anchors: ['x'],
    pattern: new RegExp(`\\b0x([0-9A-Fa-f]{4})\\b[ :,)-]{1,3}(?:\\w{1,16} ){0,2}${CODE_WORD}\\b`, 'i'),
    unless: NOT_A_CODE,
    gives: hexCode,
  },
];

export const negativeResponses: RuleBook = { vocabulary: 'uds', rules: diagnostics };
export const dtcTexts: RuleBook = { vocabulary: 'dtc', rules: troubleCodes };
export const sensors: RuleBook = { vocabulary: 'sensor', rules: sensorCodes };
