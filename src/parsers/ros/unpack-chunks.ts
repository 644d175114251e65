import type { ByteStream } from '../byte-source.ts';
import { CodecError, type PackedPiece } from '../codecs.ts';
import type { PackedStream } from '../packed-stream.ts';
import { type Chunk, NEEDS_MORE, NO_RECORD, type RecordingLayout } from './recording-layout.ts';

/** What a corrupt size can make us hold: packed and unpacked. Writers fill 1 to 4 MiB. */
const MAX_CHUNK_BYTES = 2 ** 26;
/** Records between chunks go on in runs; also how far the next chunk is looked for behind damage. */
const SCAN_BYTES = 2 ** 16;
/** Fields of a chunk before its data, names of the longest compression included. */
const MAX_CHUNK_HEADER_BYTES = 1024;
/** A stream of bzip2, however short, needs tables of 3.6 MB: 1.6 ms, as long as so many parts (`ReadLimits`). */
const PARTS_OF_BZIP2 = 128;

/**
 * The records of a recording as if it had no chunks: those inside stand in the place of each. A chunk that cannot be
 * unpacked stays as it is; of one that the end of the file cuts comes what was before.
 */
export async function* unpackChunks(packed: PackedStream, layout: RecordingLayout): ByteStream {
  yield* copyBytes(packed, layout.magic.length);
  for (;;) {
    const head = viewOf(await packed.cursor.peek(MAX_CHUNK_HEADER_BYTES));
    if (head.byteLength === 0) return;
    const chunk = layout.chunkAt(head, 0, head.byteLength);
    const size = chunk ? layout.recordBytesAt(head, 0, head.byteLength) : 0;
    if (chunk && size <= MAX_CHUNK_BYTES) yield* unpackChunk(packed, chunk, size);
    else {
      const bytes = await packed.cursor.peek(SCAN_BYTES);
      yield* copyBytes(packed, Math.max(size, bytesToNextChunk(viewOf(bytes), layout)));
    }
  }
}

/** Over whole records up to a chunk; over damage up to what looks like one. */
function bytesToNextChunk(view: DataView, layout: RecordingLayout): number {
  const end = view.byteLength;
  let at = 0;
  while (at < end) {
    if (layout.chunkAt(view, at, end)) break;
    const length = layout.recordBytesAt(view, at, end);
    if (length === NO_RECORD) return findChunk(view, at + 1, layout);
    if (length === NEEDS_MORE) break;
    at += length;
  }
  return at > 0 ? at : end;
}

/** A chunk that may begin in the last bytes is for the next look. */
function findChunk(view: DataView, from: number, layout: RecordingLayout): number {
  const end = view.byteLength;
  for (let at = from; at < end; at++) if (layout.chunkAt(view, at, end)) return at;
  return Math.max(from, end - MAX_CHUNK_HEADER_BYTES);
}

async function* copyBytes({ cursor }: PackedStream, length: number): ByteStream {
  let left = length;
  while (left > 0) {
    const bytes = await cursor.takeUpTo(left);
    if (!bytes) return;
    left -= bytes.length;
    yield bytes;
  }
}

async function* unpackChunk(packed: PackedStream, { method, dataAt, unpackedBytes }: Chunk, size: number): ByteStream {
  const { cursor, codecs } = packed;
  if (method === undefined) {
    // What is not packed need not be held: it comes as the file does.
    await cursor.skip(dataAt);
    yield* copyBytes(packed, size - dataAt);
    return;
  }
  const record = (await cursor.peek(size)).subarray(0, size);
  const piece = { method, bytes: record.subarray(dataAt), isCut: record.length < size };
  const plain = unpack(packed, piece, unpackedBytes);
  yield plain ?? record;
  if (plain) codecs.release(plain);
  await cursor.skip(record.length);
}

function unpack({ codecs, budget }: PackedStream, piece: PackedPiece, told: number): Uint8Array | undefined {
  if (told === 0 || told > MAX_CHUNK_BYTES) return undefined;
  try {
    if (piece.method === 'bzip2') budget.addParts(PARTS_OF_BZIP2);
    const plain = codecs.unpackPiece(piece, told);
    budget.addExpanded(plain.length);
    return plain.length > 0 ? plain : undefined;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
