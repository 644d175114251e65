import { decodeText } from '../decode-text.ts';
import { Level } from '../record-batch.ts';
import type { FieldCursor } from './field-cursor.ts';

/** `diagnostic_msgs/DiagnosticStatus`: OK, WARN, ERROR, STALE (nothing was heard of it). */
const LEVELS: readonly number[] = [Level.info, Level.warn, Level.error, Level.warn];
const OK = 0;
/** More values tell a reader nothing. */
const MAX_SHOWN_VALUES = 32;
const MAX_SHOWN_BYTES = 256;

/** One part of a vehicle and how it is, by its places in the window. */
export class DiagnosticStatus {
  level = 0;
  nameStart = 0;
  nameEnd = 0;
  hardwareStart = 0;
  hardwareEnd = 0;
  textStart = 0;
  textEnd = 0;
  /** The message with the values that stand beside it, where something is wrong; else undefined: the message says it all. */
  text: string | undefined;

  /** Level, name, message, hardware id, values. */
  read(fields: FieldCursor, bytes: Uint8Array): boolean {
    const level = fields.u8();
    this.level = LEVELS[level] ?? Level.none;
    fields.string();
    this.nameStart = fields.textStart;
    this.nameEnd = fields.textEnd;
    fields.string();
    this.textStart = fields.textStart;
    this.textEnd = fields.textEnd;
    fields.string();
    this.hardwareStart = fields.textStart;
    this.hardwareEnd = fields.textEnd;
    const values = this.#readValues(fields, level === OK ? undefined : bytes);
    this.text = values.length > 0 ? `${textIn(bytes, this.textStart, this.textEnd)} (${values.join(', ')})` : undefined;
    return fields.isSound;
  }

  /** Passes over all pairs of key and value; `bytes` is where those to be shown are. */
  #readValues(fields: FieldCursor, bytes: Uint8Array | undefined): string[] {
    const shown: string[] = [];
    const count = fields.u32();
    for (let n = 0; n < count && fields.isSound; n++) {
      fields.string();
      const { textStart, textEnd } = fields;
      fields.string();
      if (!bytes || n >= MAX_SHOWN_VALUES || !fields.isSound) continue;
      shown.push(`${textIn(bytes, textStart, textEnd)}: ${textIn(bytes, fields.textStart, fields.textEnd)}`);
    }
    return shown;
  }
}

const textIn = (bytes: Uint8Array, start: number, end: number): string =>
  decodeText(bytes.subarray(start, Math.min(end, start + MAX_SHOWN_BYTES)), false);
