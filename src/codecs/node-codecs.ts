import {
  constants,
  crc32,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import {
  CodecError,
  type Codecs,
  type CompressedInput,
  MAX_ZSTD_WINDOW_LOG,
  type PackedPiece,
} from '#src/parsers/codecs.ts';
import { unpackBzip2 } from './bzip2.ts';
import { InflatePast } from './inflate-past.ts';
import { KeptRoom, LEAST_OWN_BYTES, plain } from './kept-room.ts';
import { unpackLz4 } from './lz4.ts';
import { ReusedEngine } from './reused-engine.ts';
import { ZlibEngine } from './zlib-engine.ts';

/**
 * Looked at in this thread before another is asked: a shorter stream, and most entries of archives are, is then done. Also
 * the first piece of a longer one.
 */
const HEAD_BYTES = 16 * 1024;
/**
 * Input per call of the engine, an eighth of what came before: of a long stream, what was decoded of a damaged piece is
 * lost. Measured on a CAN log: 4 KiB 117, 16 KiB 243, 64 KiB 381, 256 KiB 425 MB/s.
 */
const LAST_PIECE_BYTES = 64 * 1024;
const pieceBytes = (used: number): number => Math.min(Math.max(HEAD_BYTES, used >> 3), LAST_PIECE_BYTES);
/** Output buffer: a log packs about 8:1, so one piece fills it about twice. */
const OUTPUT_BYTES = 64 * 1024;

const UNPACK = { zstd: unpackZstd, lz4: unpackLz4, bzip2: unpackBzip2 };

/**
 * Most bytes out of one: of deflate what its codes reach (zlib.net/zlib_tech.html), of zstd more than any log, and more room
 * is then made as it comes. A container of forty bytes that promises 64 MiB would cost 5 ms for the room alone.
 */
const DEFLATE_RATIO = 1032;
const ZSTD_RATIO = 128;
const roomFor = (packed: Uint8Array, told: number, ratio: number): number =>
  Math.max(Math.min(told, packed.length * ratio) + 1, constants.Z_MIN_CHUNK);

const ZSTD_PARAMS = { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG };
const INFLATE = new ReusedEngine({ create: () => createInflate(), flush: constants.Z_FINISH, resets: true });
const UNZSTD = new ReusedEngine({
  create: () => createZstdDecompress({ params: ZSTD_PARAMS }),
  flush: constants.ZSTD_e_end,
  resets: false,
});
const ROOM = new KeptRoom();

/** Decompression by Node's own zlib and zstd; streams off the main thread. */
export const nodeCodecs: Codecs = {
  inflateRaw,
  inflateShort,
  inflate,
  inflateInto: (bytes, room) => INFLATE.unpack(bytes, room),
  unpackPiece,
  release,
  unzstd,
  crc32,
};

async function* inflateRaw(input: CompressedInput): ByteStream {
  const head = (await input.peek(HEAD_BYTES)).subarray(0, HEAD_BYTES);
  const short = inflateShort(head);
  if (!short) return yield* inflateLong(input);
  await input.skip(short.used);
  for (let at = 0; at < short.output.length; at += OUTPUT_BYTES) yield short.output.subarray(at, at + OUTPUT_BYTES);
}

function inflateShort(bytes: Uint8Array): { output: Uint8Array; used: number } | undefined {
  try {
    const chunkSize = Math.max(4 * bytes.length, constants.Z_MIN_CHUNK);
    const { buffer, engine } = inflateRawSync(bytes, { info: true, chunkSize }) as unknown as InflateInfo;
    return { output: buffer, used: engine.bytesWritten };
  } catch {
    return undefined;
  }
}

/** With `info`, in the words of the documentation; the types know nothing of it. */
interface InflateInfo {
  buffer: Uint8Array;
  engine: { bytesWritten: number };
}

/** Pieces have their places in the compressed stream: what is kept of a damaged one does not depend on how it arrives. */
async function* inflateLong(input: CompressedInput): ByteStream {
  const engine = new ZlibEngine(createInflateRaw({ chunkSize: OUTPUT_BYTES }));
  const past = new InflatePast();
  try {
    for (;;) {
      const length = pieceBytes(past.usedBytes);
      const piece = (await input.peek(length)).subarray(0, length);
      if (piece.length === 0) break;
      const step = await engine.write(piece);
      const kept = step.isDamaged ? past.salvage(piece, step) : past.add(piece, step);
      await input.skip(kept.used);
      yield* kept.output;
      if (step.isDamaged) throw new CodecError('damaged');
      if (step.isEnded) return;
    }
    // Only the engine knows whether the last block was the end: it then refuses a further byte.
    const probe = await engine.write(new Uint8Array(1));
    if (!probe.isEnded) throw new CodecError('cut-off');
  } finally {
    engine.close();
  }
}

/** The usual way, of a piece that may be of the size it tells; undefined where another has to find out what it is. */
function unpackAtOnce(engine: ReusedEngine, packed: Uint8Array, told: { bytes: number; ratio: number }) {
  const room = told.bytes > packed.length * told.ratio ? undefined : ROOM.take(told.bytes + 1);
  if (!room) return undefined;
  // One byte more, or it could not be seen that it ended.
  const length = engine.unpack(packed, room.subarray(0, told.bytes + 1));
  if (length !== undefined) return room.subarray(0, length);
  release(room);
}

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const usual = unpackAtOnce(INFLATE, bytes, { bytes: maxBytes, ratio: DEFLATE_RATIO });
  if (usual) return usual;
  try {
    const chunkSize = roomFor(bytes, maxBytes, DEFLATE_RATIO);
    return plain(inflateSync(bytes, { chunkSize, maxOutputLength: maxBytes }));
  } catch {
    throw new CodecError('damaged');
  }
}

function unpackPiece(piece: PackedPiece, toldBytes: number): Uint8Array {
  const bytes = UNPACK[piece.method](piece.bytes, piece.isCut, toldBytes);
  // Not every method says itself that it came to an end.
  if (!piece.isCut && bytes.length < toldBytes) throw new CodecError('damaged');
  return bytes;
}

/** Asked to flush, zstd gives what it has of a frame that is not at its end. */
function unpackZstd(bytes: Uint8Array, isCut: boolean, maxBytes: number): Uint8Array {
  const usual = isCut ? undefined : unpackAtOnce(UNZSTD, bytes, { bytes: maxBytes, ratio: ZSTD_RATIO });
  if (usual) return usual;
  const finishFlush = isCut ? constants.ZSTD_e_flush : constants.ZSTD_e_end;
  const chunkSize = roomFor(bytes, maxBytes, ZSTD_RATIO);
  try {
    return plain(zstdDecompressSync(bytes, { chunkSize, maxOutputLength: maxBytes, finishFlush, params: ZSTD_PARAMS }));
  } catch {
    throw new CodecError('damaged');
  }
}

/** Small results may lie in a pool that others share. */
function release({ buffer, byteOffset }: Uint8Array): void {
  const isOwn = byteOffset === 0 && buffer.byteLength >= LEAST_OWN_BYTES;
  if (isOwn && buffer instanceof ArrayBuffer) ROOM.giveBack(buffer);
}

async function* unzstd(parts: ByteStream): ByteStream {
  const engine = new ZlibEngine(createZstdDecompress({ chunkSize: 2 * OUTPUT_BYTES, params: ZSTD_PARAMS }));
  try {
    for await (const part of parts) {
      const step = await engine.write(part);
      yield* step.output;
      if (step.isDamaged || step.isEnded) throw new CodecError('damaged');
    }
  } finally {
    engine.close();
  }
}
