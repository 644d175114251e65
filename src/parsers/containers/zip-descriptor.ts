import { isNextStart, signatureAt, viewOf } from './zip-header.ts';

/** APPNOTE.TXT section 4.3.9: CRC-32 and both sizes behind the data; its signature is optional. */
const DATA_DESCRIPTOR = 0x08074b50;
const SHORT_BYTES = 12;
const LONG_BYTES = 20;
/** Signature, CRC-32, two sizes of 8 bytes and the signature of what follows. */
export const MAX_DESCRIPTOR_BYTES = 4 + LONG_BYTES + 4;

interface ZipDescriptor {
  crc: number;
  bytes: number;
}

/** The descriptor of `length` compressed bytes at the start of `bytes`; which of its four shapes, the size tells. */
export function findDescriptor(bytes: Uint8Array, length: number): ZipDescriptor | undefined {
  const start = signatureAt(bytes, 0) === DATA_DESCRIPTOR ? 4 : 0;
  if (bytes.length < start + SHORT_BYTES) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(start + 4, true) !== length % 2 ** 32) return undefined;
  const crc = view.getUint32(start, true);
  const isLong =
    !isNextStart(signatureAt(bytes, start + SHORT_BYTES)) && isNextStart(signatureAt(bytes, start + LONG_BYTES));
  return { crc, bytes: start + (isLong ? LONG_BYTES : SHORT_BYTES) };
}

/** Place of a descriptor that fits `length` bytes before `bytes[0]`, searched by its signature; -1 when there is none. */
export function searchDescriptor(bytes: Uint8Array, length: number): number {
  for (
    let at = bytes.indexOf(0x50);
    at >= 0 && at + 4 + SHORT_BYTES <= bytes.length;
    at = bytes.indexOf(0x50, at + 1)
  ) {
    if (signatureAt(bytes, at) !== DATA_DESCRIPTOR) continue;
    if (viewOf(bytes).getUint32(at + 8, true) === (length + at) % 2 ** 32) return at;
  }
  return -1;
}
