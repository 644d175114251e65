import { decodeText } from '../decode-text.ts';
import type { NamedMessage, ValueType } from './message-catalogue.ts';

/** A hostile length names no more than there is. */
const MAX_SHOWN = 64;

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

/** Undefined where the payload has no room for it. */
function readValue(type: ValueType, place: Place): { text: string; end: number } | undefined {
  const begin = type.count === 'sent' ? place.at + 2 : place.at;
  const left = place.payload.byteLength - begin;
  if (left < 0 || type.bytes <= 0 || (left === 0 && type.count !== 'sent')) return undefined;
  const isNumber = type.kind !== 'string' && type.kind !== 'raw';
  if (isNumber && type.count !== 'sent' && wantedOf(type, place) * type.bytes > left) return undefined;
  const end = begin + Math.min(wantedOf(type, place) * type.bytes, left);
  const text = textOf(type, { ...place, at: begin }, end);
  return { text: type.unit ? `${text} ${type.unit}` : text, end };
}

/** How many the message says to have. */
function wantedOf({ count }: ValueType, { payload, at, isLittleEndian }: Place): number {
  if (count === 'one') return 1;
  if (count === 'rest') return payload.byteLength;
  return count === 'sent' ? payload.getUint16(at, isLittleEndian) : count;
}

function textOf(type: ValueType, place: Place, end: number): string {
  const { payload, at } = place;
  const bytes = new Uint8Array(payload.buffer, payload.byteOffset + at, end - at);
  if (type.kind === 'string') return stringOf(bytes, type, place.isLittleEndian);
  if (type.kind === 'raw') return hexOf(bytes.subarray(0, MAX_SHOWN));
  const numbers = Math.min(Math.floor(bytes.length / type.bytes), MAX_SHOWN);
  return Array.from({ length: numbers }, (_, n) => valueText(type, { ...place, at: at + n * type.bytes })).join(' ');
}

/** Up to its zero. */
function stringOf(bytes: Uint8Array, { bytes: unit }: ValueType, isLittleEndian: boolean): string {
  if (unit === 2) {
    const text = new TextDecoder(isLittleEndian ? 'utf-16le' : 'utf-16be').decode(bytes);
    return text.split('\0', 1)[0];
  }
  const nul = bytes.indexOf(0);
  return decodeText(nul < 0 ? bytes : bytes.subarray(0, nul), false);
}

function valueText(type: ValueType, place: Place): string {
  const written = numberText(type, place);
  return (type.texts?.size && type.texts.get(Number(written))) || written;
}

function numberText({ kind, bytes, texts }: ValueType, { payload, at, isLittleEndian }: Place): string {
  if (kind === 'bool' && !texts?.size) return payload.getUint8(at) === 0 ? 'false' : 'true';
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
