import { ByteSlice } from '../byte-slice.ts';
import type { ByteStream } from '../byte-source.ts';
import type { CompressedInput } from '../codecs.ts';
import type { PackedStream } from '../packed-stream.ts';
import { altered, cutOff, damaged, decodeErrors } from './container-damage.ts';
import { findDescriptor, MAX_DESCRIPTOR_BYTES } from './zip-descriptor.ts';
import type { ZipHeader } from './zip-header.ts';
import { storedUntilDescriptor } from './zip-stored.ts';

export const STORED = 0;
export const DEFLATED = 8;

/** The data of one zip entry, read where the cursor stands. */
export class ZipEntry {
  readonly #input: PackedStream;
  readonly #header: ZipHeader;
  readonly #what: string;
  readonly #from: number;
  readonly #data: ByteSlice | null;
  readonly #bytes: AsyncIterator<Uint8Array>;
  #state: 'ahead' | 'passed' | 'broken' = 'ahead';

  constructor(input: PackedStream, header: ZipHeader, what: string) {
    this.#input = input;
    this.#header = header;
    this.#what = what;
    this.#from = input.cursor.offset;
    this.#data = header.compressedBytes === null ? null : new ByteSlice(input.cursor, header.compressedBytes);
    this.#bytes = this.#unpack()[Symbol.asyncIterator]();
  }

  /** Decompressed; whoever reads it may stop early. */
  get bytes(): ByteStream {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#bytes.next() }) };
  }

  /** Reading it ended with an error, which its reader has seen. */
  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  /** Puts the cursor behind the entry, whatever was read of it; not where a broken entry of unknown length ends. */
  async pass(): Promise<void> {
    if (this.#state === 'passed') return;
    if (this.#data) {
      await this.#bytes.return?.();
      await this.#data.skipRest();
      if (this.#header.hasDescriptor) await this.#readDescriptor(this.#data.length);
    } else if (this.#state === 'ahead') {
      for (let step = await this.#bytes.next(); !step.done; step = await this.#bytes.next());
    }
  }

  async *#unpack(): ByteStream {
    try {
      let crc = 0;
      for await (const bytes of this.#content()) {
        crc = this.#input.codecs.crc32(bytes, crc);
        yield bytes;
      }
      await this.#finish(crc);
    } catch (error) {
      this.#state = 'broken';
      throw error;
    }
  }

  async #finish(crc: number): Promise<void> {
    const { cursor } = this.#input;
    if (this.#data && this.#data.remaining > 0) await this.#requireRest(this.#data);
    const length = cursor.offset - this.#from;
    const expected = this.#header.hasDescriptor ? await this.#readDescriptor(length) : this.#header.crc;
    if (expected !== null && expected !== crc) throw altered(this.#what, cursor);
    this.#state = 'passed';
  }

  #content(): ByteStream {
    const { codecs, cursor, budget } = this.#input;
    if (this.#header.method === STORED) return this.#data?.stream() ?? storedUntilDescriptor(cursor, this.#what);
    const input: CompressedInput = this.#data ?? cursor;
    return budget.countExpanded(decodeErrors(codecs.inflateRaw(input), { what: this.#what, cursor }));
  }

  /** Content ended before its announced length: cut off, or padded, which no writer does. */
  async #requireRest(data: ByteSlice): Promise<void> {
    await data.skipRest();
    throw data.remaining > 0 ? cutOff(this.#what, this.#input.cursor) : damaged(this.#what, this.#input.cursor);
  }

  /** Its CRC-32; null, and the cursor stays, when there is no descriptor. */
  async #readDescriptor(length: number): Promise<number | null> {
    const { cursor } = this.#input;
    const found = findDescriptor(await cursor.peek(MAX_DESCRIPTOR_BYTES), length);
    if (found) await cursor.skip(found.bytes);
    return found ? found.crc : null;
  }
}
