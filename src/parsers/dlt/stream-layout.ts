import { bareMessageEnd, NEEDS_MORE, NO_HEADER } from './bare-header.ts';
import { findMarker, isMarker, MARKER_BYTES, type MarkerFamily, SERIAL_FAMILY, STORAGE_FAMILY } from './marker.ts';
import { declaredLength, protocolVersion } from './message-reader.ts';
import { BASE_HEADER_BYTES_V2 } from './message-v2.ts';
import { SERIAL_BYTES, STORAGE_V1_BYTES } from './storage-header.ts';

/** How messages stand in the stream, and how sure that is (0 to 1). */
interface StreamLayout {
  framing: MarkerFamily | 'bare';
  confidence: number;
}

/** A magic at the very start. */
const CERTAIN = 1;
/** A chain of headers that only plausibility holds together. */
const CHAINED = 0.8;
/** One message that fills the file to the byte. */
const SINGLE = 0.7;
/** A marker with a sound header behind foreign bytes: a log that lost its beginning. */
const BURIED = 0.6;
const NONE: StreamLayout = { framing: STORAGE_FAMILY, confidence: 0 };

/** So many messages in a row are no accident: what breaks the chain behind them is damage. */
const LONG_CHAIN = 8;
/** In text the high byte of LEN would be a letter or a line end (at least 0x09); a log has short messages too. */
const MIN_TEXT_LENGTH = 0x0900;

export function findLayout(head: Uint8Array): StreamLayout {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (startsWithStorageHeader(head)) return { framing: STORAGE_FAMILY, confidence: CERTAIN };
  if (isSerial(view)) return { framing: SERIAL_FAMILY, confidence: CERTAIN };
  const chained = chainConfidence(view);
  if (chained > 0) return { framing: 'bare', confidence: chained };
  if (hasBuriedMessage(view)) return { framing: STORAGE_FAMILY, confidence: BURIED };
  return hasBuriedSerial(view) ? { framing: SERIAL_FAMILY, confidence: BURIED } : NONE;
}

/** The magic alone decides: no more of the file is needed. */
export function startsWithStorageHeader(head: Uint8Array): boolean {
  if (head.length < MARKER_BYTES) return false;
  return isMarker(new DataView(head.buffer, head.byteOffset, head.byteLength), 0, STORAGE_FAMILY);
}

/** One letter apart from a storage header, so one damaged byte must not decide: storage headers behind it overrule it. */
function isSerial(view: DataView): boolean {
  if (view.byteLength < MARKER_BYTES || !isMarker(view, 0, SERIAL_FAMILY)) return false;
  if (view.byteLength < SERIAL_BYTES + BASE_HEADER_BYTES_V2) return true;
  const next = SERIAL_BYTES + declaredLength(view, SERIAL_BYTES);
  const isConfirmed = next + MARKER_BYTES <= view.byteLength && isMarker(view, next, SERIAL_FAMILY);
  return isConfirmed || !hasBuriedMessage(view);
}

/** Every message must lead to the next one, up to the end of `head` (which may be cut anywhere) or to damage. */
function chainConfidence(view: DataView): number {
  const limit = view.byteLength;
  let at = 0;
  let messages = 0;
  let shortest = Number.MAX_SAFE_INTEGER;
  while (at < limit) {
    const end = bareMessageEnd(view, at, limit);
    if (end === NO_HEADER && messages < LONG_CHAIN) return 0;
    if (end === NO_HEADER || end === NEEDS_MORE || end > limit) break;
    messages++;
    shortest = Math.min(shortest, end - at);
    at = end;
  }
  if (messages === 0 || shortest >= MIN_TEXT_LENGTH) return 0;
  if (messages > 1) return CHAINED;
  return at === limit ? SINGLE : 0;
}

function hasBuriedMessage(view: DataView): boolean {
  const to = view.byteLength - STORAGE_V1_BYTES - MARKER_BYTES;
  for (let from = 0; from < to; ) {
    const at = findMarker(view, { from, to }, STORAGE_FAMILY);
    if (at < 0) return false;
    if (isSoundMessage(view, at + STORAGE_V1_BYTES)) return true;
    from = at + MARKER_BYTES;
  }
  return false;
}

/** A line that showed a console first: a message with a serial header that leads to the next, as no text does. */
function hasBuriedSerial(view: DataView): boolean {
  const to = view.byteLength - SERIAL_BYTES - MARKER_BYTES;
  for (let from = 0; from < to; ) {
    const at = findMarker(view, { from, to }, SERIAL_FAMILY);
    if (at < 0) return false;
    if (isSoundMessage(view, at + SERIAL_BYTES) && leadsToSerial(view, at)) return true;
    from = at + MARKER_BYTES;
  }
  return false;
}

function leadsToSerial(view: DataView, at: number): boolean {
  const next = at + SERIAL_BYTES + declaredLength(view, at + SERIAL_BYTES);
  return next + MARKER_BYTES <= view.byteLength && isMarker(view, next, SERIAL_FAMILY);
}

function isSoundMessage(view: DataView, header: number): boolean {
  return protocolVersion(view.getUint8(header)) === 1 && declaredLength(view, header) >= MARKER_BYTES;
}
