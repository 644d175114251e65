/** `LOBJ` and `LOGG` as little-endian words. */
export const OBJECT_MAGIC = 0x4a424f4c;
export const FILE_MAGIC = 0x47474f4c;

/** magic, header size u16, header version u16, object size u32, type u32 */
export const BASE_HEADER_BYTES = 16;
/** … and flags u32, 4 bytes by version, timestamp u64: versions 1 to 3 agree on the places of these two. */
export const TIMED_HEADER_BYTES = 32;
export const HEADER_SIZE_AT = 4;
export const OBJECT_SIZE_AT = 8;
export const TYPE_AT = 12;
export const FLAGS_AT = 16;
export const TIMESTAMP_AT = 24;

/** Timestamps count 10 microseconds; else nanoseconds. */
export const TEN_MICROSECONDS = 1;

/** method u16, 6 reserved, uncompressed size u32, 4 reserved */
export const CONTAINER_HEADER_BYTES = 16;
export const METHOD_STORED = 0;
export const METHOD_ZLIB = 2;

/** Objects stand on multiples of four for most types, one behind the other for some. */
export const MAX_PADDING_BYTES = 8;

/** The file header is 144 bytes long since the format is known; measurement start is a SYSTEMTIME at 40. */
export const FILE_HEADER_BYTES = 144;
/** Up to the times of the measurement. */
export const MIN_FILE_HEADER_BYTES = 72;
export const MAX_FILE_HEADER_BYTES = 4096;
export const START_TIME_AT = 40;

/**
 * Of the frames that `usual-objects.ts` reads (layouts: `can-objects.ts`, `lin-objects.ts`, and 32 bytes of header). Here,
 * where nothing is imported, the bundler writes numbers in place of the names: each else costs a look-up per object.
 */
export const MAGIC_BYTES = 4;
export const MOST_BYTES = 8;
export const MOST_FD_BYTES = 64;
export const EXTENDED_ID = 0x80000000;
export const ID_MASK = 0x1fffffff;
/** Bits of the word that begins a frame of CAN: channel, flags, code of its length. */
export const REMOTE = 0x800000;
export const SENT = 0x10000;
export const FD64_REMOTE = 0x10;
export const FD64_FORMAT = 0x1000;
export const LIN_ID_MASK = 0x3f;
export const LIN_IDS = 64;
/** More than a recorder has: senders of a later one are looked for again and again. */
export const LIN_CHANNELS = 64;
export const CAN_DATA_AT = 40;
export const FD_DATA_AT = 52;
export const FD64_DATA_AT = 72;
export const LIN_DATA_AT = 144;

/** One object: `at … end` in the window, its content from `dataAt` on. */
export interface BlfObject {
  type: number;
  at: number;
  dataAt: number;
  end: number;
}
