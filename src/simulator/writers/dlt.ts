import { type DltArgument, encodeArgument } from './dlt-arguments.ts';

export type { DltArgument } from './dlt-arguments.ts';

export const DLT_LEVELS = { fatal: 1, error: 2, warn: 3, info: 4, debug: 5, verbose: 6 } as const;
export type DltLevel = keyof typeof DLT_LEVELS;

/** What every DLT v1 message carries around its payload. Ids are 1 to 4 ASCII characters. */
interface DltEnvelope {
  /** Storage header: microseconds since 1970. */
  timeUs: number;
  ecu: string;
  /** MCNT; wraps at 256. */
  counter?: number;
  /** TMSP in ticks of 0.1 ms since the ECU's boot; left out of the header when undefined. */
  tick?: number;
  sessionId?: number;
  bigEndian?: boolean;
  /** Leave the ECU id to the storage header (HTYP WEID off). */
  ecuInStorageOnly?: boolean;
}

export interface DltLogMessage extends DltEnvelope {
  app: string;
  context: string;
  level: DltLevel;
  arguments: readonly DltArgument[];
  /** NOAR as written, for writers that lie about it. */
  declaredArguments?: number;
}

export interface DltControlMessage extends DltEnvelope {
  app?: string;
  context?: string;
  serviceId: number;
  /** Undefined: a request; otherwise a response with this status byte. */
  status?: number;
  data?: Uint8Array;
}

interface DltNonVerboseMessage extends DltEnvelope {
  messageId: number;
  data?: Uint8Array;
  /** With an extended header. */
  app?: string;
  context?: string;
  level?: DltLevel;
}

/** The parts of a message that differ between the kinds. */
interface DltBody {
  extended: { msin: number; arguments: number; app: string; context: string } | null;
  payload: Uint8Array;
}

const HTYP = { extended: 1, bigEndian: 2, ecu: 4, session: 8, timestamp: 16, version1: 1 << 5 } as const;
const STORAGE_HEADER_BYTES = 16;
const EXTENDED_HEADER_BYTES = 10;
/** LEN is 16 bits and counts everything behind the storage header. */
const MAX_LEN = 0xffff;
/** Leaves room for the largest header and the string's own 7 bytes. */
const MAX_STRING_BYTES = MAX_LEN - 64;
/** Type info STRG with coding UTF-8. */
const UTF8_STRING = 0x8200;
const encoder = new TextEncoder();

/**
 * Appends AUTOSAR DLT v1 messages with storage header (PRS_LogAndTraceProtocol; storage header as dlt-daemon writes it).
 * Payloads beyond what LEN can say are cut at it.
 */
export class DltWriter {
  #buffer = new Uint8Array(64 * 1024);
  #used = 0;
  readonly #payload = new Uint8Array(MAX_LEN);

  get sizeBytes(): number {
    return this.#used;
  }

  /** The bytes written so far; valid until the next write. */
  borrowBytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  copyBytes(): Uint8Array {
    return this.#buffer.slice(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }

  log(message: DltLogMessage): void {
    const { app, context, level } = message;
    const payload = encodeArguments(message.arguments, message.bigEndian === true);
    const msin = 1 | (DLT_LEVELS[level] << 4);
    const count = message.declaredArguments ?? message.arguments.length;
    this.#append(message, { extended: { msin, arguments: count, app, context }, payload });
  }

  /** The commonest message, without going through an argument list: one UTF-8 string. */
  text(envelope: DltEnvelope, from: { app: string; context: string; level: DltLevel }, text: string): void {
    const msin = 1 | (DLT_LEVELS[from.level] << 4);
    const payload = this.#stringPayload(text, envelope.bigEndian === true);
    this.#append(envelope, { extended: { msin, arguments: 1, app: from.app, context: from.context }, payload });
  }

  control(message: DltControlMessage): void {
    const status = message.status === undefined ? [] : [message.status];
    const payload = withId(message.serviceId, Uint8Array.from([...status, ...(message.data ?? [])]), message);
    const msin = (3 << 1) | ((message.status === undefined ? 1 : 2) << 4);
    const { app = '', context = '' } = message;
    this.#append(message, { extended: { msin, arguments: 1, app, context }, payload });
  }

  nonVerbose(message: DltNonVerboseMessage): void {
    const { app, context = '', level } = message;
    const payload = withId(message.messageId, message.data ?? new Uint8Array(0), message);
    const msin = level === undefined ? 0 : DLT_LEVELS[level] << 4;
    this.#append(message, { extended: app === undefined ? null : { msin, arguments: 0, app, context }, payload });
  }

  /** A message as a power cut leaves it: only its first `keepBytes` bytes, the length still promising all. */
  truncatedLog(message: DltLogMessage, keepBytes: number): void {
    const start = this.#used;
    this.log(message);
    this.#used = Math.min(this.#used, start + keepBytes);
  }

  raw(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#reserve(bytes.length));
  }

  /** Type info, length and text of one NUL-terminated UTF-8 string; valid until the next call. */
  #stringPayload(text: string, bigEndian: boolean): Uint8Array {
    const view = new DataView(this.#payload.buffer);
    const { written } = encoder.encodeInto(text, this.#payload.subarray(6, MAX_STRING_BYTES));
    this.#payload[6 + written] = 0;
    view.setUint32(0, UTF8_STRING, !bigEndian);
    view.setUint16(4, written + 1, !bigEndian);
    return this.#payload.subarray(0, 7 + written);
  }

  #append(envelope: DltEnvelope, body: DltBody): void {
    const htyp = headerType(envelope, body);
    const headerBytes = standardHeaderBytes(htyp);
    const payload = body.payload.subarray(0, MAX_LEN - headerBytes);
    const at = this.#reserve(STORAGE_HEADER_BYTES + headerBytes + payload.length);
    const view = new DataView(this.#buffer.buffer, at);
    writeStorageHeader(view, envelope);
    view.setUint8(16, htyp);
    view.setUint8(17, envelope.counter ?? 0);
    view.setUint16(18, headerBytes + payload.length);
    this.#buffer.set(payload, writeOptionalFields(view, envelope, body) + at);
  }

  #reserve(length: number): number {
    const at = this.#used;
    if (at + length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(this.#buffer.length * 2, at + length));
      grown.set(this.#buffer.subarray(0, at));
      this.#buffer = grown;
    }
    this.#used = at + length;
    return at;
  }
}

function writeStorageHeader(view: DataView, envelope: DltEnvelope): void {
  view.setUint32(0, 0x444c5401);
  view.setUint32(4, Math.floor(envelope.timeUs / 1e6), true);
  view.setInt32(8, envelope.timeUs % 1e6, true);
  writeId(view, 12, envelope.ecu);
}

/** ECU id, session id, time stamp and extended header, as far as HTYP announces them; returns where the payload goes. */
function writeOptionalFields(view: DataView, envelope: DltEnvelope, body: DltBody): number {
  let at = STORAGE_HEADER_BYTES + 4;
  if (!envelope.ecuInStorageOnly) at = writeId(view, at, envelope.ecu);
  if (envelope.sessionId !== undefined) at = writeWord(view, at, envelope.sessionId);
  if (envelope.tick !== undefined) at = writeWord(view, at, envelope.tick);
  if (body.extended === null) return at;
  view.setUint8(at, body.extended.msin);
  view.setUint8(at + 1, body.extended.arguments);
  return writeId(view, writeId(view, at + 2, body.extended.app), body.extended.context);
}

function headerType(envelope: DltEnvelope, body: DltBody): number {
  return (
    HTYP.version1 |
    (body.extended === null ? 0 : HTYP.extended) |
    (envelope.bigEndian ? HTYP.bigEndian : 0) |
    (envelope.ecuInStorageOnly ? 0 : HTYP.ecu) |
    (envelope.sessionId === undefined ? 0 : HTYP.session) |
    (envelope.tick === undefined ? 0 : HTYP.timestamp)
  );
}

function standardHeaderBytes(htyp: number): number {
  const words = [HTYP.ecu, HTYP.session, HTYP.timestamp].filter((bit) => htyp & bit).length;
  return 4 + 4 * words + (htyp & HTYP.extended ? EXTENDED_HEADER_BYTES : 0);
}

function writeWord(view: DataView, at: number, value: number): number {
  view.setUint32(at, value);
  return at + 4;
}

function writeId(view: DataView, at: number, id: string): number {
  for (let i = 0; i < 4; i++) view.setUint8(at + i, i < id.length ? id.charCodeAt(i) : 0);
  return at + 4;
}

function withId(id: number, data: Uint8Array, envelope: DltEnvelope): Uint8Array {
  const payload = new Uint8Array(4 + data.length);
  new DataView(payload.buffer).setUint32(0, id, !envelope.bigEndian);
  payload.set(data, 4);
  return payload;
}

function encodeArguments(list: readonly DltArgument[], bigEndian: boolean): Uint8Array {
  const parts = list.map((argument) => encodeArgument(argument, bigEndian));
  const payload = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
}
