import type { ByteCursor } from '../byte-cursor.ts';
import type { ByteStream } from '../byte-source.ts';
import { cutOff } from './container-damage.ts';
import { searchDescriptor } from './zip-descriptor.ts';
import { isNextStart, signatureAt } from './zip-header.ts';

const SEARCH_BYTES = 64 * 1024;
/** A descriptor with its signature: as much may straddle two searches. */
const OVERLAP_BYTES = 15;

/** An uncompressed entry whose size stands only behind it: ends where a descriptor tells the very length read so far. */
export async function* storedUntilDescriptor(cursor: ByteCursor, what: string): ByteStream {
  if (isNextStart(signatureAt(await cursor.peek(4), 0))) return;
  for (let length = 0; ; ) {
    const bytes = await cursor.peek(SEARCH_BYTES);
    const found = searchDescriptor(bytes, length);
    const isLast = bytes.length < SEARCH_BYTES;
    const usable = found >= 0 ? found : isLast ? bytes.length : bytes.length - OVERLAP_BYTES;
    if (usable > 0) yield bytes.slice(0, usable);
    await cursor.skip(usable);
    length += usable;
    if (found >= 0) return;
    if (isLast) throw cutOff(what, cursor);
  }
}
