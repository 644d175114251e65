import type { CaptureInterface } from '../packets/captured-packet.ts';

/** Magic, version, two unused words, snaplen, link type. */
export const FILE_HEADER_BYTES = 24;
/** Seconds, fraction, captured length, length on the wire: u32 each. */
export const PACKET_HEADER_BYTES = 16;
/** The most that tools accept (MAXIMUM_SNAPLEN of libpcap), but room for the headers. */
export const MAX_PACKET_BYTES = 256 * 1024 - 64;

/** After damage only a packet of the same day counts. */
export const MAX_SECONDS_APART = 86_400;

/** Words at the start, read big-endian: fractions of a second are microseconds or nanoseconds. */
const MAGICS: readonly PcapMagic[] = [
  { word: 0xa1b2c3d4, isLittleEndian: false, unitsPerUs: 1 },
  { word: 0xd4c3b2a1, isLittleEndian: true, unitsPerUs: 1 },
  { word: 0xa1b23c4d, isLittleEndian: false, unitsPerUs: 1000 },
  { word: 0x4d3cb2a1, isLittleEndian: true, unitsPerUs: 1000 },
];
/** The high bits of the word say how frame checksums are stored. */
const LINK_TYPE_MASK = 0x03ffffff;

interface PcapMagic {
  word: number;
  isLittleEndian: boolean;
  unitsPerUs: 1 | 1000;
}

export interface PcapHeader extends PcapMagic, CaptureInterface {}

export function findMagic(head: Uint8Array): PcapMagic | undefined {
  if (head.length < 4) return undefined;
  const word = ((head[0] << 24) | (head[1] << 16) | (head[2] << 8) | head[3]) >>> 0;
  return MAGICS.find((magic) => magic.word === word);
}

/** Needs `FILE_HEADER_BYTES` at `at`. */
export function readFileHeader(view: DataView, at: number, magic: PcapMagic): PcapHeader {
  const linkType = view.getUint32(at + 20, magic.isLittleEndian) & LINK_TYPE_MASK;
  return { ...magic, linkType, name: new Uint8Array(0) };
}
