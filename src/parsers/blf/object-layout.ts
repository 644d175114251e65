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

/** One object: `at … end` in the window, its content from `dataAt` on. */
export interface BlfObject {
  type: number;
  at: number;
  dataAt: number;
  end: number;
}
