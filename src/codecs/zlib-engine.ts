import type { Transform } from 'node:stream';

/** A decompressor of node:zlib. */
type ZlibStream = Transform & { readonly bytesWritten: number; close(): void };

export interface EngineStep {
  output: Uint8Array[];
  /** Bytes of the piece that were used; none when it is damaged. */
  used: number;
  /** The compressed data ended inside this piece or before it. */
  isEnded: boolean;
  isDamaged: boolean;
}

/**
 * Drives a zlib stream piece by piece: unlike a pipe it shows where the compressed data ends, and keeps the output that
 * came before an error.
 */
export class ZlibEngine {
  readonly #stream: ZlibStream;
  #output: Uint8Array[] = [];
  #isEnded = false;
  #isDamaged = false;
  #settle: () => void = () => {};

  constructor(stream: ZlibStream) {
    this.#stream = stream;
    stream.on('data', (bytes: Uint8Array) => this.#output.push(bytes));
    stream.on('end', () => {
      this.#isEnded = true;
      this.#settle();
    });
    stream.on('error', () => {
      this.#isDamaged = true;
      this.#settle();
    });
  }

  /** One at a time. All output of the piece is in the result: a piece bounds it (deflate 1032:1, a zstd block 128 KiB). */
  async write(piece: Uint8Array): Promise<EngineStep> {
    const before = this.#stream.bytesWritten;
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#stream.write(piece, () => resolve());
    });
    // Output that the stream still holds goes out as 'data'.
    while (this.#stream.read() !== null);
    const output = this.#output;
    this.#output = [];
    const used = this.#isDamaged ? 0 : this.#stream.bytesWritten - before;
    return { output, used, isEnded: this.#isEnded, isDamaged: this.#isDamaged };
  }

  close(): void {
    this.#stream.destroy();
  }
}
