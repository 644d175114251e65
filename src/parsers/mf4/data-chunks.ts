import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import type { ExpansionBudget } from '../containers/expansion-budget.ts';
import { type BlockFile, type BlockHeader, readLink } from './blocks.ts';

/** Bytes of plain data per read. */
const CHUNK_BYTES = 1 << 20;
/** A number may be read with eight bytes at once. */
export const SLACK_BYTES = 8;
/** Before a chunk: more than the rest of a record that the chunk before it begins. */
const ROOM_BYTES = 1 << 12;
/** Writers pack 4 MiB at a time at most; the standard says so. */
const MAX_ZIPPED_BYTES = 16 << 20;
const MAX_UNZIPPED_BYTES = 16 << 20;
/** Blocks of one list: 4 TB of data at least. */
const MAX_BLOCKS = 1 << 20;
const PLAIN = new Set(['DT', 'DV', 'SD', 'RD']);
const ZIPPED_FIELDS_BYTES = 24;
const DEFLATED = 0;
const TRANSPOSED = 1;

/** A piece of the data of a group, lent until the next one is asked for. */
export interface DataChunk {
  bytes: Uint8Array;
  /** So many bytes before these are free, for what is left of the chunk before, and then `SLACK_BYTES` behind: nothing is moved. */
  roomBytes: number;
  /** The bytes are those of a packed block that could not be unpacked, in place of `lostBytes` of data. */
  isDamaged: boolean;
  lostBytes: number;
}

export interface ChunkSource {
  source: ByteSource;
  blocks: BlockFile;
  codecs: Codecs;
  budget: ExpansionBudget;
  /** A data block without a length goes on to the end of the file. */
  isUnfinished: boolean;
  read: ReadBlocks;
}

/** The data blocks that were read: links of a damaged file may lead to the same bytes over and over. */
export class ReadBlocks {
  readonly #seen = new Set<number>();
  #bytesLeft: number;

  constructor(fileBytes: number) {
    this.#bytesLeft = fileBytes;
  }

  /** False for a block that was read, and for one whose bytes must belong to others. */
  enter(link: number, bytes: number): boolean {
    if (this.#seen.has(link) || this.#bytesLeft <= 0) return false;
    this.#seen.add(link);
    this.#bytesLeft -= bytes;
    return true;
  }
}

/** The data that a link leads to, in order, whatever lists and packing lie between; each block once. */
export async function* dataChunks(from: ChunkSource, link: number): AsyncGenerator<DataChunk> {
  const pending = [link];
  for (let blocks = 0; blocks < MAX_BLOCKS && pending.length > 0; blocks++) {
    const next = pending.pop() ?? 0;
    const header = next === 0 ? undefined : await from.blocks.header(next);
    if (!header || !from.read.enter(next, header.dataBytes)) continue;
    if (PLAIN.has(header.id)) yield* plainChunks(from, header);
    else if (header.id === 'DZ') yield await unzipped(from, header);
    else pending.push(...listed(header).reverse());
  }
}

/** Where the one plain block that a link leads to has its data; undefined for lists and packed blocks. */
export async function plainDataAt(blocks: BlockFile, link: number): Promise<number | undefined> {
  const header = await blocks.header(link);
  return header && PLAIN.has(header.id) ? header.dataAt : undefined;
}

/** Blocks of a list, then its continuation. */
function listed({ id, links }: BlockHeader): number[] {
  if (id === 'HL') return links.slice(0, 1);
  if (id !== 'DL' && id !== 'LD') return [];
  const [next, ...data] = links;
  return next === 0 ? data : [...data, next];
}

async function* plainChunks(
  { source, blocks, isUnfinished }: ChunkSource,
  { dataAt, dataBytes }: BlockHeader,
): AsyncGenerator<DataChunk> {
  const end = isUnfinished && dataBytes === 0 ? source.size : dataAt + blocks.bytesAt(dataAt, dataBytes);
  const reader = new ChunkReader(source, Math.min(CHUNK_BYTES, Math.max(0, end - dataAt)));
  let reading = dataAt < end ? reader.read(dataAt, end) : undefined;
  for (let at = dataAt; reading; ) {
    const bytes = await reading;
    if (bytes.length === 0) return;
    at += bytes.length;
    // The next piece comes while this one is decoded.
    reading = at < end ? reader.read(at, end) : undefined;
    yield { bytes, roomBytes: reader.roomBytes, isDamaged: false, lostBytes: 0 };
  }
}

/** Reads into two buffers by turns: a new one per chunk costs a twentieth of the whole way to evidence, in page faults. */
class ChunkReader {
  readonly #source: ByteSource;
  readonly #chunkBytes: number;
  #buffer: Uint8Array | undefined;
  #other: Uint8Array | undefined;

  constructor(source: ByteSource, chunkBytes: number) {
    this.#source = source;
    this.#chunkBytes = chunkBytes;
  }

  get roomBytes(): number {
    return this.#source.readInto ? ROOM_BYTES : 0;
  }

  async read(at: number, end: number): Promise<Uint8Array> {
    const length = Math.min(this.#chunkBytes, end - at);
    if (!this.#source.readInto) return this.#source.read(at, length);
    const buffer = this.#other ?? new Uint8Array(ROOM_BYTES + this.#chunkBytes + SLACK_BYTES);
    this.#other = this.#buffer;
    this.#buffer = buffer;
    const chunk = buffer.subarray(ROOM_BYTES, ROOM_BYTES + length);
    return chunk.subarray(0, await this.#source.readInto(at, chunk));
  }
}

async function unzipped(
  { source, blocks, codecs, budget }: ChunkSource,
  { dataAt, dataBytes }: BlockHeader,
): Promise<DataChunk> {
  const bytes = await source.read(dataAt, Math.min(blocks.bytesAt(dataAt, dataBytes), MAX_ZIPPED_BYTES));
  const damaged = { bytes, roomBytes: 0, isDamaged: true, lostBytes: 0 };
  if (bytes.length < ZIPPED_FIELDS_BYTES) return damaged;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint8(2);
  const length = readLink(view, 8);
  const packedEnd = ZIPPED_FIELDS_BYTES + readLink(view, 16);
  if ((type !== DEFLATED && type !== TRANSPOSED) || length > MAX_UNZIPPED_BYTES || packedEnd > bytes.length)
    return { ...damaged, lostBytes: Math.min(length, MAX_UNZIPPED_BYTES) };
  try {
    const plain = codecs.inflate(bytes.subarray(ZIPPED_FIELDS_BYTES, packedEnd), length);
    budget.addExpanded(plain.length);
    const columns = type === TRANSPOSED ? view.getUint32(4, true) : 0;
    const isTransposed = columns > 1 && columns <= plain.length;
    return { bytes: isTransposed ? transposed(plain, columns) : plain, roomBytes: 0, isDamaged: false, lostBytes: 0 };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'CodecError') throw error;
    return { ...damaged, lostBytes: length };
  }
}

/** The records of `columns` bytes whose bytes were stored column by column; what fills no record stands behind as it is. */
export function transposed(bytes: Uint8Array, columns: number): Uint8Array {
  const rows = Math.floor(bytes.length / columns);
  const plain = new Uint8Array(bytes.length);
  for (let column = 0; column < columns; column++) {
    let from = column * rows;
    for (let to = column; to < rows * columns; to += columns) plain[to] = bytes[from++];
  }
  plain.set(bytes.subarray(rows * columns), rows * columns);
  return plain;
}
