import { hexText, prefixedHex } from '../text-record.ts';
import { PayloadType } from './doip-header.ts';

/** Generic header negative acknowledge codes (ISO 13400-2). */
const HEADER_NACK: Codes = {
  0: 'incorrect pattern format',
  1: 'unknown payload type',
  2: 'message too large',
  3: 'out of memory',
  4: 'invalid payload length',
};
const ROUTING_ACTIVATION: Codes = {
  0: 'denied: unknown source address',
  1: 'denied: all sockets are registered and active',
  2: 'denied: another source address is active on this socket',
  3: 'denied: the source address is active on another socket',
  4: 'denied: missing authentication',
  5: 'denied: rejected confirmation',
  6: 'denied: unsupported activation type',
  7: 'denied: a TLS connection is required',
  16: 'activated',
  17: 'activated, confirmation required',
};
const DIAGNOSTIC_NACK: Codes = {
  2: 'invalid source address',
  3: 'unknown target address',
  4: 'diagnostic message too large',
  5: 'out of memory',
  6: 'target unreachable',
  7: 'unknown network',
  8: 'transport protocol error',
};
const ACTIVATION_TYPE: Codes = { 0: 'default', 1: 'required by regulation', 224: 'central security' };
const POWER_MODE: Codes = { 0: 'not ready', 1: 'ready', 2: 'not supported' };
const FURTHER_ACTION: Codes = { 0: 'none', 16: 'routing activation for central security' };
const NODE_TYPE: Codes = { 0: 'gateway', 1: 'node' };

type Codes = Readonly<Record<number, string>>;

const VIN_BYTES = 17;
const MAC_BYTES = 6;

/** Entities announce themselves over and over: their numbers are most of what a capture without a dialogue holds. */
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => hexText(byte, 2));

/** A digit or a capital letter. */
const isVinCharacter = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a);

/** Payload of a message, as far as it was captured. */
class DoipPayload {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  has(length: number): boolean {
    return this.#bytes.length >= length;
  }

  /** Logical address in four hexadecimal digits; `????` where it was cut off. */
  address(at: number): string {
    return this.has(at + 2) ? hexText((this.#bytes[at] << 8) | this.#bytes[at + 1], 4) : '????';
  }

  /** `0x06 (unsupported activation type)`. */
  code(at: number, meanings: Codes): string {
    if (!this.has(at + 1)) return 'cut off';
    const code = this.#bytes[at];
    return `${prefixedHex(code, 2)} (${meanings[code] ?? 'unknown'})`;
  }

  number(at: number, size: number): number {
    let value = 0;
    for (let i = at; i < at + size; i++) value = value * 256 + (this.#bytes[i] ?? 0);
    return value;
  }

  /** `00:1A:37:BF:EE:74`. */
  mac(at: number): string {
    const bytes = this.#bytes;
    const end = Math.min(at + MAC_BYTES, bytes.length);
    let text = at < end ? HEX_BYTES[bytes[at]] : '';
    for (let i = at + 1; i < end; i++) text += `:${HEX_BYTES[bytes[i]]}`;
    return text;
  }

  vin(): string {
    const end = Math.min(VIN_BYTES, this.#bytes.length);
    let text = '';
    for (let i = 0; i < end; i++) {
      const byte = this.#bytes[i];
      if (!isVinCharacter(byte)) return 'none';
      text += String.fromCharCode(byte);
    }
    return text || 'none';
  }
}

const TEXTS: Readonly<Record<number, (payload: DoipPayload) => string>> = {
  [PayloadType.negativeAcknowledge]: (p) => `negative acknowledge: code ${p.code(0, HEADER_NACK)}`,
  [PayloadType.identificationRequest]: () => 'vehicle identification request',
  [PayloadType.identificationRequestByEid]: (p) => `vehicle identification request: EID ${p.mac(0)}`,
  [PayloadType.identificationRequestByVin]: (p) => `vehicle identification request: VIN ${p.vin()}`,
  [PayloadType.vehicleAnnouncement]: announcementText,
  [PayloadType.routingActivationRequest]: (p) =>
    `routing activation request: tester ${p.address(0)}, type ${p.code(2, ACTIVATION_TYPE)}`,
  [PayloadType.routingActivationResponse]: (p) =>
    `routing activation response: tester ${p.address(0)}, entity ${p.address(2)}, code ${p.code(4, ROUTING_ACTIVATION)}`,
  [PayloadType.aliveCheckRequest]: () => 'alive check request',
  [PayloadType.aliveCheckResponse]: (p) => `alive check response: tester ${p.address(0)}`,
  [PayloadType.entityStatusRequest]: () => 'entity status request',
  [PayloadType.entityStatusResponse]: (p) =>
    `entity status response: ${p.code(0, NODE_TYPE)}, ${p.number(2, 1)} of ${p.number(1, 1)} sockets open`,
  [PayloadType.powerModeRequest]: () => 'diagnostic power mode request',
  [PayloadType.powerModeResponse]: (p) => `diagnostic power mode response: ${p.code(0, POWER_MODE)}`,
  [PayloadType.diagnosticMessage]: () => 'diagnostic message cut off',
  [PayloadType.diagnosticAcknowledge]: (p) => `diagnostic message acknowledged: ${p.address(0)} to ${p.address(2)}`,
  [PayloadType.diagnosticNegativeAcknowledge]: (p) =>
    `diagnostic message refused: ${p.address(0)} to ${p.address(2)}, code ${p.code(4, DIAGNOSTIC_NACK)}`,
};

function announcementText(payload: DoipPayload): string {
  const ids = `VIN ${payload.vin()}, entity ${payload.address(17)}, EID ${payload.mac(19)}, GID ${payload.mac(25)}`;
  return `vehicle announcement: ${ids}, further action ${payload.code(31, FURTHER_ACTION)}`;
}

/** `DoIP 0x0006 routing activation response: tester 0E80, entity 1010, code 0x00 (denied: unknown source address)`. */
export function doipText(type: number, payload: Uint8Array): string {
  const describe = TEXTS[type] ?? (() => `payload of ${payload.length} bytes`);
  return `DoIP ${prefixedHex(type, 4)} ${describe(new DoipPayload(payload))}`;
}

/** Where the payload names the logical address of who sent it; -1 where it does not. */
export function senderAddressAt(type: number): number {
  if (type === PayloadType.vehicleAnnouncement) return 17;
  if (type === PayloadType.routingActivationResponse) return 2;
  const isFirst = SENDER_FIRST.has(type);
  return isFirst ? 0 : -1;
}

const SENDER_FIRST = new Set<number>([
  PayloadType.routingActivationRequest,
  PayloadType.aliveCheckResponse,
  PayloadType.diagnosticMessage,
  PayloadType.diagnosticAcknowledge,
  PayloadType.diagnosticNegativeAcknowledge,
]);
