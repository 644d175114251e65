import type { ByteStream } from './byte-source.ts';
import type { CompressedInput } from './codecs.ts';

const NOTHING = new Uint8Array(0);

/**
 * Reads a stream front to back with look-ahead. An error of the stream shows only once the bytes before it are used, so
 * nothing that was decoded before the damage is lost.
 */
export class ByteCursor implements CompressedInput {
  /** Bytes used so far. */
  offset = 0;
  #held: Uint8Array = NOTHING;
  /** The last chunk, whose bytes follow those held from `chunkAt` on; as many before that are held as copies. */
  #chunk: Uint8Array = NOTHING;
  #chunkAt = 0;
  #copied = 0;
  #isEnded = false;
  #error: unknown;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(stream: ByteStream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** At least `length` of the next bytes, fewer only at the end; they stay unread. Valid until the next call. */
  async peek(length: number): Promise<Uint8Array> {
    while (this.#held.length < length && (await this.#holdMore(length)));
    if (this.#held.length === 0) this.#throwError();
    return this.#held;
  }

  /** The next bytes as they come, all used; null at the end. */
  async take(): Promise<Uint8Array | null> {
    if (this.#held.length === 0 && !(await this.#holdMore(1))) {
      this.#throwError();
      return null;
    }
    const bytes = this.#held;
    this.#held = NOTHING;
    this.offset += bytes.length;
    return bytes;
  }

  /** Like `take`, of at most `limit` bytes. */
  async takeUpTo(limit: number): Promise<Uint8Array | null> {
    const bytes = await this.take();
    if (bytes && bytes.length > limit) {
      this.giveBack(bytes.subarray(limit));
      return bytes.subarray(0, limit);
    }
    return bytes;
  }

  giveBack(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : concat([bytes, this.#held], bytes.length + this.#held.length);
    this.offset -= bytes.length;
  }

  /** Uses up to `length` bytes; returns how many there were. */
  async skip(length: number): Promise<number> {
    let skipped = 0;
    while (skipped < length) {
      const bytes = await this.takeUpTo(length - skipped);
      if (!bytes) break;
      skipped += bytes.length;
    }
    return skipped;
  }

  /** Lets the stream go, so that its owner frees what it holds. */
  async close(): Promise<void> {
    this.#isEnded = true;
    this.#held = NOTHING;
    this.#chunkAt = this.#chunk.length;
    await this.#chunks.return?.();
  }

  /** Adds bytes of the chunk to those held, so that they are `length` where it has so many; false at the end. */
  async #holdMore(length: number): Promise<boolean> {
    if (this.#chunkAt === this.#chunk.length && !(await this.#nextChunk())) return false;
    // A chunk is not copied but for what must be joined: what is held may lie in it as a whole.
    const from = this.#held.length <= this.#copied ? this.#chunkAt - this.#held.length : -1;
    if (from >= 0) {
      this.#held = this.#chunk.subarray(from);
      this.#chunkAt = this.#chunk.length;
      this.#copied = 0;
      return true;
    }
    const to = Math.min(this.#chunk.length, this.#chunkAt + length - this.#held.length);
    const more = this.#chunk.subarray(this.#chunkAt, to);
    this.#held = concat([this.#held, more], this.#held.length + more.length);
    this.#copied += more.length;
    this.#chunkAt = to;
    return true;
  }

  async #nextChunk(): Promise<boolean> {
    if (this.#isEnded) return false;
    // Lent until the next one is asked for.
    this.#held = this.#held.slice();
    const chunk = await this.#pull();
    if (!chunk) return false;
    this.#chunk = chunk;
    this.#chunkAt = 0;
    this.#copied = 0;
    return true;
  }

  async #pull(): Promise<Uint8Array | null> {
    while (!this.#isEnded) {
      try {
        const next = await this.#chunks.next();
        if (next.done) this.#isEnded = true;
        else if (next.value.length > 0) return next.value;
      } catch (error) {
        this.#isEnded = true;
        this.#error = error;
      }
    }
    return null;
  }

  #throwError(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
