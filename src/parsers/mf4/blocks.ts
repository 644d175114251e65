import type { ByteSource } from '../byte-source.ts';

/** Id, four bytes reserved, length u64, number of links u64 (ASAM MDF 4.1, section 6.1). */
const BLOCK_HEADER_BYTES = 24;
const LINK_BYTES = 8;
/** Metadata blocks; the longest hold a comment or a table of a conversion. */
const MAX_METADATA_BYTES = 4 << 20;
const MAX_LINKS = 1 << 16;
/** Metadata lies close together, of each kind: one read serves many blocks. */
const PAGE_BYTES = 64 * 1024;
const MAX_PAGES = 16;

/** A block without its header: what it points at, and its own data. */
export interface Block {
  /** `DG`, `CN`, … without the two `#`. */
  id: string;
  /** Places in the file; 0 is no link. */
  links: number[];
  data: DataView;
}

/** Header of a block whose data is not read along. */
export interface BlockHeader {
  id: string;
  dataAt: number;
  dataBytes: number;
  links: number[];
}

/** Reads blocks of an MDF4 file by link. What is no sound block is undefined: damage never throws. */
export class BlockFile {
  readonly size: number;
  /** Something was asked for that lies behind the end of the file. */
  isCut = false;
  readonly #source: ByteSource;
  /** By number; the one that was asked for last stands last. */
  readonly #pages = new Map<number, Uint8Array>();

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** Up to `length` bytes; fewer only at the end of the file. */
  async read(at: number, length: number): Promise<Uint8Array> {
    const page = Math.floor(at / PAGE_BYTES);
    if (at + length > (page + 1) * PAGE_BYTES) return this.#source.read(at, length);
    const bytes = this.#pages.get(page) ?? (await this.#source.read(page * PAGE_BYTES, PAGE_BYTES));
    this.#pages.delete(page);
    this.#pages.set(page, bytes);
    for (const oldest of this.#pages.keys()) if (this.#pages.size > MAX_PAGES) this.#pages.delete(oldest);
    return bytes.subarray(at - page * PAGE_BYTES, at - page * PAGE_BYTES + length);
  }

  async header(link: number): Promise<BlockHeader | undefined> {
    if (link < 64 || this.#isBehindEnd(link + BLOCK_HEADER_BYTES)) return undefined;
    const bytes = await this.read(link, BLOCK_HEADER_BYTES);
    if (bytes.length < BLOCK_HEADER_BYTES || bytes[0] !== 0x23 || bytes[1] !== 0x23) return undefined;
    const view = viewOf(bytes);
    const id = String.fromCharCode(bytes[2], bytes[3]);
    const length = readLink(view, 8);
    const count = readLink(view, 16);
    const dataAt = link + BLOCK_HEADER_BYTES + count * LINK_BYTES;
    if (count > MAX_LINKS || dataAt > link + length) return undefined;
    if (this.#isBehindEnd(dataAt)) return undefined;
    const linkBytes = viewOf(await this.read(link + BLOCK_HEADER_BYTES, count * LINK_BYTES));
    const links = Array.from({ length: count }, (_, n) => readLink(linkBytes, n * LINK_BYTES));
    return { id, dataAt, dataBytes: link + length - dataAt, links };
  }

  /** A whole block of metadata, of one of the given ids. */
  async block(link: number, ...ids: string[]): Promise<Block | undefined> {
    const header = link === 0 ? undefined : await this.header(link);
    if (!header || !ids.includes(header.id) || header.dataBytes > MAX_METADATA_BYTES) return undefined;
    if (this.#isBehindEnd(header.dataAt + header.dataBytes)) return undefined;
    const bytes = await this.read(header.dataAt, header.dataBytes);
    return { ...header, data: viewOf(bytes.slice()) };
  }

  /** How many of the bytes at `at` the file has. */
  bytesAt(at: number, length: number): number {
    return this.#isBehindEnd(at + length) ? Math.max(0, this.size - at) : length;
  }

  #isBehindEnd(end: number): boolean {
    if (end > this.size) this.isCut = true;
    return end > this.size;
  }

  /** Text of a TX block, or the text in the XML of an MD block; empty without. */
  async text(link: number): Promise<string> {
    const block = await this.block(link, 'TX', 'MD');
    if (!block) return '';
    const bytes = new Uint8Array(block.data.buffer, block.data.byteOffset, block.data.byteLength);
    const end = bytes.indexOf(0);
    const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
    return block.id === 'MD' ? (/<TX[^<>]*>([^<]*)<\/TX>/.exec(text)?.[1] ?? '').trim() : text;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Beyond 2^53 it is no place in any file: the nearest double says that as well. */
export const readLink = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
