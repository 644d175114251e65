import type { ByteCursor } from '../byte-cursor.ts';
import type { ByteStream } from '../byte-source.ts';
import { MAX_ZSTD_WINDOW_LOG } from '../codecs.ts';
import { ParseError } from '../log-format.ts';
import type { PackedStream } from '../packed-stream.ts';
import type { Container } from './container.ts';
import { cutOff, damaged, decodeErrors } from './container-damage.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import { requireTrailerIsShort } from './trailing-bytes.ts';

const FRAME_MAGIC = 0xfd2fb528;
/** 0x184D2A50 … 5F: frames for other uses, to be passed over (RFC 8878 section 3.1.2). */
const SKIPPABLE_MAGIC = 0x184d2a5;
const MAX_FRAME_HEADER_BYTES = 18;
const BLOCK_HEADER_BYTES = 3;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
/** RFC 8878 section 3.1.1.2.4. */
const MAX_BLOCK_BYTES = 128 * 1024;
const CHECKSUM_BYTES = 4;
/** One step of the decoder: 64 blocks give at most 8 MiB. */
const MAX_BLOCKS_AT_ONCE = 64;
const MAX_BYTES_AT_ONCE = 16 * 1024;

/** zstd (RFC 8878), of any number of frames; zeros or a little garbage after the last are passed over. */
export const zstd: Container = {
  name: 'zstd',
  detect: (head) => isFrameStart(magicOf(head)),
  async *read({ cursor, codecs, budget }: PackedStream) {
    const frames = new ZstdFrames(cursor, budget);
    yield {
      name: null,
      bytes: budget.countExpanded(decodeErrors(codecs.unzstd(frames.parts()), { what: 'zstd data', cursor })),
    };
  },
};

const isFrameStart = (magic: number): boolean => magic === FRAME_MAGIC || magic >>> 4 === SKIPPABLE_MAGIC;

/** 0 when there are fewer than four bytes. */
function magicOf(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : u32(bytes, 0);
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** Cuts frames into headers and groups of blocks: so a cut or damaged block costs little of what lies before it. */
class ZstdFrames {
  readonly #cursor: ByteCursor;
  readonly #budget: ExpansionBudget;
  #isInFrame = false;
  #hasChecksum = false;

  constructor(cursor: ByteCursor, budget: ExpansionBudget) {
    this.#cursor = cursor;
    this.#budget = budget;
  }

  async *parts(): ByteStream {
    for (let part = await this.#take(); part; part = await this.#take()) yield part;
  }

  async #take(): Promise<Uint8Array | null> {
    if (this.#isInFrame) return this.#takeBlocks();
    for (;;) {
      const head = await this.#cursor.peek(MAX_FRAME_HEADER_BYTES);
      const magic = magicOf(head);
      if (isFrameStart(magic)) this.#budget.addParts(1);
      if (magic === FRAME_MAGIC) return this.#takeHeader(head);
      if (!isFrameStart(magic)) break;
      await this.#skipFrame(head);
    }
    await requireTrailerIsShort(this.#cursor, 'zstd');
    return null;
  }

  async #takeHeader(head: Uint8Array): Promise<Uint8Array> {
    const descriptor = head[4];
    const isSingleSegment = (descriptor & 0x20) !== 0;
    if (!isSingleSegment) this.#requireWindow(head[5]);
    const contentSizeBytes = descriptor >> 6 === 0 ? Number(isSingleSegment) : 1 << (descriptor >> 6);
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#isInFrame = true;
    return this.#takeWhole(5 + Number(!isSingleSegment) + dictionaryBytes + contentSizeBytes);
  }

  /** RFC 8878 section 3.1.1.1.2: exponent in the upper five bits. */
  #requireWindow(descriptor: number): void {
    const windowLog = 10 + (descriptor >> 3);
    if (windowLog <= MAX_ZSTD_WINDOW_LOG) return;
    const message = `The zstd data needs a window of 2^${windowLog} bytes; Argus allows 2^${MAX_ZSTD_WINDOW_LOG} (zstd --long=27).`;
    throw new ParseError('over-limit', message, this.#cursor.offset);
  }

  /** As many whole blocks as make a fair piece of work: a hostile file may hold millions of empty ones. */
  async #takeBlocks(): Promise<Uint8Array> {
    const held = await this.#cursor.peek(MAX_BYTES_AT_ONCE + BLOCK_HEADER_BYTES + MAX_BLOCK_BYTES + CHECKSUM_BYTES);
    let end = 0;
    for (let blocks = 0; this.#isInFrame && blocks < MAX_BLOCKS_AT_ONCE && end < MAX_BYTES_AT_ONCE; blocks++) {
      const next = this.#endOfBlock(held, end);
      if (next < 0) break;
      end = next;
    }
    if (end === 0) throw cutOff('zstd data', this.#cursor);
    return this.#takeWhole(end);
  }

  /** Also notes whether it was the frame's last; -1 when the block is not whole. */
  #endOfBlock(held: Uint8Array, at: number): number {
    if (held.length - at < BLOCK_HEADER_BYTES) return -1;
    const header = held[at] | (held[at + 1] << 8) | (held[at + 2] << 16);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED_BLOCK || size > MAX_BLOCK_BYTES) throw damaged('zstd data', this.#cursor);
    const isLast = (header & 1) !== 0;
    const checksumBytes = isLast && this.#hasChecksum ? CHECKSUM_BYTES : 0;
    const end = at + BLOCK_HEADER_BYTES + (type === RLE_BLOCK ? 1 : size) + checksumBytes;
    if (end > held.length) return -1;
    if (isLast) this.#isInFrame = false;
    return end;
  }

  async #skipFrame(head: Uint8Array): Promise<void> {
    const length = 8 + (head.length < 8 ? 0 : u32(head, 4));
    if ((await this.#cursor.skip(length)) < length) throw cutOff('zstd data', this.#cursor);
  }

  async #takeWhole(length: number): Promise<Uint8Array> {
    const part = (await this.#cursor.peek(length)).subarray(0, length);
    if (part.length < length) throw cutOff('zstd data', this.#cursor);
    await this.#cursor.skip(length);
    return part;
  }
}
