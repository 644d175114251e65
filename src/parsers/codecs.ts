import type { ByteStream } from './byte-source.ts';

/** Compressed bytes for one decoder: it takes chunks, and gives back what lies beyond the end of its data. */
export interface CompressedInput {
  /** Null at the end. */
  take(): Promise<Uint8Array | null>;
  giveBack(bytes: Uint8Array): void;
}

/**
 * Decompressors, passed in because parsers know no runtime. Each yields what could be decoded before it throws
 * `CodecError`, gives back what it did not use, and frees its memory when it is abandoned.
 */
export interface Codecs {
  /** One raw deflate stream (RFC 1951); stops at its end. */
  inflateRaw(input: CompressedInput): ByteStream;
  /**
   * One zlib stream (RFC 1950) at once, of at most `maxBytes`: pieces of recordings, whose size stands before them. Throws
   * `CodecError` with nothing decoded.
   */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** Gives the memory of what `inflate` returned back at once: nothing may look at it again. */
  release(inflated: Uint8Array): void;
  /** zstd frames (RFC 8878) until the input ends; each `take` gives a frame header or whole blocks of at most 8 MiB. */
  unzstd(input: CompressedInput): ByteStream;
  /** CRC-32 as in zip and gzip, continued from `seed` (0 at the start). */
  crc32(bytes: Uint8Array, seed: number): number;
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
