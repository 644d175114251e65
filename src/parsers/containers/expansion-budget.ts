import type { ByteStream } from '../byte-source.ts';
import { ParseError } from '../parse-error.ts';
import type { ReadLimits } from '../read-limits.ts';

/** What one stored file may expand to, over all its containers and levels together. */
export class ExpansionBudget {
  /** Set with the first refusal: nothing more of this file is read. */
  isSpent = false;
  #expanded = 0;
  #entries = 0;
  #parts = 0;
  readonly #limits: ReadLimits;
  readonly #stored: { readonly offset: number };

  /** `stored` tells how many bytes of the stored file were used so far. */
  constructor(limits: ReadLimits, stored: { readonly offset: number }) {
    this.#limits = limits;
    this.#stored = stored;
  }

  /** Passes decompressed bytes on until there are too many; throws `over-limit`. */
  async *countExpanded(stream: ByteStream): ByteStream {
    for await (const bytes of stream) {
      this.addExpanded(bytes.length);
      yield bytes;
    }
  }

  /** So many more bytes came out of a decompressor; throws `over-limit`. */
  addExpanded(bytes: number): void {
    this.#expanded += bytes;
    this.#requireModest();
  }

  addEntry(): void {
    this.#entries++;
    if (this.#entries <= this.#limits.maxEntries) return;
    this.#refuse(`The archive has more than ${grouped(this.#limits.maxEntries)} entries; the rest was not read.`);
  }

  /** Of compressed data that is used by now. */
  addParts(count: number): void {
    const most = this.#limits.freeParts + Math.floor(this.#stored.offset / this.#limits.bytesPerPart);
    this.#parts += count;
    if (this.#parts <= most) return;
    this.#refuse(
      `The file is made of more than ${grouped(most)} compressed parts, mostly empty ones; not read further.`,
    );
  }

  #requireModest(): void {
    const { maxExpandedBytes, maxRatio, ratioFreeBytes } = this.#limits;
    if (this.#expanded > maxExpandedBytes)
      this.#refuse(`The file expands to more than ${inGiB(maxExpandedBytes)}; the rest was not read.`);
    if (this.#expanded > ratioFreeBytes && this.#expanded > this.#stored.offset * maxRatio)
      this.#refuse(`The file expands more than ${grouped(maxRatio)}-fold, which no log does; the rest was not read.`);
  }

  #refuse(message: string): never {
    this.isSpent = true;
    throw new ParseError('over-limit', message, this.#stored.offset);
  }
}

const grouped = (count: number): string => count.toLocaleString('en-US');
const inGiB = (bytes: number): string => `${grouped(bytes / 2 ** 30)} GiB`;
