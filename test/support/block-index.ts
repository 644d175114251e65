import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { BlockIndex } from '#src/evidence/blocks/block-index.ts';
import { BlockRecorder } from '#src/evidence/blocks/block-recorder.ts';
import type { StoredLog } from '#src/evidence/blocks/read-stored-log.ts';
import { PointerMint } from '#src/evidence/pointers.ts';
import { StreamTally } from '#src/evidence/tally/stream-tally.ts';
import { TemplateTally } from '#src/evidence/templates/template-tally.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { type LogInput, readLog } from '#src/parsers/log-reader.ts';

/** Bytes that were read of a file since it was opened last. */
export interface Read {
  bytes: number;
}

/** A file in memory that counts what is read of it. */
export function countedInput(bytes: Uint8Array, read: Read = { bytes: 0 }): () => LogInput {
  const { read: readAt, size } = memorySource(bytes);
  const source = {
    size,
    async read(offset: number, length: number) {
      const part = await readAt(offset, length);
      read.bytes += part.length;
      return part;
    },
  };
  return () => ({
    stream: streamSource(source, 256 * 1024),
    source,
    codecs: nodeCodecs,
    referenceTimeUs: Date.UTC(2026, 5, 1) * 1_000,
  });
}

/** The blocks of a file, of at least so many records, and the offsets of its records in their streams. */
export async function indexed(bytes: Uint8Array, records: number) {
  const blocks: BlockIndex[] = [];
  const places: { member: string | null; offset: number }[] = [];
  await readLog(countedInput(bytes)(), {
    open: ({ container, member, sources }) => {
      const tally = new StreamTally(sources);
      const templates = new TemplateTally(new PointerMint(0, member), () => false);
      const recorder = new BlockRecorder(templates, { records, bytes: Number.POSITIVE_INFINITY });
      return {
        records: (batch) => {
          recorder.begin(batch);
          tally.add(batch);
          templates.add(batch);
          recorder.add(batch, tally.span);
          for (let i = 0; i < batch.count; i++) places.push({ member, offset: batch.window.offset + batch.start[i] });
        },
        end: (streamBytes) => {
          const stream = { member, isBare: container === null, streamBytes };
          const fingerprints = (rows: readonly number[]) => rows.map((row) => templates.templates[row].text);
          const index = recorder.finish(stream, { sources: sources.sources, fingerprints });
          if (index) blocks.push(index);
        },
      };
    },
    failed: () => {},
  });
  return { blocks, places };
}

export const storedLog = (bytes: Uint8Array, blocks: readonly BlockIndex[], read?: Read): StoredLog => ({
  open: countedInput(bytes, read),
  blocks,
});
