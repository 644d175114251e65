import type { Conversion } from './conversion.ts';

/** `cn_type`. */
export const ChannelType = {
  fixed: 0,
  variable: 1,
  master: 2,
  virtualMaster: 3,
  sync: 4,
  limited: 5,
  virtual: 6,
} as const;

/** `cn_sync_type` of a master channel: only time is one here. */
export const SYNC_TIME = 1;

/** `cn_data_type`. */
export const DataType = {
  unsignedLittle: 0,
  unsignedBig: 1,
  signedLittle: 2,
  signedBig: 3,
  floatLittle: 4,
  floatBig: 5,
  latin1: 6,
  utf8: 7,
  utf16Little: 8,
  utf16Big: 9,
  bytes: 10,
} as const;

/** `cn_flags`. */
const ALL_INVALID = 1;
const HAS_INVALIDATION_BIT = 2;

export interface Channel {
  name: string;
  unit: string;
  type: number;
  syncType: number;
  dataType: number;
  bitOffset: number;
  byteOffset: number;
  bitCount: number;
  flags: number;
  invalidationBit: number;
  conversion: Conversion;
  /** Values of variable length: link of their blocks, or of the group that holds them. */
  data: number;
  /** Channels that this one is made of. */
  parts: Channel[];
}

export const isAlwaysInvalid = ({ flags }: Channel): boolean => (flags & ALL_INVALID) !== 0;
export const hasInvalidationBit = ({ flags }: Channel): boolean => (flags & HAS_INVALIDATION_BIT) !== 0;
/** Half precision is the least that IEEE 754 has: a float of fewer bits is damage of the metadata. */
const MIN_FLOAT_BITS = 16;
export const isFloat = ({ dataType }: Pick<Channel, 'dataType'>): boolean =>
  dataType === DataType.floatLittle || dataType === DataType.floatBig;
export const isNumber = (channel: Channel): boolean =>
  channel.dataType <= DataType.floatBig && (!isFloat(channel) || channel.bitCount >= MIN_FLOAT_BITS);
export const isText = ({ dataType }: Channel): boolean => dataType >= DataType.latin1 && dataType <= DataType.utf16Big;
