import { CR, EQUALS, findByte, isDigit, LF } from '../lines/ascii.ts';

/** A field of an entry, as places in the window. */
export interface ExportField {
  nameStart: number;
  nameEnd: number;
  valueStart: number;
  valueEnd: number;
  /** Behind the field's last newline. */
  next: number;
}

/** `need-more` when the field may go on past `end`; `invalid` when no field stands there. */
export type FieldOutcome = 'field' | 'need-more' | 'invalid';

/** systemd's own limit for a field's name. */
const MAX_NAME_BYTES = 64;
const LENGTH_BYTES = 8;

/**
 * Reads the field at `at` of the journal export format (systemd.io/JOURNAL_EXPORT_FORMATS): `NAME=value\n`, or
 * `NAME\n`, eight bytes of length (little endian), the value, `\n`. A text never ends with a carriage return of its own:
 * where one does, the export was copied as text. Lengths mean nothing then. `valueEnd` may lie past `end` with `need-more`: the
 * length is then what the file says and nothing more.
 */
export function readField(bytes: Uint8Array, [at, end]: readonly [number, number], field: ExportField): FieldOutcome {
  const nameEnd = skipName(bytes, at, end);
  field.nameStart = at;
  field.nameEnd = nameEnd;
  field.valueStart = field.valueEnd = nameEnd;
  if (nameEnd === end) return nameEnd - at > MAX_NAME_BYTES ? 'invalid' : 'need-more';
  if (nameEnd === at || (bytes[nameEnd] !== EQUALS && bytes[nameEnd] !== LF)) return 'invalid';
  return bytes[nameEnd] === EQUALS ? readText(bytes, end, field) : readBinary(bytes, end, field);
}

function readText(bytes: Uint8Array, end: number, field: ExportField): FieldOutcome {
  field.valueStart = field.nameEnd + 1;
  field.valueEnd = findByte(bytes, LF, [field.valueStart, end]);
  field.next = field.valueEnd + 1;
  if (field.valueEnd === end) return 'need-more';
  if (bytes[field.valueEnd - 1] === CR) field.valueEnd--;
  return 'field';
}

function readBinary(bytes: Uint8Array, end: number, field: ExportField): FieldOutcome {
  field.valueStart = field.nameEnd + 1 + LENGTH_BYTES;
  if (field.valueStart > end) {
    field.valueEnd = field.valueStart;
    return 'need-more';
  }
  let length = 0;
  for (let i = 1; i <= LENGTH_BYTES; i++) length = length * 256 + bytes[field.valueStart - i];
  field.valueEnd = field.valueStart + length;
  field.next = field.valueEnd + 1;
  if (field.valueEnd >= end) return 'need-more';
  return bytes[field.valueEnd] === LF ? 'field' : 'invalid';
}

function skipName(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isNameByte(bytes[at])) at++;
  return at;
}

function isNameByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || isDigit(byte);
}
