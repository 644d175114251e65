import { decodeText } from '../decode-text.ts';
import type { NamedMessage, ValueType } from './message-catalogue.ts';

/** A hostile length names no more than there is. */
const MAX_RAW_SHOWN = 64;

/** The text of a message, its values in their places; ends where the payload does. */
export function textOfMessage({ parts }: NamedMessage, payload: DataView, isLittleEndian: boolean): string {
  const words: string[] = [];
  let at = 0;
  for (const part of parts) {
    if ('text' in part) {
      words.push(part.text);
      continue;
    }
    const value = readValue(part.value, { payload, at, isLittleEndian });
    if (value === undefined) break;
    words.push(value.text);
    at = value.end;
  }
  return words.join(' ');
}

interface Place {
  payload: DataView;
  at: number;
  isLittleEndian: boolean;
}

function readValue({ kind, bytes }: ValueType, place: Place): { text: string; end: number } | undefined {
  const { payload, at } = place;
  if (kind === 'string' || kind === 'raw') return readCounted(kind, place);
  if (bytes === 0 || at + bytes > payload.byteLength) return undefined;
  return { text: numberText(kind, bytes, place), end: at + bytes };
}

/** Two bytes of length, then the bytes. */
function readCounted(kind: 'string' | 'raw', { payload, at, isLittleEndian }: Place) {
  if (at + 2 > payload.byteLength) return undefined;
  const end = Math.min(at + 2 + payload.getUint16(at, isLittleEndian), payload.byteLength);
  const bytes = new Uint8Array(payload.buffer, payload.byteOffset + at + 2, end - at - 2);
  const nul = bytes.indexOf(0);
  const text =
    kind === 'string'
      ? decodeText(nul < 0 ? bytes : bytes.subarray(0, nul), false)
      : hexOf(bytes.subarray(0, MAX_RAW_SHOWN));
  return { text, end };
}

function numberText(kind: ValueType['kind'], bytes: number, { payload, at, isLittleEndian }: Place): string {
  if (kind === 'bool') return payload.getUint8(at) === 0 ? 'false' : 'true';
  if (kind === 'float') {
    if (bytes === 4) return String(payload.getFloat32(at, isLittleEndian));
    return bytes === 8 ? String(payload.getFloat64(at, isLittleEndian)) : '?';
  }
  return String(kind === 'sint' ? BigInt.asIntN(bytes * 8, wholeAt(bytes)) : wholeAt(bytes));

  function wholeAt(count: number): bigint {
    let value = 0n;
    for (let n = 0; n < count; n++) {
      const byte = payload.getUint8(isLittleEndian ? at + count - 1 - n : at + n);
      value = (value << 8n) | BigInt(byte);
    }
    return value;
  }
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
