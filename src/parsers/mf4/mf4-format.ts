import type { FileInput, SeekingFormat } from '../log-format.ts';
import { ParseError } from '../log-format.ts';
import type { RecordBatch } from '../record-batch.ts';
import { BlockFile } from './blocks.ts';
import { ReadBlocks } from './data-chunks.ts';
import { readableGroups } from './groups-of.ts';
import { MeasuredData } from './measured-data.ts';
import { readMetadata } from './read-metadata.ts';

/** Magic, version as text, program, then numbers; the flags of what was not finished are the last (ASAM MDF 4.1, IDBLOCK). */
const IDENTIFICATION_BYTES = 64;
const FINISHED = 'MDF     ';
const UNFINISHED = 'UnFinMF ';
const VERSION_AT = 28;

/**
 * ASAM MDF 4: bus logs and measurements, finished or not, sorted or not, packed or not. Frames of all buses come in order of
 * time; other groups follow one after the other.
 */
export const mf4Format: SeekingFormat = {
  name: 'mf4',
  version: 2,
  sniff: (head) => (magicOf(head) === undefined ? 0 : 1),
  readFile,
};

async function* readFile(file: FileInput, out: RecordBatch): AsyncGenerator<void> {
  const blocks = new BlockFile(file.source);
  const head = await blocks.read(0, IDENTIFICATION_BYTES);
  const magic = magicOf(head);
  if (head.length < IDENTIFICATION_BYTES || magic === undefined)
    throw new ParseError('corrupt-container', 'The MDF4 recording ends within its identification.', head.length);
  requireVersion(head);
  const isUnfinished = magic === UNFINISHED;
  const recording = await readMetadata(blocks, isUnfinished);
  const { source, codecs, budget } = file;
  const chunks = { source, blocks, codecs, budget, isUnfinished, read: new ReadBlocks(source.size) };
  yield* new MeasuredData(chunks, readableGroups(recording, file.sources)).read(out);
  if (blocks.isCut) throw cutOff(source.size);
}

/** What describes the data may lie behind it: then nothing at all is left of a recording that was cut. */
const cutOff = (at: number): ParseError =>
  new ParseError(
    'corrupt-container',
    `The MDF4 recording is cut off at byte ${at}, or damaged: parts of it lie beyond its end; what could be read is kept.`,
    at,
  );

function magicOf(head: Uint8Array): string | undefined {
  const magic = String.fromCharCode(...head.subarray(0, FINISHED.length));
  return magic === FINISHED || magic === UNFINISHED ? magic : undefined;
}

function requireVersion(head: Uint8Array): void {
  const version = head[VERSION_AT] | (head[VERSION_AT + 1] << 8);
  if (version >= 400 && version < 500) return;
  const text = String.fromCharCode(...head.subarray(8, 16)).replace(/[^\d.]/g, '');
  throw new ParseError(
    'unsupported-version',
    `The recording is MDF ${text || version}; Argus reads MDF 4. asammdf converts it.`,
    VERSION_AT,
  );
}
