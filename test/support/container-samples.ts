import { gzipSync, zstdCompressSync } from 'node:zlib';
import { tarOf, type ZipPart, zipOf } from './archives.ts';
import { canLog } from './can-log.ts';
import { formatSamples } from './format-samples.ts';
import type { Random } from './mutate.ts';

/** Damage behind the first pieces of a decompressor, and in a file that is one piece. */
const LOGS = [...formatSamples().map(({ bytes }) => bytes), canLog(900), canLog(9000)];
const DESCRIPTORS = [undefined, 'short', 'long', 'bare'] as const;

/** A log inside one to three containers of any kind, members and neighbours included. */
export function anyContainer(random: Random): Uint8Array {
  let bytes = random.pick(LOGS);
  for (let depth = 1 + random.below(3); depth > 0; depth--) bytes = wrapped(bytes, random);
  return bytes;
}

function wrapped(bytes: Uint8Array, random: Random): Uint8Array {
  const other = random.pick(LOGS);
  switch (random.below(6)) {
    case 0:
      return gzipSync(bytes, { level: random.below(10) });
    case 1:
      return Buffer.concat([gzipSync(bytes), gzipSync(other.subarray(0, random.below(300))), gzipSync(other)]);
    case 2:
      return Buffer.concat([zstdCompressSync(bytes), zstdCompressSync(other)]);
    case 3:
      return tarOf({ name: 'a.log', data: bytes }, { name: 'b.log', data: other });
    default:
      return zipOf(zipPart('a.log', bytes, random), zipPart('b.log', other, random));
  }
}

function zipPart(name: string, data: Uint8Array, random: Random): ZipPart {
  return { name, data, method: random.pick([0, 8]), descriptor: random.pick(DESCRIPTORS) };
}
