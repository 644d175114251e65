import { Flag, type RecordBatch } from '../../record-batch.ts';
import type { SourceTable } from '../../source-table.ts';
import { type CarriedMessage, type MessageProtocol, openRecord, type RecordPlace } from '../carried-message.ts';
import type { Host } from '../ip/hosts.ts';
import { hexText, prefixedHex, setText } from '../text-record.ts';
import { discoveryText, SD_METHOD, SD_SERVICE } from './service-discovery.ts';
import { MESSAGE_TYPES, SEGMENT_FLAG, SOMEIP_HEADER_BYTES, someIpLengthAt } from './someip-header.ts';

/** AUTOSAR PRS_SOMEIPProtocol; 0x20 and above belong to the service. */
const RETURN_CODES: readonly string[] = [
  'E_OK',
  'E_NOT_OK',
  'E_UNKNOWN_SERVICE',
  'E_UNKNOWN_METHOD',
  'E_NOT_READY',
  'E_NOT_REACHABLE',
  'E_TIMEOUT',
  'E_WRONG_PROTOCOL_VERSION',
  'E_WRONG_INTERFACE_VERSION',
  'E_MALFORMED_MESSAGE',
  'E_WRONG_MESSAGE_TYPE',
  'E_E2E_REPEATED',
  'E_E2E_WRONG_SEQUENCE',
  'E_E2E',
  'E_E2E_NOT_AVAILABLE',
  'E_E2E_NO_NEW_DATA',
];

const SEGMENT_HEADER_BYTES = 4;
/** The four low bits of a segment's header; the lowest one says that more follow. */
const SEGMENT_BITS = 0x0f;

/** Scalable service-oriented middleware over IP: each message is a text record of its sender and service. */
export class SomeIpProtocol implements MessageProtocol {
  readonly lengthAt = someIpLengthAt;
  readonly #sources: SourceTable;

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  append(message: CarriedMessage, place: RecordPlace, out: RecordBatch): boolean {
    const i = openRecord(out, place);
    if (message.isCut) out.flags[i] |= Flag.textCut;
    out.source[i] = this.#sourceOf(message.host, message.view.getUint16(message.from));
    setText(out, i, textOf(message));
    return true;
  }

  #sourceOf(host: Host, service: number): number {
    const known = host.services.get(service);
    if (known !== undefined) return known;
    const source = this.#sources.intern(host.name, 'SOME/IP', service === SD_SERVICE ? 'SD' : hexText(service, 4));
    host.services.set(service, source);
    return source;
  }
}

/** `SOME/IP 0x1234.0x0421 error E_NOT_READY (0x04), client 17, session 3, 0 bytes`. */
function textOf({ view, from, to, receiver }: CarriedMessage): string {
  const service = view.getUint16(from);
  const method = view.getUint16(from + 2);
  const at = from + SOMEIP_HEADER_BYTES;
  if (service === SD_SERVICE && method === SD_METHOD) {
    const relation = `session ${view.getUint16(from + 10)} to ${receiver?.name ?? 'its peer'}`;
    return `SOME/IP-SD ${relation}${discoveryText(view, at, to)}`;
  }
  const type = view.getUint8(from + 14);
  const name = `${MESSAGE_TYPES[type & ~SEGMENT_FLAG]}${type & SEGMENT_FLAG ? segmentText(view, at, to) : ''}`;
  const caller = `client ${view.getUint16(from + 8)}, session ${view.getUint16(from + 10)}`;
  const code = codeText(view.getUint8(from + 15));
  const id = `${prefixedHex(service, 4)}.${prefixedHex(method, 4)}`;
  return `SOME/IP ${id} ${name} ${code}, ${caller}, ${view.getUint32(from + 4) - 8} bytes`;
}

/** 0 stands in nearly every message: its number would only be noise. */
function codeText(code: number): string {
  if (code === 0) return RETURN_CODES[0];
  return `${RETURN_CODES[code] ?? 'return code'} (${prefixedHex(code, 2)})`;
}

function segmentText(view: DataView, at: number, end: number): string {
  if (at + SEGMENT_HEADER_BYTES > end) return ' segment';
  const word = view.getUint32(at);
  return ` ${word & 1 ? 'segment' : 'last segment'} at ${(word & ~SEGMENT_BITS) >>> 0}`;
}
