import type { ByteCursor } from '../byte-cursor.ts';
import { ParseError } from '../log-format.ts';
import type { PackedStream } from '../packed-stream.ts';
import type { Container, ContainerEntry, UnreadableEntry } from './container.ts';
import { cutOff, damaged } from './container-damage.ts';
import { cleanMemberName } from './member-name.ts';
import { DEFLATED, STORED, ZipEntry } from './zip-entry.ts';
import {
  isDirectoryStart,
  isNextStart,
  LOCAL_HEADER,
  readZipHeader,
  signatureAt,
  type ZipHeader,
} from './zip-header.ts';

const SEARCH_BYTES = 64 * 1024;
/** Section 4.4.5 of APPNOTE.TXT: names for the message only. */
const METHODS: Record<number, string> = { 9: 'Deflate64', 12: 'BZIP2', 14: 'LZMA', 93: 'zstd', 95: 'XZ', 98: 'PPMd' };

/**
 * zip from a forward stream (PKWARE APPNOTE.TXT): local headers lead, the central directory only marks the end. Stored
 * and deflated entries, with or without data descriptor, zip64. After damage it goes on at the next header it finds.
 */
export const zip: Container = {
  name: 'zip',
  detect: (head) => isNextStart(signatureAt(head, 0)) || signatureAt(head, 4) === LOCAL_HEADER,
  read: readZip,
};

async function* readZip(input: PackedStream): AsyncGenerator<ContainerEntry | UnreadableEntry> {
  const { cursor } = input;
  // A split archive of one part begins with a marker before its first header: no damage to tell.
  let isTold = true;
  for (;;) {
    const signature = signatureAt(await cursor.peek(4), 0);
    if (isDirectoryStart(signature)) return;
    if (signature === LOCAL_HEADER) {
      isTold = yield* readEntry(input);
      continue;
    }
    const error = damaged('zip archive', cursor);
    const isFound = await seekHeader(cursor);
    if (!isTold) yield { name: null, error: isFound ? error : cutOff('zip archive', cursor) };
    if (!isFound) return;
    isTold = true;
  }
}

/** Yields the entry at the cursor; returns whether damage of it was told. */
async function* readEntry(input: PackedStream): AsyncGenerator<ContainerEntry | UnreadableEntry, boolean> {
  const header = await readZipHeader(input.cursor);
  const { name } = header;
  const what = `zip entry "${cleanMemberName(name)}"`;
  const entry = new ZipEntry(input, header, what);
  const error = findObstacle(header, what, input.cursor);
  if (error) yield { name, error };
  else if (!name.endsWith('/')) yield { name, bytes: entry.bytes };
  if (error && header.compressedBytes === null) return true;
  await passQuietly(entry);
  return entry.isBroken || error !== undefined;
}

function findObstacle(header: ZipHeader, what: string, cursor: ByteCursor): ParseError | undefined {
  if (header.isEncrypted) {
    const message = `The ${what} is encrypted: unpack it with its password and upload it again.`;
    return new ParseError('encrypted-container', message, cursor.offset);
  }
  if (header.method === STORED || header.method === DEFLATED) return undefined;
  const method = METHODS[header.method] ?? `method ${header.method}`;
  const message = `The ${what} is packed with ${method}, which Argus does not read: pack it with Deflate.`;
  return new ParseError('unsupported-version', message, cursor.offset);
}

/** Damage in what its reader did not want is nobody's loss. */
async function passQuietly(entry: ZipEntry): Promise<void> {
  try {
    await entry.pass();
  } catch (error) {
    if (!(error instanceof ParseError && error.fault === 'corrupt-container')) throw error;
  }
}

/** Moves to the next header or to the directory; false at the end. */
async function seekHeader(cursor: ByteCursor): Promise<boolean> {
  for (;;) {
    const bytes = await cursor.peek(SEARCH_BYTES);
    let at = bytes.indexOf(0x50);
    while (at >= 0 && !isNextStart(signatureAt(bytes, at))) at = bytes.indexOf(0x50, at + 1);
    const isLast = bytes.length < SEARCH_BYTES;
    await cursor.skip(at >= 0 ? at : isLast ? bytes.length : bytes.length - 3);
    if (at >= 0 || isLast) return at >= 0;
  }
}
