/** Block types of pcapng (draft-ietf-opsawg-pcapng, section 4 and IANA's registry). */
export const BlockType = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  /** Obsolete. */
  packet: 2,
  simplePacket: 3,
  nameResolution: 4,
  interfaceStatistics: 5,
  enhancedPacket: 6,
  journalExport: 9,
  decryptionSecrets: 10,
  custom: 0x00000bad,
  customNotCopied: 0x40000bad,
} as const;

const KNOWN_TYPES = new Set<number>(Object.values(BlockType));

/** Type and length before the body, the length once more behind it. */
export const BLOCK_HEADER_BYTES = 8;
export const BLOCK_FRAME_BYTES = 12;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;

export const isKnownType = (type: number): boolean => KNOWN_TYPES.has(type);

/** Little-endian, big-endian, or no section header at all. */
export function byteOrderOf(view: DataView, at: number): 'little' | 'big' | undefined {
  if (view.getUint32(at) !== BlockType.sectionHeader) return undefined;
  const magic = view.getUint32(at + 8);
  return magic === BYTE_ORDER_MAGIC ? 'big' : magic === BYTE_ORDER_MAGIC_SWAPPED ? 'little' : undefined;
}

export function isSectionHeader(head: Uint8Array): boolean {
  if (head.length < 12) return false;
  return byteOrderOf(new DataView(head.buffer, head.byteOffset, head.byteLength), 0) !== undefined;
}

/** Calls `take` with each option of `[at, end)`, its value inside; stops at the end mark or at damage. */
export function eachOption(
  { view, at, end, isLittleEndian }: { view: DataView; at: number; end: number; isLittleEndian: boolean },
  take: (code: number, at: number, length: number) => void,
): void {
  let p = at;
  while (p + 4 <= end) {
    const code = view.getUint16(p, isLittleEndian);
    const length = view.getUint16(p + 2, isLittleEndian);
    if (code === 0 || p + 4 + length > end) return;
    take(code, p + 4, length);
    p += 4 + ((length + 3) & ~3);
  }
}
