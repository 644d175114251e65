import type { ByteCursor } from '../byte-cursor.ts';
import type { ByteStream } from '../byte-source.ts';
import type { PackedStream } from '../packed-stream.ts';
import type { Container } from './container.ts';
import { altered, cutOff, decodeErrors } from './container-damage.ts';
import { requireTrailerIsShort } from './trailing-bytes.ts';

/** RFC 1952 section 2.3.1: header flags. */
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const RESERVED = 0xe0;
/** Fixed header, extra field (u16), name, comment. */
const MAX_HEADER_BYTES = 10 + 2 + 65_535 + 2 * 4096 + 2;
const TRAILER_BYTES = 8;

/** gzip (RFC 1952), of any number of members; zeros or a little garbage after the last are passed over. */
export const gzip: Container = {
  name: 'gzip',
  detect: isMemberStart,
  async *read(input) {
    yield { name: null, bytes: input.budget.countExpanded(readMembers(input)) };
  },
};

function isMemberStart(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && (bytes[3] & RESERVED) === 0;
}

async function* readMembers(input: PackedStream): ByteStream {
  const { cursor, budget } = input;
  for (let members = 1; ; members++) {
    budget.addParts(members);
    await skipHeader(cursor);
    yield* readMember(input);
    const next = await cursor.peek(4);
    if (!isMemberStart(next)) return requireTrailerIsShort(cursor, 'gzip');
  }
}

async function* readMember({ cursor, codecs }: PackedStream): ByteStream {
  let crc = 0;
  let sizeBytes = 0;
  for await (const bytes of decodeErrors(codecs.inflateRaw(cursor), { what: 'gzip data', cursor })) {
    crc = codecs.crc32(bytes, crc);
    sizeBytes += bytes.length;
    yield bytes;
  }
  const trailer = await cursor.peek(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) throw cutOff('gzip file', cursor);
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== sizeBytes % 2 ** 32)
    throw altered('gzip data', cursor);
  await cursor.skip(TRAILER_BYTES);
}

async function skipHeader(cursor: ByteCursor): Promise<void> {
  const head = await cursor.peek(MAX_HEADER_BYTES);
  const flags = head[3];
  let at = 10;
  if (flags & FEXTRA) at += 2 + (head[at] | (head[at + 1] << 8));
  if (flags & FNAME) at = endOfText(head, at);
  if (flags & FCOMMENT) at = endOfText(head, at);
  if (flags & FHCRC) at += 2;
  // Also when a text has no end, or a length is no number.
  if (!(at <= head.length)) throw cutOff('gzip file', cursor);
  await cursor.skip(at);
}

function endOfText(head: Uint8Array, at: number): number {
  const nul = head.indexOf(0, at);
  return nul < 0 ? Number.POSITIVE_INFINITY : nul + 1;
}
