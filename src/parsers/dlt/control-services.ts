import type { TextSink } from '../text-sink.ts';
import type { MessageFrame } from './message-frame.ts';

/** Service ids of control messages (PRS_LogAndTraceProtocol "Control messages"; 0xf01 and up are dlt-daemon's own). */
const SERVICES = new Map([
  [0x01, 'set_log_level'],
  [0x02, 'set_trace_status'],
  [0x03, 'get_log_info'],
  [0x04, 'get_default_log_level'],
  [0x05, 'store_config'],
  [0x06, 'reset_to_factory_default'],
  [0x07, 'set_com_interface_status'],
  [0x08, 'set_com_interface_max_bandwidth'],
  [0x09, 'set_verbose_mode'],
  [0x0a, 'set_message_filtering'],
  [0x0b, 'set_timing_packets'],
  [0x0c, 'get_local_time'],
  [0x0d, 'use_ecu_id'],
  [0x0e, 'use_session_id'],
  [0x0f, 'use_timestamp'],
  [0x10, 'use_extended_header'],
  [0x11, 'set_default_log_level'],
  [0x12, 'set_default_trace_status'],
  [0x13, 'get_software_version'],
  [0x14, 'message_buffer_overflow'],
  [0x23, 'buffer_overflow_notification'],
  [0xf01, 'unregister_context'],
  [0xf02, 'connection_info'],
  [0xf03, 'timezone'],
  [0xf04, 'marker'],
]);
const GET_SOFTWARE_VERSION = 0x13;
const CONNECTION_INFO = 0xf02;
const TIMEZONE = 0xf03;

/** Status byte of a response. */
const STATUSES = new Map([
  [0, 'ok'],
  [1, 'not_supported'],
  [2, 'error'],
  [8, 'no_matching_context_id'],
]);
const RESPONSE = 2;

/** MTIN 2: the first byte behind the service id is a status. */
interface ControlContent {
  service: number;
  isOk: boolean;
  /** First byte behind service id and status. */
  at: number;
}

/**
 * A control message as dlt-viewer shows it: `[set_log_level ok] 01 02`, with the software version, connection and time
 * zone in words. Returns false when the payload is too short for a service id.
 */
export function writeControl(frame: MessageFrame, text: TextSink): boolean {
  const { payload, end, view } = frame;
  if (payload + 4 > end) {
    text.hexDump(frame.bytes, { from: payload, to: end });
    return false;
  }
  const service = view.getUint32(payload, frame.isLittleEndian);
  // In pieces: a text put together first cost more than all else of a control message.
  text.ascii('[');
  text.ascii(SERVICES.get(service) ?? `service(${service})`);
  const hasStatus = frame.typeInfo === RESPONSE && payload + 4 < end;
  const status = hasStatus ? frame.bytes[payload + 4] : 0;
  if (hasStatus) {
    text.space();
    text.ascii(STATUSES.get(status) ?? String(status));
  }
  text.ascii(']');
  writeContent({ service, isOk: hasStatus && status === 0, at: payload + (hasStatus ? 5 : 4) }, frame, text);
  return true;
}

function writeContent(content: ControlContent, frame: MessageFrame, text: TextSink): void {
  const { service, isOk, at } = content;
  const size = frame.end - at;
  if (size === 0) return;
  text.space();
  if (isOk && service === GET_SOFTWARE_VERSION && size > 4) writeVersion(at, frame, text);
  else if (isOk && service === CONNECTION_INFO && size === 5) writeConnection(at, frame, text);
  else if (isOk && service === TIMEZONE && size === 5) writeTimezone(at, frame, text);
  else text.hexDump(frame.bytes, { from: at, to: frame.end });
}

/** Length u32, then text. */
function writeVersion(at: number, frame: MessageFrame, text: TextSink): void {
  const length = frame.view.getUint32(at, frame.isLittleEndian);
  const to = Math.min(at + 4 + length, frame.end);
  text.text(frame.view, at + 4, to);
}

/** State u8 (1 disconnected, 2 connected), then the id of the communication interface. */
function writeConnection(at: number, frame: MessageFrame, text: TextSink): void {
  const state = frame.bytes[at];
  text.ascii(state === 1 ? 'disconnected ' : state === 2 ? 'connected ' : 'unknown ');
  text.text(frame.view, at + 1, frame.end);
}

/** Seconds east of UTC i32, daylight saving u8. */
function writeTimezone(at: number, frame: MessageFrame, text: TextSink): void {
  text.integer(frame.view.getInt32(at, frame.isLittleEndian));
  text.ascii(frame.bytes[at + 4] ? ' s DST' : ' s');
}
