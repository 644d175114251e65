import type { RecordCut } from '../record-cut.ts';
import { isMarker, MARKER_BYTES, STORAGE_FAMILY } from './marker.ts';
import { declaredLength } from './message-reader.ts';
import { BASE_HEADER_BYTES_V2 } from './message-v2.ts';
import { STORAGE_V1_BYTES, STORAGE_V2_FIXED_BYTES } from './storage-header.ts';
import { startsWithStorageHeader } from './stream-layout.ts';

/** A record begins where a storage header stands and the length behind it leads to another one: a payload may hold one. */
export const STORAGE_CUT: RecordCut = {
  fits: startsWithStorageHeader,
  find(bytes, from) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const last = bytes.length - MARKER_BYTES;
    for (let at = from; at <= last; at++) {
      if (bytes[at] === 0x44 && isMarker(view, at, STORAGE_FAMILY) && leadsToAnother(view, at)) return at;
    }
    return -1;
  },
};

function leadsToAnother(view: DataView, at: number): boolean {
  const isV1 = view.getUint8(at + 3) === 1;
  const fixed = isV1 ? STORAGE_V1_BYTES : STORAGE_V2_FIXED_BYTES;
  if (at + fixed > view.byteLength) return false;
  const header = at + fixed + (isV1 ? 0 : view.getUint8(at + 13));
  if (header + BASE_HEADER_BYTES_V2 > view.byteLength) return false;
  const next = header + declaredLength(view, header);
  return next + MARKER_BYTES <= view.byteLength && isMarker(view, next, STORAGE_FAMILY);
}
