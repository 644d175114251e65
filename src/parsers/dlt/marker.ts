/**
 * The word that opens a framed message, without its last byte (the version, 1 or 2): `DLT` of a storage header,
 * `DLS` of a serial header.
 */
export const STORAGE_FAMILY = 0x444c5400;
export const SERIAL_FAMILY = 0x444c5300;
export type MarkerFamily = typeof STORAGE_FAMILY | typeof SERIAL_FAMILY;
export const MARKER_BYTES = 4;
/** `DLT` and version 1. */
export const STORAGE_V1 = STORAGE_FAMILY | 1;
/**
 * A message as long as this may have swallowed others, and is looked at twice. Above what most take, so that it costs nothing; a
 * shorter lie swallows a message or two.
 */
export const SUSPICIOUS_BYTES = 256;

/** Needs `MARKER_BYTES` bytes at `at`. */
export function isMarker(view: DataView, at: number, family: MarkerFamily): boolean {
  const version = view.getInt32(at) ^ family;
  return version === 1 || version === 2;
}

/** The first marker that starts in `[from, to)`, or -1; `to + 3` bytes must be there. */
export function findMarker(view: DataView, range: { from: number; to: number }, family: MarkerFamily): number {
  const { from, to } = range;
  for (let at = from; at < to; at++) {
    if (view.getUint8(at) === 0x44 && isMarker(view, at, family)) return at;
  }
  return -1;
}
