const HIGH_BITS = 0x80808080 | 0;
const ONES = 0x01010101;

/**
 * The place of the first byte in `[from, to)` that is NUL or not ASCII, else `to`. Whole words at a time: taking 1 from
 * each byte sets its high bit only for NUL, or-ing the bytes themselves for anything above 0x7f. The last words overlap
 * those before, so that the usual string, with its NUL at the very end, is never looked at byte by byte.
 */
export function endOfPlainText(view: DataView, from: number, to: number): number {
  const end = to > from && view.getUint8(to - 1) === 0 ? to - 1 : to;
  let at = from;
  while (at + 16 <= end && isPlain(view, at)) at += 16;
  if (at + 16 > end && end - 16 >= from && isPlain(view, end - 16)) return end;
  for (; at < to; at++) {
    const byte = view.getUint8(at);
    if (byte === 0 || byte > 0x7f) break;
  }
  return at;
}

/** False when none of the word's four bytes is NUL or beyond ASCII. */
export const mayEndPlainText = (word: number): boolean => (((word - ONES) | word) & HIGH_BITS) !== 0;

function isPlain(view: DataView, at: number): boolean {
  const a = view.getInt32(at, true);
  const b = view.getInt32(at + 4, true);
  const c = view.getInt32(at + 8, true);
  const d = view.getInt32(at + 12, true);
  return (((a - ONES) | a | (b - ONES) | b | (c - ONES) | c | (d - ONES) | d) & HIGH_BITS) === 0;
}

/** Strings are NUL-terminated inside their length; what follows the NUL is left over from the writer's buffer. */
export function endOfString(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === 0) return at;
  return to;
}

/** DLT's string coding bits cannot be trusted, so the bytes decide. A character cut at the end still counts as UTF-8. */
export function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const lead = bytes[at++];
    if (lead < 0x80) continue;
    const more = continuationBytes(lead);
    if (more === 0) return false;
    for (let i = 0; i < more && at < to; i++, at++) if ((bytes[at] & 0xc0) !== 0x80) return false;
  }
  return true;
}

function continuationBytes(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 1;
  return lead < 0xf0 ? 2 : 3;
}
