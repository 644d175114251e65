import type { SourceTable } from '../source-table.ts';
import { type MessageProtocol, NO_MESSAGE } from './carried-message.ts';
import { DLT_PORT, DltProtocol, dltLengthAt } from './dlt-protocol.ts';
import { isDoipAt } from './doip/doip-header.ts';
import { DoipProtocol } from './doip/doip-protocol.ts';
import type { Payload } from './payload.ts';
import { SomeIpProtocol } from './someip/someip-protocol.ts';

/** HTYP as every writer of DLT over a network has it: version 1, extended header, ECU id. */
const USUAL_HTYP_MASK = 0xe5;
const USUAL_HTYP = 0x25;
const SERIAL_LETTER = 0x44;

export interface Ports {
  source: number;
  destination: number;
}

/** Finds out what UDP and TCP carry: by content, for vehicles use any port; DLT alone says too little of itself. */
export class CarriedProtocols {
  readonly #doip: DoipProtocol;
  readonly #someIp: SomeIpProtocol;
  readonly #dlt: DltProtocol;

  constructor(sources: SourceTable) {
    this.#doip = new DoipProtocol(sources);
    this.#someIp = new SomeIpProtocol(sources);
    this.#dlt = new DltProtocol(sources);
  }

  /** The protocol whose messages fill the datagram. */
  ofDatagram(payload: Payload, ports: Ports): MessageProtocol | undefined {
    if (isDoipAt(payload.view, payload.at, payload.end)) return this.#doip;
    if (isFilledBy(this.#someIp, payload)) return this.#someIp;
    return this.#isDlt(payload, ports) ? this.#dlt : undefined;
  }

  /** The protocol of a TCP stream, of which a message may begin with this payload. */
  ofStream(payload: Payload, ports: Ports): MessageProtocol | undefined {
    const { view, at, end } = payload;
    if (isDoipAt(view, at, end)) return this.#doip;
    if (this.#someIp.lengthAt(view, at, end) > 0) return this.#someIp;
    return this.#isDlt(payload, ports) ? this.#dlt : undefined;
  }

  #isDlt(payload: Payload, { source, destination }: Ports): boolean {
    const { bytes, view, at, end } = payload;
    if (dltLengthAt(view, at, end) <= 0) return false;
    if (source === DLT_PORT || destination === DLT_PORT || bytes[at] === SERIAL_LETTER) return true;
    return (bytes[at] & USUAL_HTYP_MASK) === USUAL_HTYP && isFilledBy(this.#dlt, payload);
  }
}

/** Do messages follow each other to the very end? */
function isFilledBy(protocol: MessageProtocol, { view, at, end, missing }: Payload): boolean {
  let next = at;
  while (next < end) {
    const length = protocol.lengthAt(view, next, end);
    if (length === NO_MESSAGE) return false;
    if (length <= 0) return missing > 0 && next > at;
    next += length;
  }
  return next === end + missing || (missing > 0 && next > end && next < end + missing);
}
