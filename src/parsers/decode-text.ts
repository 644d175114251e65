const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** UTF-8, or latin-1 where the bytes are none or say so (ECUs write either, whatever they declare). Never throws. */
export function decodeText(bytes: Uint8Array, isLatin1: boolean): string {
  if (isLatin1) return latin1.decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}
