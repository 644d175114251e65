import { Flag, Level, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import type { StreamSink } from '../stream-sink.ts';
import { findMessage, type MessageCatalogue, type NamedMessage } from './message-catalogue.ts';
import { textOfMessage } from './message-text.ts';

/** What a catalogue is for: the messages of one ECU, or of all. */
export interface DescribedEcu {
  catalogue: MessageCatalogue;
  /** As DLT writes it; null for every one. */
  ecu: string | null;
}

/** DLT's storage and serial headers (`DLT\1`, `DLS\1`), by their third byte, and their lengths. */
const STORAGE_BYTES = 16;
const SERIAL_BYTES = 4;
const [D, L, T, S] = [0x44, 0x4c, 0x54, 0x53];

/** HTYP of protocol version 1 (PRS_LogAndTraceProtocol, 5.1.1). */
const HTYP = { extended: 1, bigEndian: 2, ecu: 4, session: 8, time: 16 } as const;
const VERSION_1 = 1;
const BASE_BYTES = 4;
const EXTENDED_BYTES = 10;

const LEVELS: Readonly<Record<string, number>> = {
  DLT_LOG_FATAL: Level.fatal,
  DLT_LOG_ERROR: Level.error,
  DLT_LOG_WARN: Level.warn,
  DLT_LOG_INFO: Level.info,
  DLT_LOG_DEBUG: Level.debug,
  DLT_LOG_VERBOSE: Level.verbose,
};

/** Hands the records of a DLT stream on with the texts of those messages that a catalogue names. */
export function withMessages(sink: StreamSink, ecus: readonly DescribedEcu[], sources: SourceTable): StreamSink {
  return {
    records(batch) {
      for (let i = 0; i < batch.count; i++) if (batch.flags[i] & Flag.nonVerbose) nameMessage(batch, i, ecus, sources);
      return sink.records(batch);
    },
    end: (streamBytes) => sink.end(streamBytes),
  };
}

function nameMessage(batch: RecordBatch, i: number, ecus: readonly DescribedEcu[], sources: SourceTable): void {
  const { ecu, app, context } = sources.sources[batch.source[i]];
  const message = findNamed(ecus, batch.id[i], ecu);
  const payload = message && payloadOf(batch, i);
  if (!message || !payload) return;
  setText(batch, i, textOfMessage(message, payload.view, payload.isLittleEndian));
  if (batch.level[i] === Level.none) batch.level[i] = LEVELS[message.info] ?? Level.none;
  batch.source[i] = sources.intern(ecu, app || message.app, context || message.context);
}

/** In the first catalogue for this ECU that has the message. */
function findNamed(ecus: readonly DescribedEcu[], id: number, ecu: string): NamedMessage | undefined {
  for (const described of ecus) {
    if (described.ecu !== null && described.ecu !== ecu) continue;
    const message = findMessage(described.catalogue, id, ecu);
    if (message) return message;
  }
  return undefined;
}

/** What stands behind the message id; undefined for what is no message of version 1. */
function payloadOf(
  { window, start, end }: RecordBatch,
  i: number,
): { view: DataView; isLittleEndian: boolean } | undefined {
  const { bytes } = window;
  const header = start[i] + markerBytes(bytes, start[i]);
  const htyp = bytes[header];
  const lengths = [
    [HTYP.ecu, 4],
    [HTYP.session, 4],
    [HTYP.time, 4],
    [HTYP.extended, EXTENDED_BYTES],
  ] as const;
  const behind = lengths.reduce((sum, [bit, length]) => sum + (htyp & bit ? length : 0), header + BASE_BYTES) + 4;
  if (htyp >> 5 !== VERSION_1 || behind > end[i]) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + behind, end[i] - behind);
  return { view, isLittleEndian: (htyp & HTYP.bigEndian) === 0 };
}

function markerBytes(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== D || bytes[at + 1] !== L || bytes[at + 3] !== 1) return 0;
  return bytes[at + 2] === T ? STORAGE_BYTES : bytes[at + 2] === S ? SERIAL_BYTES : 0;
}

const utf8 = new TextEncoder();
const NOT_OF_TEXT = Flag.nonVerbose | Flag.undescribed | Flag.latin1;

function setText(batch: RecordBatch, i: number, text: string): void {
  const encoded = utf8.encode(text);
  const at = batch.reserveScratch(encoded.length);
  batch.scratch.set(encoded, at);
  batch.bodyStart[i] = at;
  batch.bodyEnd[i] = at + encoded.length;
  batch.flags[i] = (batch.flags[i] & ~NOT_OF_TEXT) | Flag.bodyInScratch;
}
