import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { readLog } from '#src/parsers/log-reader.ts';
import { Kind, type RecordBatch } from '#src/parsers/record-batch.ts';

export interface ReadFrame {
  timeUs: number;
  uptimeUs: number;
  bus: string;
  id: number;
  flags: number;
  /** Hexadecimal. */
  data: string;
}

/** The bus frames of a file in memory. */
export async function readFrames(bytes: Uint8Array): Promise<ReadFrame[]> {
  const frames: ReadFrame[] = [];
  const records = (batch: RecordBatch) => {
    for (let i = 0; i < batch.count; i++) if (batch.kind[i] === Kind.frame) frames.push(frameAt(batch, i));
  };
  async function* file() {
    yield bytes;
  }
  await readLog(
    { stream: file(), codecs: nodeCodecs, referenceTimeUs: 1.8e15 },
    {
      open: () => ({ records, end: () => {} }),
      failed: (_, error) => {
        throw error;
      },
    },
  );
  return frames;
}

const frameAt = (batch: RecordBatch, i: number): ReadFrame => ({
  timeUs: batch.timeUs[i],
  uptimeUs: batch.uptimeUs[i],
  bus: batch.sources.sources[batch.source[i]].ecu,
  id: batch.id[i],
  flags: batch.flags[i],
  data: Buffer.from(batch.borrowBodyBuffer(i).subarray(batch.bodyStart[i], batch.bodyEnd[i])).toString('hex'),
});
