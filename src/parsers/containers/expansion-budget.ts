import type { ByteStream } from '../byte-source.ts';
import { ParseError } from '../parse-error.ts';
import type { ReadLimits } from '../read-limits.ts';

/** What one stored file may expand to, over all its containers and levels together. */
export class ExpansionBudget {
  /** Set with the first refusal: nothing more of this file is read. */
  isSpent = false;
  #stored = 0;
  #expanded = 0;
  #entries = 0;
  readonly #limits: ReadLimits;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  async *countStored(stream: ByteStream): ByteStream {
    for await (const bytes of stream) {
      this.#stored += bytes.length;
      yield bytes;
    }
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

  addParts(parts: number): void {
    if (parts <= this.#limits.maxParts) return;
    this.#refuse(`The file is made of more than ${grouped(this.#limits.maxParts)} compressed parts; not read further.`);
  }

  #requireModest(): void {
    const { maxExpandedBytes, maxRatio, ratioFreeBytes } = this.#limits;
    if (this.#expanded > maxExpandedBytes)
      this.#refuse(`The file expands to more than ${inGiB(maxExpandedBytes)}; the rest was not read.`);
    if (this.#expanded > ratioFreeBytes && this.#expanded > this.#stored * maxRatio)
      this.#refuse(`The file expands more than ${grouped(maxRatio)}-fold, which no log does; the rest was not read.`);
  }

  #refuse(message: string): never {
    this.isSpent = true;
    throw new ParseError('over-limit', message, this.#stored);
  }
}

const grouped = (count: number): string => count.toLocaleString('en-US');
const inGiB = (bytes: number): string => `${grouped(bytes / 2 ** 30)} GiB`;
