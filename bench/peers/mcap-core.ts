import { openSync, readSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { McapStreamReader } from '@mcap/core';

/** `node mcap-core.ts FILE`: every message of a recording, with the library of the format's authors as it is by default. */

const file = openSync(process.argv[2], 'r');
const reader = new McapStreamReader({
  decompressHandlers: { zstd: (packed, size) => zstdDecompressSync(packed, { maxOutputLength: Number(size) }) },
});
const piece = Buffer.alloc(1 << 20);
let messages = 0;
for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
  reader.append(piece.subarray(0, length));
  for (let record = reader.nextRecord(); record; record = reader.nextRecord())
    if (record.type === 'Message') messages++;
}
console.log(messages);
