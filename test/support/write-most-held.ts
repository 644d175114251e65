import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { type ByteStream, memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { tarOf, zipEntry } from './archives.ts';
import { canLog } from './can-log.ts';

/*
 * Prints the bytes that are held once garbage is gone, at the worst of some moments while an archive (`zip` or `tar`) of so
 * many logs is read. A process of its own, with --expose-gc: others would hold bytes of theirs.
 */
const [kind, count] = process.argv.slice(2);
const log = canLog(5);
const entries = Array.from({ length: Number(count) }, (_, i) => ({ name: `${i}.log`, data: log }));
const archive = kind === 'zip' ? Buffer.concat(entries.flatMap((entry) => zipEntry(entry))) : tarOf(...entries);
const LOOKS = 8;

function heldBytes(): number {
  // Buffers are let go by the collection after the one that found them dead.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const collect = (stream: ByteStream) =>
  collectFile({
    stream,
    source: memorySource(archive),
    codecs: nodeCodecs,
    file: { index: 0, name: 'a', sizeBytes: archive.length },
    sha256: () => '',
    referenceTimeUs: 1.8e15,
  });

// Loads what is loaded at the first use only.
await collect(streamSource(memorySource(archive.subarray(0, 10_000))));
const before = heldBytes();
let most = 0;

async function* watched(): ByteStream {
  for await (const chunk of streamSource(memorySource(archive), Math.ceil(archive.length / LOOKS))) {
    yield chunk;
    most = Math.max(most, heldBytes() - before);
  }
}

await collect(watched());
process.stdout.write(String(most));
