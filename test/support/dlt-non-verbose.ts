import { expect } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { DescribedEcu } from '#src/parsers/databases/name-messages.ts';
import { readLog } from '#src/parsers/log-reader.ts';
import { type RecordView, viewRecord } from '#src/parsers/record-view.ts';
import { chunksOf } from '#test/support/read-log.ts';

interface MessageOptions {
  isBigEndian?: boolean;
  ecu?: string;
}

/** A non-verbose message of DLT: storage header, standard header (with ECU id), message id, data. */
export function nonVerbose(
  id: number,
  data: number[],
  { isBigEndian = false, ecu = 'ECU1' }: MessageOptions = {},
): Buffer {
  const length = 4 + 4 + 4 + data.length;
  const out = Buffer.alloc(16 + length);
  out.write('DLT\x01', 0, 'latin1');
  out.writeUInt32LE(1_772_504_107, 4);
  out.write(ecu, 12);
  out[16] = 0x24 | (isBigEndian ? 2 : 0);
  out.writeUInt16BE(length, 18);
  out.write(ecu, 20);
  if (isBigEndian) out.writeUInt32BE(id, 24);
  else out.writeUInt32LE(id, 24);
  out.set(data, 28);
  return out;
}

/** The records of a file of these messages, as the descriptions say. */
export const describedMessages = (ecus: readonly DescribedEcu[], ...messages: Buffer[]): Promise<RecordView[]> =>
  describedRecords(ecus, Buffer.concat(messages));

/** The records of a file that carries such messages, as the descriptions say. */
export async function describedRecords(ecus: readonly DescribedEcu[], file: Uint8Array): Promise<RecordView[]> {
  const views: RecordView[] = [];
  await readLog(
    {
      stream: chunksOf(Buffer.from(file), () => 40),
      codecs: nodeCodecs,
      referenceTimeUs: 0,
      descriptions: { buses: [], ecus },
    },
    {
      open: () => ({
        records: (batch) => {
          for (let i = 0; i < batch.count; i++) views.push(viewRecord(batch, i));
        },
        end: () => {},
      }),
      failed: (_, error) => expect(error.message).toBe(''),
    },
  );
  return views;
}
