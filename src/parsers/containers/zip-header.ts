import type { ByteCursor } from '../byte-cursor.ts';
import { cutOff } from './container-damage.ts';

/** PKWARE APPNOTE.TXT section 4.3.7: local file header. */
export const LOCAL_HEADER = 0x04034b50;
/** What follows the last entry: archive extra data, central directory, end records of zip64 and zip. */
const DIRECTORY_SIGNATURES = [0x08064b50, 0x02014b50, 0x06064b50, 0x06054b50];

const HEADER_BYTES = 30;
const ZIP64_EXTRA = 0x0001;
const IN_ZIP64 = 0xffffffff;

/** General purpose bit flag, section 4.4.4. */
const ENCRYPTED = 1;
const HAS_DESCRIPTOR = 8;
const UTF8_NAME = 2048;

export interface ZipHeader {
  name: string;
  method: number;
  isEncrypted: boolean;
  /** CRC-32 and sizes stand behind the data (again). */
  hasDescriptor: boolean;
  crc: number;
  /** Null when only the descriptor tells. */
  compressedBytes: number | null;
}

export const isDirectoryStart = (signature: number): boolean => DIRECTORY_SIGNATURES.includes(signature);
export const isNextStart = (signature: number): boolean => signature === LOCAL_HEADER || isDirectoryStart(signature);

/** Little-endian; 0 when the bytes are not there. */
export function signatureAt(bytes: Uint8Array, at: number): number {
  return bytes.length < at + 4 ? 0 : viewOf(bytes).getUint32(at, true);
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Reads the header at the cursor and leaves it at the entry's data. */
export async function readZipHeader(cursor: ByteCursor): Promise<ZipHeader> {
  const lengths = viewOf(await cursor.peek(HEADER_BYTES));
  if (lengths.byteLength < HEADER_BYTES) throw cutOff('zip archive', cursor);
  const nameEnd = HEADER_BYTES + lengths.getUint16(26, true);
  const extraEnd = nameEnd + lengths.getUint16(28, true);
  const bytes = await cursor.peek(extraEnd);
  const fixed = viewOf(bytes);
  if (bytes.length < extraEnd) throw cutOff('zip archive', cursor);
  const flags = fixed.getUint16(6, true);
  const header: ZipHeader = {
    name: nameOf(bytes.subarray(HEADER_BYTES, nameEnd), (flags & UTF8_NAME) !== 0),
    method: fixed.getUint16(8, true),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    hasDescriptor: (flags & HAS_DESCRIPTOR) !== 0,
    crc: fixed.getUint32(14, true),
    compressedBytes: compressedBytesOf(viewOf(bytes.subarray(0, extraEnd)), nameEnd, flags),
  };
  await cursor.skip(extraEnd);
  return header;
}

function compressedBytesOf(view: DataView, extraStart: number, flags: number): number | null {
  const written = view.getUint32(18, true);
  if (written === IN_ZIP64) return findZip64Size(view, extraStart) ?? written;
  return written === 0 && flags & HAS_DESCRIPTOR ? null : written;
}

/** Section 4.5.3: uncompressed, then compressed size. 0 means that the descriptor tells. */
function findZip64Size(view: DataView, extraStart: number): number | null | undefined {
  for (let at = extraStart; at + 4 <= view.byteLength; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    return at + 20 <= view.byteLength ? Number(view.getBigUint64(at + 12, true)) || null : undefined;
  }
}

/** Old archives write code page 437, whose letters beyond ASCII matter to nobody here. */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
