import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import { type LogInput, type LogVisitor, readLog } from '#src/parsers/log-reader.ts';

/** Reads a stored file in one pass that ends as soon as nothing more is needed of it. */
export async function readWhileNeeded(input: LogInput, visitor: LogVisitor, isNeeded: () => boolean): Promise<void> {
  const stream = streamWhile(input.stream, isNeeded);
  const source = input.source && sourceWhile(input.source, isNeeded);
  await readLog({ ...input, stream, ...(source && { source }) }, visitor);
}

/** What comes after the last wanted record is not read: the file ends there for all that follows. */
async function* streamWhile(stream: ByteStream, isNeeded: () => boolean): ByteStream {
  for await (const chunk of stream) {
    yield chunk;
    if (!isNeeded()) return;
  }
}

const sourceWhile = ({ size, read }: ByteSource, isNeeded: () => boolean): ByteSource => ({
  size,
  read: async (offset, length) => (isNeeded() ? read(offset, length) : new Uint8Array(0)),
});
