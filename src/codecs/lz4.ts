import { CodecError } from '#src/parsers/codecs.ts';

const FRAME_MAGIC = 0x184d2204;
/** 0x184D2A50 … 5F: frames for other uses. */
const SKIPPABLE_MAGIC = 0x184d2a5;
/** Flags of a frame descriptor (LZ4 frame format 1.6.4). */
const HAS_DICTIONARY = 0x01;
const HAS_CONTENT_CHECKSUM = 0x04;
const HAS_CONTENT_SIZE = 0x08;
const HAS_BLOCK_CHECKSUM = 0x10;
const STORED_BLOCK = 0x80000000;
const MIN_MATCH = 4;
const LONG = 15;
/** Up to so many bytes a loop copies faster than a call. */
const SHORT_BYTES = 24;

/** Bytes out of one: a byte of a long length stands for 255 (LZ4 block format). */
const MAX_RATIO = 255;

/** LZ4 frames, or one bare block: some writers leave the frame out. Checksums are not compared. */
export function unpackLz4(bytes: Uint8Array, isCut: boolean, maxBytes: number): Uint8Array {
  const reader = new Lz4Reader(bytes, maxBytes);
  if (!reader.read() && !isCut) throw new CodecError('damaged');
  if (reader.isOverLimit) throw new CodecError('damaged');
  return reader.out.subarray(0, reader.length);
}

class Lz4Reader {
  readonly out: Uint8Array;
  length = 0;
  isOverLimit = false;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array, maxBytes: number) {
    this.#bytes = bytes;
    this.out = new Uint8Array(Math.min(maxBytes, MAX_RATIO * bytes.length));
  }

  /** False when it ends early or is damaged: `out` has what came before. */
  read(): boolean {
    const { length } = this.#bytes;
    if (!isFrameStart(this.#u32(0))) return this.#block(length);
    while (this.#at < length) if (!this.#frame()) return false;
    return true;
  }

  #u32(at: number): number {
    const bytes = this.#bytes;
    return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
  }

  #frame(): boolean {
    const magic = this.#u32(this.#at);
    if (magic >>> 4 === SKIPPABLE_MAGIC) {
      this.#at += 8 + this.#u32(this.#at + 4);
      return this.#at <= this.#bytes.length;
    }
    if (magic !== FRAME_MAGIC) return false;
    const flags = this.#bytes[this.#at + 4];
    // Magic, flags, block size, checksum of the header.
    this.#at += 7 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + (flags & HAS_DICTIONARY ? 4 : 0);
    return this.#blocks(flags);
  }

  #blocks(flags: number): boolean {
    const checksumBytes = flags & HAS_BLOCK_CHECKSUM ? 4 : 0;
    while (this.#at + 4 <= this.#bytes.length) {
      const header = this.#u32(this.#at);
      this.#at += 4;
      if (header === 0) {
        this.#at += flags & HAS_CONTENT_CHECKSUM ? 4 : 0;
        return true;
      }
      const end = this.#at + (header & 0x7fffffff);
      if (!(header & STORED_BLOCK ? this.#stored(end) : this.#block(end))) return false;
      this.#at = end + checksumBytes;
    }
    return false;
  }

  #stored(end: number): boolean {
    const bytes = this.#bytes.subarray(this.#at, end);
    if (!this.#hasRoom(bytes.length)) return false;
    this.out.set(bytes, this.length);
    this.length += bytes.length;
    return end <= this.#bytes.length;
  }

  /** Sequences of literals and a match that lies before them; the last one has literals only. */
  #block(blockEnd: number): boolean {
    const bytes = this.#bytes;
    const end = Math.min(blockEnd, bytes.length);
    while (this.#at < end) {
      const token = bytes[this.#at++];
      const literals = this.#lengthOf(token >> 4);
      if (this.#at + literals > end || !this.#hasRoom(literals)) return false;
      this.#copyLiterals(literals);
      if (this.#at === end) break;
      const distance = bytes[this.#at] | (bytes[this.#at + 1] << 8);
      this.#at += 2;
      const match = this.#lengthOf(token & LONG) + MIN_MATCH;
      if (this.#at > end || distance === 0 || distance > this.length || !this.#hasRoom(match)) return false;
      this.#copyMatch(distance, match);
    }
    return end === blockEnd;
  }

  #lengthOf(nibble: number): number {
    let length = nibble;
    if (nibble < LONG) return length;
    let more: number;
    do {
      more = this.#bytes[this.#at++] ?? 0;
      length += more;
    } while (more === 0xff);
    return length;
  }

  #copyLiterals(length: number): void {
    const { out } = this;
    const from = this.#at;
    const to = this.length;
    if (length > SHORT_BYTES) out.set(this.#bytes.subarray(from, from + length), to);
    else for (let i = 0; i < length; i++) out[to + i] = this.#bytes[from + i];
    this.#at += length;
    this.length += length;
  }

  /** May overlap what it writes: then it repeats. */
  #copyMatch(distance: number, length: number): void {
    const { out } = this;
    const to = this.length;
    if (length > SHORT_BYTES && distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    else for (let i = to; i < to + length; i++) out[i] = out[i - distance];
    this.length += length;
  }

  #hasRoom(bytes: number): boolean {
    if (this.length + bytes <= this.out.length) return true;
    this.isOverLimit = true;
    return false;
  }
}

const isFrameStart = (magic: number): boolean => magic === FRAME_MAGIC || magic >>> 4 === SKIPPABLE_MAGIC;
