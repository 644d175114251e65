import { ParseError } from '../log-format.ts';
import { type Block, type BlockFile, readLink } from './blocks.ts';
import type { Channel } from './channel.ts';
import { IDENTITY, readConversion } from './conversion.ts';
import { type ChannelGroup, type DataGroup, MetadataLimits, type Recording } from './recording.ts';

const HEADER_AT = 64;
const RECORD_ID_BYTES = new Set([0, 1, 2, 4, 8]);
const LOCAL_TIME = 1;
/** `cg_flags`. */
const VARIABLE_LENGTH = 1;
const MAX_NAME_LENGTH = 120;
/** Structures of structures; deeper ones are no measurement. */
const MAX_DEPTH = 8;

/** Reads all that describes the data, from the header block on. Throws `ParseError` when there is no header. */
export async function readMetadata(file: BlockFile, isUnfinished: boolean): Promise<Recording> {
  const header = await file.block(HEADER_AT, 'HD');
  if (!header || header.data.byteLength < 16)
    throw new ParseError('corrupt-container', 'The header block of the MDF4 recording is damaged.', HEADER_AT);
  const nanoseconds = header.data.getBigUint64(0, true);
  const reader = new MetadataReader(file);
  return {
    startUs: Number(nanoseconds / 1000n),
    isLocalTime: (header.data.getUint8(12) & LOCAL_TIME) !== 0,
    isUnfinished,
    dataGroups: await reader.dataGroups(header.links[0] ?? 0),
  };
}

class MetadataReader {
  readonly #file: BlockFile;
  readonly #limits = new MetadataLimits();

  constructor(file: BlockFile) {
    this.#file = file;
  }

  async dataGroups(first: number): Promise<DataGroup[]> {
    const found: DataGroup[] = [];
    for (let link = first; this.#limits.enter(link); ) {
      const block = await this.#file.block(link, 'DG');
      if (!block || block.links.length < 3 || block.data.byteLength < 1) break;
      const recordIdBytes = block.data.getUint8(0);
      const [next, firstGroup, data] = block.links;
      if (RECORD_ID_BYTES.has(recordIdBytes)) {
        const groups = await this.#channelGroups(firstGroup);
        found.push({ recordIdBytes: recordIdBytes as DataGroup['recordIdBytes'], data, groups });
      }
      link = next;
    }
    return found;
  }

  async #channelGroups(first: number): Promise<ChannelGroup[]> {
    const found: ChannelGroup[] = [];
    for (let link = first; this.#limits.enter(link); ) {
      const block = await this.#file.block(link, 'CG');
      if (!block || block.links.length < 4 || block.data.byteLength < 32) break;
      this.#limits.addGroup();
      found.push(await this.#channelGroup(block, link));
      link = block.links[0];
    }
    return found;
  }

  async #channelGroup({ links, data }: Block, link: number): Promise<ChannelGroup> {
    const isVariable = (data.getUint16(16, true) & VARIABLE_LENGTH) !== 0;
    return {
      link,
      recordId: readLink(data, 0),
      isVariable,
      records: readLink(data, 8),
      dataBytes: isVariable ? 0 : data.getUint32(24, true),
      invalidationBytes: isVariable ? 0 : data.getUint32(28, true),
      name: await this.#name(links[2]),
      source: await this.#sourceName(links[3]),
      channels: isVariable ? [] : await this.#channels(links[1], 0),
    };
  }

  async #channels(first: number, depth: number): Promise<Channel[]> {
    const found: Channel[] = [];
    for (let link = first; this.#limits.enter(link); ) {
      const block = await this.#file.block(link, 'CN');
      if (!block || block.links.length < 8 || block.data.byteLength < 20) break;
      this.#limits.addChannel();
      found.push(await this.#channel(block, depth));
      link = block.links[0];
    }
    return found;
  }

  async #channel({ links, data }: Block, depth: number): Promise<Channel> {
    return {
      name: await this.#name(links[2]),
      unit: await this.#name(links[6]),
      type: data.getUint8(0),
      syncType: data.getUint8(1),
      dataType: data.getUint8(2),
      bitOffset: data.getUint8(3),
      byteOffset: data.getUint32(4, true),
      bitCount: data.getUint32(8, true),
      flags: data.getUint32(12, true),
      invalidationBit: data.getUint32(16, true),
      conversion: links[4] === 0 ? IDENTITY : await readConversion(this.#file, links[4]),
      data: links[5],
      parts: depth < MAX_DEPTH ? await this.#channels(links[1], depth + 1) : [],
    };
  }

  async #name(link: number): Promise<string> {
    return printable(await this.#file.text(link));
  }

  /** Name of the bus or ECU; its path where it has none. */
  async #sourceName(link: number): Promise<string> {
    const block = await this.#file.block(link, 'SI');
    if (!block || block.links.length < 2) return '';
    return (await this.#name(block.links[0])) || (await this.#name(block.links[1]));
  }
}

/** Names go into the report: one line, and not a long one. */
function printable(text: string): string {
  return text
    .slice(0, MAX_NAME_LENGTH)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
