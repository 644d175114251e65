import type { MessageFrame } from './message-frame.ts';

/** Magic, seconds u32 LE, microseconds i32 LE, ECU id. */
export const STORAGE_V1_BYTES = 16;
/** Magic, 9 bytes of time, length of the ECU id; the id follows. */
export const STORAGE_V2_FIXED_BYTES = 14;
export const SERIAL_BYTES = 4;

/** 2 ** 33 s is the year 2242: a time beyond it was read in the wrong layout. */
const MAX_PLAUSIBLE_SECONDS = 2 ** 33;

export function readStorageV1(frame: MessageFrame, at: number): void {
  const { view } = frame;
  frame.timeUs = view.getUint32(at + 4, true) * 1e6 + view.getInt32(at + 8, true);
  frame.ecu = view.getInt32(at + 12);
  frame.ecuName = '';
  frame.header = at + STORAGE_V1_BYTES;
}

/** Needs the fixed part and the ECU id to be there. */
export function readStorageV2(frame: MessageFrame, at: number): void {
  const { view } = frame;
  const header = at + STORAGE_V2_FIXED_BYTES + view.getUint8(at + 13);
  frame.timeUs = storageTimeV2(view, at + 4);
  frame.ecu = 0;
  frame.ecuName = new TextDecoder('latin1').decode(frame.bytes.subarray(at + STORAGE_V2_FIXED_BYTES, header));
  frame.header = header;
}

/**
 * Two public layouts share the same 9 bytes: dlt-daemon 3.x writes seconds in 5 bytes BE then nanoseconds LE, dlt-viewer
 * reads nanoseconds LE then seconds in 5 bytes LE. Read the wrong way round, the seconds come out beyond any calendar.
 */
function storageTimeV2(view: DataView, at: number): number {
  const daemon = {
    seconds: view.getUint8(at) * 2 ** 32 + view.getUint32(at + 1),
    nanoseconds: view.getUint32(at + 5, true),
  };
  const viewer = {
    nanoseconds: view.getUint32(at, true),
    seconds: view.getUint8(at + 8) * 2 ** 32 + view.getUint32(at + 4, true),
  };
  const time = [daemon, viewer].find((each) => each.seconds < MAX_PLAUSIBLE_SECONDS && each.nanoseconds < 1e9);
  return time ? time.seconds * 1e6 + Math.floor(time.nanoseconds / 1000) : Number.NaN;
}
