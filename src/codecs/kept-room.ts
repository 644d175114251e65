/** Chunks of recordings are mostly of 128 KiB to 4 MiB. */
const MAX_KEPT_BYTES = 2 ** 23;
/** Above every pool of Node's buffers (8 KiB to 64 KiB): so long a buffer is nobody else's. */
export const LEAST_OWN_BYTES = 65_537;

/**
 * Room for what is unpacked, which serves one piece after the other: else the collector has to come for it every 14 MB, and
 * each piece is written to memory that no cache knows.
 */
export class KeptRoom {
  #kept: ArrayBuffer | undefined;

  /** Of at least `length` bytes, with anything in it; undefined for more than is kept. */
  take(length: number): Uint8Array | undefined {
    if (length > MAX_KEPT_BYTES) return undefined;
    const kept = this.#kept;
    if (!kept || kept.byteLength < length) return plain(Buffer.allocUnsafeSlow(Math.max(length, LEAST_OWN_BYTES)));
    this.#kept = undefined;
    return new Uint8Array(kept);
  }

  /** Whoever still has it finds it empty. Of two the larger one is kept. */
  giveBack(buffer: ArrayBuffer): void {
    const isBest = buffer.byteLength <= MAX_KEPT_BYTES && buffer.byteLength > (this.#kept?.byteLength ?? 0);
    if (isBest) this.#kept = buffer.transfer();
    else buffer.transfer(0);
  }
}

/** Not a Buffer, whose `slice` does not copy. */
export const plain = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);
