import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

const HEADER_BYTES = 144;
const CONTAINER_HEADER_BYTES = 32;

type Inflate = (packed: Uint8Array, toldBytes: number) => void;

const bare: Inflate = (packed, toldBytes) => void inflateSync(packed, { chunkSize: toldBytes + 1 });

/** Unpacks the containers of a BLF recording, and no more; returns how many. */
export function inflateContainers(path: string, inflate = bare): number {
  const file = openSync(path, 'r');
  const { size } = statSync(path);
  const head = Buffer.alloc(CONTAINER_HEADER_BYTES);
  let packed = Buffer.alloc(1 << 20);
  let containers = 0;
  for (let at = HEADER_BYTES; at + CONTAINER_HEADER_BYTES <= size; containers++) {
    readSync(file, head, 0, CONTAINER_HEADER_BYTES, at);
    const length = head.readUInt32LE(8);
    if (length > packed.length) packed = Buffer.alloc(length);
    readSync(file, packed, 0, length, at);
    inflate(packed.subarray(CONTAINER_HEADER_BYTES, length), head.readUInt32LE(24));
    at += length + (length % 4);
  }
  closeSync(file);
  return containers;
}
