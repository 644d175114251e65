import type { ByteStream } from './byte-source.ts';

/** Compressed bytes for one decoder, which leaves what lies beyond the end of its data. */
export interface CompressedInput {
  /** At least `length` of the next bytes, fewer only at the end; they stay unread. Valid until the next call. */
  peek(length: number): Promise<Uint8Array>;
  /** Uses so many of the bytes that were seen. */
  skip(length: number): Promise<number>;
}

/**
 * Decompressors, passed in because parsers know no runtime. Each yields what could be decoded before it throws
 * `CodecError`, and frees its memory when it is abandoned. The same bytes give the same, however they arrive.
 */
export interface Codecs {
  /** One raw deflate stream (RFC 1951); stops at its end. */
  inflateRaw(input: CompressedInput): ByteStream;
  /** One raw deflate stream that ends within `bytes`, at once; undefined when it does not, or is damaged. */
  inflateShort(bytes: Uint8Array): { output: Uint8Array; used: number } | undefined;
  /**
   * One zlib stream (RFC 1950) at once, of at most `maxBytes`: pieces of recordings, whose size stands before them. Throws
   * `CodecError` with nothing decoded.
   */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** The same into `room`, of which a byte has to stay free: how many bytes it became, undefined where nothing is known of them. */
  inflateInto(bytes: Uint8Array, room: Uint8Array): number | undefined;
  /** One packed piece of a recording at once, of as many bytes as it tells. Throws `CodecError` with nothing decoded. */
  unpackPiece(piece: PackedPiece, toldBytes: number): Uint8Array;
  /** Gives the memory of what `inflate` or `unpackPiece` returned back at once: nothing may look at it again. */
  release(inflated: Uint8Array): void;
  /** zstd frames (RFC 8878); each part is a frame header or whole blocks of at most 8 MiB. */
  unzstd(parts: ByteStream): ByteStream;
  /** CRC-32 as in zip and gzip, continued from `seed` (0 at the start). */
  crc32(bytes: Uint8Array, seed: number): number;
}

export type PieceMethod = 'zstd' | 'lz4' | 'bzip2';

export interface PackedPiece {
  method: PieceMethod;
  bytes: Uint8Array;
  /** The file ends inside of it: what comes before that is decoded. */
  isCut: boolean;
}

/** Compressed data that cannot be decoded further: `damaged` bytes, or the input ended first. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  readonly problem: 'damaged' | 'cut-off';

  constructor(problem: 'damaged' | 'cut-off') {
    super(problem);
    this.problem = problem;
  }
}

/** Largest zstd window that is decoded: `zstd --long` writes 2^27, and that much memory is all it costs. */
export const MAX_ZSTD_WINDOW_LOG = 27;
