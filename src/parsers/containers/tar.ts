import type { ByteCursor } from '../byte-cursor.ts';
import { ByteSlice } from '../byte-slice.ts';
import type { ByteStream } from '../byte-source.ts';
import { ParseError } from '../log-format.ts';
import type { PackedStream } from '../packed-stream.ts';
import type { Container, ContainerEntry } from './container.ts';
import { cutOff, damaged } from './container-damage.ts';
import { cleanMemberName } from './member-name.ts';
import { findTarHeader, readPax, type TarHeader, textOf } from './tar-header.ts';

const BLOCK_BYTES = 512;
/** A path and a few attributes; more is no header. */
const MAX_EXTENSION_BYTES = 1 << 20;

/** tar: ustar, pax and GNU long names. Links, devices and sparse files are passed over. */
export const tar: Container = {
  name: 'tar',
  detect: (head) => findTarHeader(head) !== undefined,
  read: readTar,
};

/** What an extension header says about the file that follows. */
interface Extension {
  path?: string;
  sizeBytes?: number;
  isSparse: boolean;
}

async function* readTar({ cursor }: PackedStream): AsyncGenerator<ContainerEntry> {
  let extension: Extension = { isSparse: false };
  for (;;) {
    const header = await readHeader(cursor);
    if (!header) return;
    if (header.kind === 'pax' || header.kind === 'long-name') {
      extension = { ...extension, ...(await readExtension(cursor, header)) };
      continue;
    }
    const name = extension.path ?? header.name;
    const sizeBytes = requireSize(extension.sizeBytes ?? header.sizeBytes, name, cursor);
    const data = new ByteSlice(cursor, sizeBytes);
    if (header.kind === 'file' && !extension.isSparse) yield { name, bytes: requireAll(data, name, cursor) };
    await data.skipRest();
    await cursor.skip(padding(sizeBytes));
    if (header.kind !== 'aside') extension = { isSparse: false };
  }
}

/** Undefined at the end: a block of zeros, or nothing more (some writers leave the zeros out). */
async function readHeader(cursor: ByteCursor): Promise<TarHeader | undefined> {
  const block = (await cursor.peek(BLOCK_BYTES)).subarray(0, BLOCK_BYTES);
  if (block.every((byte) => byte === 0)) return undefined;
  if (block.length < BLOCK_BYTES) throw cutOff('tar archive', cursor);
  const header = findTarHeader(block);
  if (!header) throw damaged('tar archive', cursor);
  await cursor.skip(BLOCK_BYTES);
  return header;
}

async function readExtension(cursor: ByteCursor, header: TarHeader): Promise<Extension> {
  const { sizeBytes } = header;
  if (!(sizeBytes <= MAX_EXTENSION_BYTES)) throw damaged('tar archive', cursor);
  const bytes = (await cursor.peek(sizeBytes)).subarray(0, sizeBytes);
  const extension = header.kind === 'pax' ? readPax(bytes) : { path: textOf(bytes), isSparse: false };
  await cursor.skip(sizeBytes + padding(sizeBytes));
  return extension;
}

function requireSize(sizeBytes: number, name: string, cursor: ByteCursor): number {
  if (Number.isSafeInteger(sizeBytes)) return sizeBytes;
  const message = `The tar entry "${cleanMemberName(name)}" has no readable size, so the rest of the archive cannot be found.`;
  throw new ParseError('corrupt-container', message, cursor.offset);
}

async function* requireAll(data: ByteSlice, name: string, cursor: ByteCursor): ByteStream {
  yield* data.stream();
  if (data.remaining > 0) throw cutOff(`tar entry "${cleanMemberName(name)}"`, cursor);
}

const padding = (sizeBytes: number): number => (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
