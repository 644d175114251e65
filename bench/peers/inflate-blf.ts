import { openSync, readSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

/** `node inflate-blf.ts FILE`: unpacks the containers of a BLF recording, and no more: what no reader can be faster than. */

const HEADER_BYTES = 144;
const CONTAINER_HEADER_BYTES = 32;
const path = process.argv[2];
const file = openSync(path, 'r');
const { size } = statSync(path);
const head = Buffer.alloc(CONTAINER_HEADER_BYTES);
let packed = Buffer.alloc(1 << 20);
let bytes = 0;
for (let at = HEADER_BYTES; at + CONTAINER_HEADER_BYTES <= size; ) {
  readSync(file, head, 0, CONTAINER_HEADER_BYTES, at);
  const length = head.readUInt32LE(8);
  if (length > packed.length) packed = Buffer.alloc(length);
  readSync(file, packed, 0, length, at);
  const chunkSize = head.readUInt32LE(24) + 1;
  bytes += inflateSync(packed.subarray(CONTAINER_HEADER_BYTES, length), { chunkSize }).length;
  at += length + (length % 4);
}
console.log(bytes);
