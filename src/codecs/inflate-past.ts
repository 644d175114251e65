import { constants, inflateRawSync } from 'node:zlib';
import type { EngineStep } from './zlib-engine.ts';

/** Compressed bytes kept from the beginning of a stream: a log of some MB. */
const MAX_KEPT_BYTES = 256 * 1024;
/** What they may expand to when they are decoded again; more is no log. */
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

interface Kept {
  /** Compressed bytes that are dealt with. */
  used: number;
  output: Uint8Array[];
}

/**
 * The beginning of a deflate stream, kept so that of a damaged one every byte before the damage can be had: zlib gives back
 * nothing of the call in which it meets the damage.
 */
export class InflatePast {
  usedBytes = 0;
  #outputBytes = 0;
  #kept: Uint8Array[] = [];

  add(piece: Uint8Array, { used, output }: EngineStep): Kept {
    this.#outputBytes += output.reduce((sum, { length }) => sum + length, 0);
    this.usedBytes += used;
    if (this.usedBytes <= MAX_KEPT_BYTES) this.#kept.push(piece.slice());
    else this.#kept = [];
    return { used, output };
  }

  /** What lies before the damage in `piece`; of a long stream, what the engine had given of it. */
  salvage(piece: Uint8Array, { output }: EngineStep): Kept {
    const total = this.usedBytes + piece.length;
    if (total > MAX_KEPT_BYTES) return { used: 0, output };
    const bytes = Buffer.concat([...this.#kept, piece]);
    let sound = this.usedBytes;
    let damaged = total;
    while (damaged - sound > 1) {
      const middle = (sound + damaged) >> 1;
      if (decode(bytes.subarray(0, middle))) sound = middle;
      else damaged = middle;
    }
    const whole = decode(bytes.subarray(0, sound));
    if (!whole) return { used: 0, output };
    return { used: sound - this.usedBytes, output: [whole.subarray(this.#outputBytes)] };
  }
}

/** All that a cut-off stream holds; undefined when it is damaged. */
function decode(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_OUTPUT_BYTES });
  } catch {
    return undefined;
  }
}
