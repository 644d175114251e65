import type { ByteCursor } from './byte-cursor.ts';
import { type ByteSource, memorySource } from './byte-source.ts';
import { ParseError } from './log-format.ts';

/** The rest of a stream in memory, for a format that reads from anywhere. Throws `over-limit`. */
export async function holdStream(cursor: ByteCursor, maxBytes: number, format: string): Promise<ByteSource> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let bytes = await cursor.take(); bytes; bytes = await cursor.take()) {
    length += bytes.length;
    if (length > maxBytes) throw tooLarge(format, maxBytes);
    chunks.push(bytes.slice());
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return memorySource(whole);
}

function tooLarge(format: string, maxBytes: number): ParseError {
  const size = `${maxBytes / 2 ** 20} MiB`;
  return new ParseError(
    'over-limit',
    `A packed ${format} recording of more than ${size} is not read; unpack it first.`,
  );
}
