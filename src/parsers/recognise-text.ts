import { ByteCursor } from './byte-cursor.ts';
import type { ByteStream } from './byte-source.ts';
import { SNIFF_BYTES } from './sniff.ts';

export interface RecognisedText {
  cursor: ByteCursor;
  /** The first bytes of content, without a byte order mark. */
  head: Uint8Array;
  /** Length of the UTF-8 byte order mark that is still ahead in `cursor`; offsets count it. */
  bomBytes: number;
  /** `head` is all there is. */
  isWhole: boolean;
}

/** Looks for a byte order mark. UTF-16 becomes UTF-8, and offsets then count the UTF-8 stream. */
export async function recogniseText(cursor: ByteCursor): Promise<RecognisedText> {
  const head = plain(await cursor.peek(SNIFF_BYTES));
  const encoding = utf16Of(head);
  if (encoding) return recognised(new ByteCursor(transcode(cursor, encoding)), 0);
  return recognised(cursor, head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0);
}

async function recognised(cursor: ByteCursor, bomBytes: number): Promise<RecognisedText> {
  const head = plain(await cursor.peek(bomBytes + SNIFF_BYTES));
  const isWhole = head.length < bomBytes + SNIFF_BYTES;
  return { cursor, head: head.subarray(bomBytes, bomBytes + SNIFF_BYTES), bomBytes, isWhole };
}

/** Not a Buffer: one kind of array for every caller keeps the decoders' compiled code fast (measured 1.2 times). */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (isEveryOtherZero(head, 1)) return 'utf-16le';
  if (isEveryOtherZero(head, 0)) return 'utf-16be';
}

/** Bytes that show text without a byte order mark: no binary format has so many letters a byte apart. */
const SHOWING_BYTES = 64;

function isEveryOtherZero(head: Uint8Array, zerosAt: 0 | 1): boolean {
  if (head.length < SHOWING_BYTES) return false;
  for (let i = 0; i < SHOWING_BYTES; i++) {
    const isZero = i % 2 === zerosAt;
    if (isZero ? head[i] !== 0 : !isPlainText(head[i])) return false;
  }
  return true;
}

const isPlainText = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13);

async function* transcode(cursor: ByteCursor, encoding: 'utf-16le' | 'utf-16be'): ByteStream {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for (let bytes = await cursor.take(); bytes; bytes = await cursor.take()) {
    yield encoder.encode(decoder.decode(bytes, { stream: true }));
  }
  yield encoder.encode(decoder.decode());
}
