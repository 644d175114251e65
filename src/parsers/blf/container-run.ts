import type { Unpacking } from '../packed-stream.ts';
import {
  BASE_HEADER_BYTES,
  CONTAINER_HEADER_BYTES,
  HEADER_SIZE_AT,
  METHOD_ZLIB,
  OBJECT_MAGIC,
  OBJECT_SIZE_AT,
  TYPE_AT,
} from './object-layout.ts';
import { ObjectType } from './object-types.ts';

export const CONTAINER_AT = BASE_HEADER_BYTES + CONTAINER_HEADER_BYTES;
/** Writers fill 128 KiB. What a corrupt size can make us hold is 16 MiB. */
const MAX_PACKED_BYTES = 2 ** 24;
/** Where the size stands that a container tells of its content, before that. */
export const TOLD_BEFORE = 8;
/** Behind it: its size modulo 4. */
export const MAX_CONTAINER_PADDING = 3;
/** Four containers of most writers: a batch of records, still in the cache when they are read. Measured as fast as eight. */
const ROOM_BYTES = 4 * 128 * 1024;

/**
 * Unpacks containers that follow on each other one behind the other into one room: what is in them is one stream, and a
 * decoder that gets it container by container spends half of its time on the seams. Only those that are whole, not too large
 * and as large as they tell.
 */
export class ContainerRun {
  /** How many bytes are unpacked. */
  length = 0;
  #room: Uint8Array = new Uint8Array(0);
  readonly #unpacking: Unpacking;

  constructor(unpacking: Unpacking) {
    this.#unpacking = unpacking;
  }

  /**
   * Returns how many bytes were used; 0 when `held` does not begin with such a container, or there is no more room. Where it
   * throws because the file expands too much, `length` tells of what came before.
   */
  take(held: Uint8Array): number {
    let at = 0;
    for (let size = this.#unpack(held, at); size > 0; size = this.#unpack(held, at))
      at += size + paddingIn(held, at + size, size % 4);
    return at;
  }

  /** The first `length` bytes of what is unpacked, valid until the next `take`: the room is then free. */
  lend(length: number): Uint8Array {
    const bytes = this.#room.subarray(0, length);
    this.length = 0;
    return bytes;
  }

  /** Size of the container at `at`; 0 when it cannot be taken. */
  #unpack(held: Uint8Array, at: number): number {
    const size = findContainer(held, at);
    // What stands behind it may be padding.
    if (size === 0 || at + size + (size % 4) > held.length) return 0;
    const dataAt = at + headerBytesOf(held, at) + CONTAINER_HEADER_BYTES;
    const told = dataAt < at + size ? u32(held, dataAt - TOLD_BEFORE) : 0;
    const isUsual = told > 0 && (u32(held, dataAt - CONTAINER_HEADER_BYTES) & 0xffff) === METHOD_ZLIB;
    if (!isUsual || this.length + told > ROOM_BYTES) return 0;
    // One byte more, or it could not be seen that it ended.
    if (this.#room.length === 0) this.#room = new Uint8Array(ROOM_BYTES + 1);
    const room = this.#room.subarray(this.length, this.length + told + 1);
    const { codecs, budget } = this.#unpacking;
    const unpacked = codecs.inflateInto(held.subarray(dataAt, at + size), room);
    if (unpacked === undefined) return 0;
    budget.addExpanded(unpacked);
    this.length += unpacked;
    return size;
  }
}

/** Size of the container that begins at `at`; 0 when none does. */
export function findContainer(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < CONTAINER_AT || u32(bytes, at) !== OBJECT_MAGIC) return 0;
  const size = u32(bytes, at + OBJECT_SIZE_AT);
  const isOne = u32(bytes, at + TYPE_AT) === ObjectType.logContainer && size >= CONTAINER_AT;
  return isOne && size <= MAX_PACKED_BYTES ? size : 0;
}

export const headerBytesOf = (bytes: Uint8Array, at: number): number =>
  Math.max(bytes[at + HEADER_SIZE_AT] | (bytes[at + HEADER_SIZE_AT + 1] << 8), BASE_HEADER_BYTES);

/** Nothing but zeros may be padding: some writers leave it out. */
export function paddingIn(bytes: Uint8Array, at: number, most: number): number {
  let count = 0;
  while (count < most && bytes[at + count] === 0) count++;
  return count;
}

export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
