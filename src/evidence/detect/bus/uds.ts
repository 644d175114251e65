import { hexByte, isRefusalCode } from '../negative-response.ts';

/**
 * Services of ISO 14229-1, OBD (ISO 15031-5), KWP 2000 (ISO 14230-3) and GMLAN (GMW3110) as they appear on CAN. Names: commaai/opendbc
 * `uds.py`, pylessard/python-udsoncan (MIT). `echo` is how many bytes after the service id a positive response repeats;
 * `sub` marks a sub-function, whose top bit asks for no positive response.
 */
interface Service {
  name: string;
  echo: number;
  sub?: true;
}

const SERVICES: Readonly<Record<number, Service>> = {
  1: { name: 'ShowCurrentData', echo: 1 },
  2: { name: 'ShowFreezeFrame', echo: 1 },
  3: { name: 'ShowStoredTroubleCodes', echo: 0 },
  4: { name: 'ClearTroubleCodes', echo: 0 },
  6: { name: 'ShowTestResults', echo: 1 },
  7: { name: 'ShowPendingTroubleCodes', echo: 0 },
  8: { name: 'ControlOnBoardSystem', echo: 1 },
  9: { name: 'RequestVehicleInformation', echo: 1 },
  10: { name: 'ShowPermanentTroubleCodes', echo: 0 },
  16: { name: 'DiagnosticSessionControl', echo: 1, sub: true },
  17: { name: 'ECUReset', echo: 1, sub: true },
  20: { name: 'ClearDiagnosticInformation', echo: 0 },
  23: { name: 'ReadStatusOfDTC', echo: 0 },
  24: { name: 'ReadDTCByStatus', echo: 0 },
  25: { name: 'ReadDTCInformation', echo: 1, sub: true },
  26: { name: 'ReadEcuIdentification', echo: 1 },
  32: { name: 'StopDiagnosticSession', echo: 0 },
  33: { name: 'ReadDataByLocalIdentifier', echo: 1 },
  34: { name: 'ReadDataByIdentifier', echo: 2 },
  35: { name: 'ReadMemoryByAddress', echo: 0 },
  36: { name: 'ReadScalingDataByIdentifier', echo: 2 },
  39: { name: 'SecurityAccess', echo: 1, sub: true },
  40: { name: 'CommunicationControl', echo: 1, sub: true },
  41: { name: 'Authentication', echo: 1, sub: true },
  42: { name: 'ReadDataByPeriodicIdentifier', echo: 0 },
  44: { name: 'DynamicallyDefineDataIdentifier', echo: 1, sub: true },
  46: { name: 'WriteDataByIdentifier', echo: 2 },
  47: { name: 'InputOutputControlByIdentifier', echo: 2 },
  48: { name: 'InputOutputControlByLocalIdentifier', echo: 1 },
  49: { name: 'RoutineControl', echo: 3, sub: true },
  50: { name: 'StopRoutineByLocalIdentifier', echo: 1 },
  51: { name: 'RequestRoutineResultsByLocalIdentifier', echo: 1 },
  52: { name: 'RequestDownload', echo: 0 },
  53: { name: 'RequestUpload', echo: 0 },
  54: { name: 'TransferData', echo: 1 },
  55: { name: 'RequestTransferExit', echo: 0 },
  56: { name: 'RequestFileTransfer', echo: 1 },
  59: { name: 'WriteDataByLocalIdentifier', echo: 1 },
  61: { name: 'WriteMemoryByAddress', echo: 0 },
  62: { name: 'TesterPresent', echo: 1, sub: true },
  131: { name: 'AccessTimingParameter', echo: 1, sub: true },
  132: { name: 'SecuredDataTransmission', echo: 0 },
  133: { name: 'ControlDTCSetting', echo: 1, sub: true },
  134: { name: 'ResponseOnEvent', echo: 1, sub: true },
  135: { name: 'LinkControl', echo: 1, sub: true },
  162: { name: 'ReportProgrammedState', echo: 0 },
  165: { name: 'ProgrammingMode', echo: 0 },
  169: { name: 'ReadDiagnosticInformation', echo: 0 },
  170: { name: 'ReadDataByPacketIdentifier', echo: 0 },
  174: { name: 'DeviceControl', echo: 1 },
};

const IS_SERVICE = Uint8Array.from({ length: 256 }, (_, sid) => (sid in SERVICES ? 1 : 0));
/** Services of GMW3110 that no other protocol has. */
const GMLAN_SERVICES = new Set([0xa2, 0xa5, 0xa9, 0xaa, 0xae]);

export const isGmlanService = (service: number): boolean => GMLAN_SERVICES.has(service);

const UNKNOWN: Service = { name: '', echo: 0 };

export const Sid = {
  sessionControl: 0x10,
  ecuReset: 0x11,
  clearDtc: 0x14,
  readDtcStatusKwp: 0x17,
  readDtcKwp: 0x18,
  readDtc: 0x19,
  readData: 0x22,
  /** KWP: ends the session; GMLAN: back to normal mode. */
  stopSession: 0x20,
  routineControl: 0x31,
  requestDownload: 0x34,
  transferData: 0x36,
  transferExit: 0x37,
  testerPresent: 0x3e,
  programmedState: 0xa2,
  programmingMode: 0xa5,
  negativeResponse: 0x7f,
} as const;

const RESPONSE_BIT = 0x40;
const SUPPRESS_POSITIVE_RESPONSE = 0x80;

export const serviceName = (service: number): string => SERVICES[service]?.name ?? `Service ${hexByte(service)}`;

/** The head of a message: enough to tell what it is before it is whole. */
export interface MessageHead {
  bytes: Uint8Array;
  kept: number;
  length: number;
}

type MessageKind = 'request' | 'positive' | 'negative' | 'unknown';

/**
 * A negative response is exactly `7F <service> <known code>`. `isProven` says that the sender has shown to speak a
 * diagnostic protocol: only then may the service be one that no standard knows, since it fits plain traffic too.
 */
export function kindOfMessage({ bytes, kept, length }: MessageHead, isProven: boolean): MessageKind {
  if (kept === 0) return 'unknown';
  const sid = bytes[0];
  if (sid === Sid.negativeResponse) {
    return length === 3 && isRequest(bytes[1], isProven) && isRefusalCode(bytes[2]) ? 'negative' : 'unknown';
  }
  if (isRequest(sid, isProven)) return 'request';
  return sid & RESPONSE_BIT && IS_SERVICE[sid & ~RESPONSE_BIT] === 1 ? 'positive' : 'unknown';
}

const isRequest = (sid: number, isProven: boolean): boolean =>
  IS_SERVICE[sid] === 1 || (isProven && (sid & RESPONSE_BIT) === 0);

/** The service a response answers. */
function answeredService({ bytes }: MessageHead): number {
  return bytes[0] === Sid.negativeResponse ? bytes[1] : bytes[0] & ~RESPONSE_BIT;
}

/** First bytes of a request, as kept until it is answered. */
export const REQUEST_HEAD_BYTES = 16;

export type Fit = 0 | 1 | 2;

/** 0: contradicts the request; 1: only the service fits; 2: the response repeats bytes of the request. */
export function fitOf(request: MessageHead, response: MessageHead): Fit {
  const service = request.bytes[0];
  if (answeredService(response) !== service) return 0;
  if (response.bytes[0] === Sid.negativeResponse) return 2;
  const { echo, sub } = SERVICES[service] ?? UNKNOWN;
  const count = Math.min(echo, request.kept - 1);
  // KWP 2000 and GMLAN acknowledge a block without its number.
  if (count <= 0 || (service === Sid.transferData && response.length === 1)) return 1;
  for (let i = 1; i <= count; i++) {
    if (response.length <= i && i > 1) break;
    const asked = request.bytes[i];
    const isSame =
      response.bytes[i] === asked || (i === 1 && sub && response.bytes[i] === (asked & ~SUPPRESS_POSITIVE_RESPONSE));
    if (response.kept <= i || !isSame) return 0;
  }
  return 2;
}

/** GMLAN's third step into programming: every ECU is silent from here on. */
const ENABLE_PROGRAMMING = 3;

/** False when the tester asked for silence. */
export function expectsResponse({ bytes, kept }: MessageHead): boolean {
  if (bytes[0] === Sid.programmingMode) return bytes[1] !== ENABLE_PROGRAMMING;
  return !(SERVICES[bytes[0]]?.sub && kept > 1 && bytes[1] & SUPPRESS_POSITIVE_RESPONSE);
}
