import { describeDtc, dtcFromRecord, dtcStatusText, isDtcPresent } from '../detect/dtc.ts';
import {
  hexByte,
  isNegativeResponseCode,
  nrcCode,
  nrcName,
  nrcOfName,
  nrcRole,
  RESPONSE_PENDING,
} from '../detect/negative-response.ts';
import type { Values } from './text-template.ts';

/** What is arithmetic and not words. Each set of values given back is a reading of its own; none says nothing. */
type Decoder = (values: Values, text: string) => Values[];

const MAX_CODES_PER_LINE = 8;

/** DTCs of a line (SAE J2012, or `DTC 0x…`) that its status byte, if it has one, does not call absent. */
const troubleCodes: Decoder = ({ statusByte }, text) => {
  const status = statusByte === undefined ? undefined : Number.parseInt(String(statusByte), 16);
  if (status !== undefined && !isDtcPresent(status)) return [];
  const tokens = [...text.matchAll(/\b([PCBU][0-3][0-9A-F]{3})(?:[-: ]?([0-9A-F]{2}))?(?![\w-])/g)];
  const records = [...text.matchAll(/\bDTC[ :=#]{0,3}0x([0-9A-F]{6})\b/gi)].map(([, hex]) => recordCode(hex));
  const codes = [...tokens.map(([, code, type]) => (type ? `${code}-${type}` : code)), ...records];
  return codes.slice(0, MAX_CODES_PER_LINE).map((code) => troubleCode(code, status));
};

const recordCode = (hex: string): string =>
  dtcFromRecord(Number.parseInt(hex.slice(0, 4), 16), Number.parseInt(hex.slice(4), 16));

function troubleCode(dtc: string, status: number | undefined): Values {
  const { role, failureType } = describeDtc(dtc);
  return {
    dtc,
    role,
    ...(failureType && { failureType }),
    ...(status !== undefined && { status: hexByte(status), statusBits: dtcStatusText(status) }),
  };
}

/** Name and role of a negative response code, given in hex or by its name; `service` decides whether it is everyday probing. */
const negativeResponse: Decoder = ({ service, nrc, nrcWord }) => {
  const code = nrc === undefined ? nrcOfName(String(nrcWord)) : Number.parseInt(String(nrc), 16);
  if (code === undefined || code === RESPONSE_PENDING || !isNegativeResponseCode(code)) return [];
  const asked = service === undefined ? undefined : Number.parseInt(String(service), 16);
  const role = nrcRole(code, asked ?? 0);
  const known = { nrcCode: nrcCode(code), nrcByte: hexByte(code), nrcName: nrcName(code), role };
  return [asked === undefined ? known : { ...known, serviceByte: hexByte(asked) }];
};

/** Bits 28 … 31 of an update_engine code say how the update ran (dev mode, resumed, test image), not what failed. */
const FLAG_BITS = 0xf0000000;
/** Omaha's HTTP status is reported as 2000 + status. */
const HTTP_BASE = 2000;

const updateEngineNumber: Decoder = ({ reported }) => {
  const number = (Number(reported) & ~FLAG_BITS) >>> 0;
  const isHttp = number >= HTTP_BASE && number < HTTP_BASE + 1000;
  const values: Values = isHttp ? { number, name: 'kOmahaRequestHTTPResponseBase' } : { number };
  return [values];
};

export const DECODERS: Readonly<Record<string, Decoder>> = {
  'trouble-codes': troubleCodes,
  'negative-response': negativeResponse,
  'update-engine-number': updateEngineNumber,
};
