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

const LEVELS: Readonly<Record<string, number>> = {
  DLT_LOG_FATAL: Level.fatal,
  DLT_LOG_ERROR: Level.error,
  DLT_LOG_WARN: Level.warn,
  DLT_LOG_INFO: Level.info,
  DLT_LOG_DEBUG: Level.debug,
  DLT_LOG_VERBOSE: Level.verbose,
};

/** An id and its data: no segment and no message too short for an id. */
const UNNAMED = Flag.undescribed | Flag.malformed;

/** Hands the records of a stream on with the texts of those DLT messages that a catalogue names, whatever carried them. */
export function withMessages(sink: StreamSink, ecus: readonly DescribedEcu[], sources: SourceTable): StreamSink {
  return {
    records(batch) {
      for (let i = 0; i < batch.count; i++)
        if ((batch.flags[i] & UNNAMED) === Flag.undescribed) nameMessage(batch, i, ecus, sources);
      return sink.records(batch);
    },
    end: (streamBytes) => sink.end(streamBytes),
  };
}

function nameMessage(batch: RecordBatch, i: number, ecus: readonly DescribedEcu[], sources: SourceTable): void {
  const { ecu, app, context } = sources.sources[batch.source[i]];
  const message = findNamed(ecus, batch.id[i], ecu);
  if (message === undefined) return;
  const { buffer, byteOffset } = batch.borrowBodyBuffer(i);
  const payload = new DataView(buffer, byteOffset + batch.bodyStart[i], batch.bodyEnd[i] - batch.bodyStart[i]);
  setText(batch, i, textOfMessage(message, payload, (batch.flags[i] & Flag.bigEndian) === 0));
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

const utf8 = new TextEncoder();
const NOT_OF_TEXT = Flag.nonVerbose | Flag.undescribed | Flag.latin1 | Flag.bigEndian;

function setText(batch: RecordBatch, i: number, text: string): void {
  const encoded = utf8.encode(text);
  const at = batch.reserveScratch(encoded.length);
  batch.scratch.set(encoded, at);
  batch.bodyStart[i] = at;
  batch.bodyEnd[i] = at + encoded.length;
  batch.flags[i] = (batch.flags[i] & ~NOT_OF_TEXT) | Flag.bodyInScratch;
}
