import type { ByteCursor } from '../byte-cursor.ts';
import type { ByteStream } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
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
/** Packed data of a member that is short: a line or two. */
const SHORT_BYTES = 512;
/** Short members read at once: they expand to 32 MiB at most. */
const MAX_RUN_BYTES = 32 * 1024;

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
  const { cursor } = input;
  do {
    const run = readShortMembers(await cursor.peek(MAX_RUN_BYTES), input);
    await cursor.skip(run.used);
    input.budget.addParts(Math.max(run.members, 1));
    yield* run.output;
    if (run.members > 0) continue;
    await skipHeader(cursor);
    yield* readMember(input);
  } while (isMemberStart(await cursor.peek(4)));
  await requireTrailerIsShort(cursor, 'gzip');
}

interface MemberRun {
  members: number;
  /** Their bytes, headers and all. */
  used: number;
  output: Uint8Array[];
}

/** Loggers that pack each flush by itself write members of some bytes: as many as lie in `held` are read at once. */
function readShortMembers(held: Uint8Array, { codecs }: PackedStream): MemberRun {
  const output: Uint8Array[] = [];
  const end = Math.min(held.length, MAX_RUN_BYTES);
  let used = 0;
  let members = 0;
  while (isMemberStart(held.subarray(used, used + 4))) {
    const from = used + headerBytes(held.subarray(used, end));
    const body = codecs.inflateShort(held.subarray(from, Math.min(from + SHORT_BYTES, end)));
    if (!body || !isIntact(held.subarray(from + body.used, end), body.output, codecs)) break;
    members++;
    if (body.output.length > 0) output.push(body.output);
    used = from + body.used + TRAILER_BYTES;
  }
  return { members, used, output };
}

function isIntact(rest: Uint8Array, output: Uint8Array, codecs: Codecs): boolean {
  if (rest.length < TRAILER_BYTES) return false;
  const trailer = readTrailer(rest);
  return trailer.crc === codecs.crc32(output, 0) && trailer.sizeBytes === output.length;
}

function readTrailer(bytes: Uint8Array): { crc: number; sizeBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, TRAILER_BYTES);
  return { crc: view.getUint32(0, true), sizeBytes: view.getUint32(4, true) };
}

async function* readMember({ cursor, codecs }: PackedStream): ByteStream {
  let crc = 0;
  let sizeBytes = 0;
  for await (const bytes of decodeErrors(codecs.inflateRaw(cursor), { what: 'gzip data', cursor })) {
    crc = codecs.crc32(bytes, crc);
    sizeBytes += bytes.length;
    yield bytes;
  }
  const rest = await cursor.peek(TRAILER_BYTES);
  if (rest.length < TRAILER_BYTES) throw cutOff('gzip file', cursor);
  const trailer = readTrailer(rest);
  if (trailer.crc !== crc || trailer.sizeBytes !== sizeBytes % 2 ** 32) throw altered('gzip data', cursor);
  await cursor.skip(TRAILER_BYTES);
}

async function skipHeader(cursor: ByteCursor): Promise<void> {
  const head = (await cursor.peek(MAX_HEADER_BYTES)).subarray(0, MAX_HEADER_BYTES);
  const length = headerBytes(head);
  // Also when a text has no end, or a length is no number.
  if (!(length <= head.length)) throw cutOff('gzip file', cursor);
  await cursor.skip(length);
}

function headerBytes(head: Uint8Array): number {
  const flags = head[3];
  let at = 10;
  if (flags & FEXTRA) at += 2 + (head[at] | (head[at + 1] << 8));
  if (flags & FNAME) at = endOfText(head, at);
  if (flags & FCOMMENT) at = endOfText(head, at);
  return flags & FHCRC ? at + 2 : at;
}

function endOfText(head: Uint8Array, at: number): number {
  const nul = head.indexOf(0, at);
  return nul < 0 ? Number.POSITIVE_INFINITY : nul + 1;
}
