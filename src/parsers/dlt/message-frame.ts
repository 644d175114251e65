import type { Window } from '../record-batch.ts';

/** MSTP 3; 0 is a log message, 1 an application trace, 2 a network trace. */
export const CONTROL_MESSAGE = 3;

/**
 * Where one message lies: the framing fills the first half (places in the window, what its storage header says), the
 * message header the second. One object per stream, refilled for each message.
 */
export class MessageFrame {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** First byte of the record, storage header included. */
  start = 0;
  /** First byte of the standard header (HTYP). */
  header = 0;
  end = 0;
  /** Storage time, microseconds since 1970; NaN without a storage header. */
  timeUs = Number.NaN;
  /** ECU id of the storage header as a big-endian word; 0 when there is none. */
  ecu = 0;
  /** ECU id of a v2 storage header, which may be longer than a word. */
  ecuName = '';
  /** The v2 writer that stores its header integers in host order (dlt-daemon 3.x). */
  isHeaderLittleEndian = false;

  payload = 0;
  isLittleEndian = true;
  /** NOAR: how many arguments the writer declares. */
  declaredArguments = 0;
  /** MTIN: meaning depends on the message type. */
  typeInfo = 0;

  see(window: Window): void {
    const { bytes } = window;
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
