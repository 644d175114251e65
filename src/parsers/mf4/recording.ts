import { ParseError } from '../log-format.ts';
import type { Channel } from './channel.ts';

/** A measurement as its metadata describes it. */
export interface Recording {
  /** Microseconds since 1970: UTC, unless `isLocalTime`. */
  startUs: number;
  isLocalTime: boolean;
  /** The writer was stopped before it could write lengths and counts. */
  isUnfinished: boolean;
  dataGroups: DataGroup[];
}

export interface DataGroup {
  /** Bytes of the record id before each record; 0 where all records are of one group. */
  recordIdBytes: 0 | 1 | 2 | 4 | 8;
  /** Link of the data. */
  data: number;
  groups: ChannelGroup[];
}

export interface ChannelGroup {
  /** Where its block lies: what values of variable length point at. */
  link: number;
  recordId: number;
  /** Its records are the values of variable length of another group: length u32, then the bytes. */
  isVariable: boolean;
  /** 0 where the writer did not count. */
  records: number;
  dataBytes: number;
  invalidationBytes: number;
  name: string;
  /** `CAN1`, or an ECU: where the values come from. */
  source: string;
  channels: Channel[];
}

/** Longest record that is read; the format has no limit of its own. */
export const MAX_RECORD_LENGTH = 128 * 1024;
/** More channels than a measurement of a whole vehicle has: a hostile file ends here. */
const MAX_CHANNELS = 100_000;
const MAX_GROUPS = 10_000;

/** Counts what a file brings, and what was visited: links may go in circles. */
export class MetadataLimits {
  readonly #seen = new Set<number>();
  #channels = 0;
  #groups = 0;

  /** False for a link that leads nowhere new. */
  enter(link: number): boolean {
    if (link === 0 || this.#seen.has(link)) return false;
    this.#seen.add(link);
    return true;
  }

  addChannel(): void {
    if (++this.#channels > MAX_CHANNELS) throw tooMany(`${MAX_CHANNELS.toLocaleString('en-US')} channels`);
  }

  addGroup(): void {
    if (++this.#groups > MAX_GROUPS) throw tooMany(`${MAX_GROUPS.toLocaleString('en-US')} channel groups`);
  }
}

const tooMany = (what: string): ParseError =>
  new ParseError('over-limit', `The MDF4 recording has more than ${what}; it was not read.`);
