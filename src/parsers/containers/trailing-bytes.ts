import type { ByteCursor } from '../byte-cursor.ts';
import { ParseError } from '../log-format.ts';

/** Block padding of tapes and flash pages, or a stray signature: more than this is a part that got lost. */
const MAX_GARBAGE_BYTES = 64 * 1024;

/** Passes over zeros and a little garbage after compressed data; throws when there is so much that a part must be damaged. */
export async function requireTrailerIsShort(cursor: ByteCursor, container: string): Promise<void> {
  const from = cursor.offset;
  let garbage = 0;
  for (let bytes = await cursor.take(); bytes; bytes = await cursor.take()) {
    garbage += bytes.reduce((count, byte) => (byte === 0 ? count : count + 1), 0);
    if (garbage <= MAX_GARBAGE_BYTES) continue;
    const message = `After byte ${from} the file goes on with data that is not ${container}; what came before is kept.`;
    throw new ParseError('corrupt-container', message, from);
  }
}
