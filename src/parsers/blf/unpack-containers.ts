import type { ByteStream } from '../byte-source.ts';
import { CodecError, type CompressedInput } from '../codecs.ts';
import type { PackedStream } from '../packed-stream.ts';
import {
  CONTAINER_AT,
  ContainerRun,
  findContainer,
  headerBytesOf,
  MAX_CONTAINER_PADDING,
  paddingIn,
  TOLD_BEFORE,
  u32,
} from './container-run.ts';
import {
  BASE_HEADER_BYTES,
  CONTAINER_HEADER_BYTES,
  FILE_HEADER_BYTES,
  MAX_FILE_HEADER_BYTES,
  METHOD_STORED,
  METHOD_ZLIB,
  MIN_FILE_HEADER_BYTES,
  OBJECT_MAGIC,
  OBJECT_SIZE_AT,
} from './object-layout.ts';

/** What a corrupt size can make us hold. */
const MAX_UNPACKED_BYTES = 2 ** 26;
/** zlib's header (RFC 1950) before the deflate stream. */
const ZLIB_HEADER_BYTES = 2;
/** Behind it, big-endian. */
const CHECKSUM_BYTES = 4;
const SEARCH_BYTES = 2 ** 16;

/**
 * The objects of a BLF file as if it had no containers, behind its header: what a writer puts into them is one stream, and
 * objects go from one container into the next. A container that cannot be unpacked stays as it is.
 */
export async function* unpackContainers(packed: PackedStream): ByteStream {
  const { cursor } = packed;
  const header = await cursor.peek(FILE_HEADER_BYTES);
  yield* copyBytes(packed, fileHeaderBytes(header));
  const run = new ContainerRun(packed);
  for (;;) {
    const before = run.length;
    let used = 0;
    try {
      used = await takeRun(packed, run);
    } catch (error) {
      // Of the stream, which shows once all before it was taken; or the next container is too much.
      if (run.length > 0) yield run.lend(run.length);
      throw error;
    }
    if (used > 0) continue;
    if (run.length > 0) yield run.lend(run.length);
    const head = await cursor.peek(CONTAINER_AT);
    if (head.length === 0) return;
    if (before > 0) continue;
    if (findContainer(head, 0) > 0) yield* unpackContainer(packed, head);
    else yield* copyBytes(packed, await bytesToNextObject(packed, head));
  }
}

/** Of the containers that come next all that are held and find room; returns how many bytes they are, packed. */
async function takeRun({ cursor }: PackedStream, run: ContainerRun): Promise<number> {
  let held = await cursor.peek(CONTAINER_AT);
  const leastBytes = findContainer(held, 0) + MAX_CONTAINER_PADDING;
  if (leastBytes > held.length) held = await cursor.peek(leastBytes);
  const used = run.take(held);
  await cursor.skip(used);
  return used;
}

/** As the header says; 144 where it says what cannot be, and none where an object stands in its place. */
export function fileHeaderBytes(header: Uint8Array): number {
  if (header.length >= BASE_HEADER_BYTES && u32(header, 0) === OBJECT_MAGIC) return 0;
  return findFileHeaderBytes(header) ?? FILE_HEADER_BYTES;
}

export function findFileHeaderBytes(header: Uint8Array): number | undefined {
  const length = header.length < 8 ? 0 : u32(header, 4);
  return length >= MIN_FILE_HEADER_BYTES && length <= MAX_FILE_HEADER_BYTES ? length : undefined;
}

async function* copyBytes({ cursor }: PackedStream, length: number): ByteStream {
  let left = length;
  while (left > 0) {
    const bytes = await cursor.takeUpTo(left);
    if (!bytes) return;
    left -= bytes.length;
    yield bytes;
  }
}

/** Of an object outside of containers, or of bytes that are none: up to where the next object may begin. */
async function bytesToNextObject({ cursor }: PackedStream, head: Uint8Array): Promise<number> {
  const isObject = head.length >= BASE_HEADER_BYTES && u32(head, 0) === OBJECT_MAGIC;
  const size = isObject ? u32(head, OBJECT_SIZE_AT) : 0;
  if (size >= BASE_HEADER_BYTES && size <= SEARCH_BYTES) return size;
  const bytes = (await cursor.peek(SEARCH_BYTES)).subarray(0, SEARCH_BYTES);
  const next = findMagic(bytes, 1);
  return next > 0 ? next : Math.max(1, bytes.length - 3);
}

async function* unpackContainer(packed: PackedStream, head: Uint8Array): ByteStream {
  const { cursor } = packed;
  const size = findContainer(head, 0);
  const headerBytes = headerBytesOf(head, 0);
  const dataAt = headerBytes + CONTAINER_HEADER_BYTES;
  const object = (await cursor.peek(size)).subarray(0, size);
  const method = u32(object, headerBytes) & 0xffff;
  const data = object.subarray(dataAt);
  if (dataAt <= object.length && method === METHOD_STORED) yield data;
  else if (dataAt <= object.length && method === METHOD_ZLIB) yield* inflate(packed, object, dataAt);
  else yield object;
  await cursor.skip(object.length);
  const most = size % 4;
  await cursor.skip(paddingIn(await cursor.peek(most), 0, most));
}

/** What is told about the size makes it fast; where it is wrong or the data damaged, what can be had comes piece by piece. */
async function* inflate(packed: PackedStream, object: Uint8Array, dataAt: number): ByteStream {
  const told = u32(object, dataAt - TOLD_BEFORE);
  const whole =
    told > 0 && told <= MAX_UNPACKED_BYTES ? inflateWhole(packed, object.subarray(dataAt), told) : undefined;
  if (!whole) return yield* inflatePieces(packed, object, dataAt);
  yield whole;
  packed.codecs.release(whole);
}

function inflateWhole({ codecs, budget }: PackedStream, data: Uint8Array, told: number): Uint8Array | undefined {
  try {
    const bytes = codecs.inflate(data, told);
    budget.addExpanded(bytes.length);
    return bytes;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/**
 * Behind what could be unpacked of a damaged container comes the container itself: the decoder makes a gap of it. So it does of
 * one whose checksum does not fit, though all of it was unpacked: some of its objects say what nobody wrote.
 */
async function* inflatePieces({ codecs, budget }: PackedStream, object: Uint8Array, dataAt: number): ByteStream {
  let length = 0;
  let sum = 1;
  try {
    const input = inputOf(object.slice(dataAt + ZLIB_HEADER_BYTES));
    for await (const bytes of codecs.inflateRaw(input)) {
      length += bytes.length;
      budget.addExpanded(bytes.length);
      sum = adler32(bytes, sum);
      yield bytes;
      if (length > MAX_UNPACKED_BYTES) return;
    }
    if (sum !== checksumOf(await input.peek(CHECKSUM_BYTES))) yield object;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    yield object;
  }
}

/** RFC 1950: two sums modulo 65,521; so many bytes fit into 32 bits before the modulo is due. */
const ADLER_MODULUS = 65_521;
const ADLER_STRIDE = 5_552;

function adler32(bytes: Uint8Array, before: number): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + ADLER_STRIDE);
    for (; at < end; at++) {
      low += bytes[at];
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return ((high << 16) | low) >>> 0;
}

/** A file that ends before it has none, and is cut off in any case. */
const checksumOf = (bytes: Uint8Array): number | undefined =>
  bytes.length < CHECKSUM_BYTES ? undefined : ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0;

function inputOf(bytes: Uint8Array): CompressedInput {
  let at = 0;
  return {
    peek: async () => bytes.subarray(at),
    skip: async (length) => {
      at += length;
      return length;
    },
  };
}

function findMagic(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4c, from); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0x4c, at + 1)) {
    if (u32(bytes, at) === OBJECT_MAGIC) return at;
  }
  return -1;
}
