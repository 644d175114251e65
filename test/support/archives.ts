import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  data: Uint8Array;
  /** Default 8, deflate; with another method the data is written as it is. */
  method?: number;
  /** Sizes and CRC-32 only behind the data; `long`: zip64 sizes. */
  descriptor?: 'short' | 'long' | 'bare';
  flags?: number;
  /** What the header says instead of the truth. */
  claims?: { compressedBytes?: number; crc?: number };
  zip64?: boolean;
}

/** A zip as a stream writer makes it, with whatever lies a test needs. */
export function zipOf(...parts: ZipPart[]): Uint8Array {
  return Buffer.concat([...parts.flatMap(zipEntry), directoryOf(parts.length)]);
}

/** Local header, data, descriptor. */
export function zipEntry(part: ZipPart): Uint8Array[] {
  const method = part.method ?? 8;
  const packed = method === 8 ? deflateRawSync(part.data) : part.data;
  const crc = part.claims?.crc ?? crc32(part.data);
  const header = localHeader(part, { method, packedBytes: packed.length, crc });
  return [header, packed, descriptorOf(part, packed.length, crc)];
}

function localHeader(
  part: ZipPart,
  { method, packedBytes, crc }: { method: number; packedBytes: number; crc: number },
) {
  const name = Buffer.from(part.name);
  const extra = part.zip64 ? zip64Extra(part.data.length, packedBytes) : Buffer.alloc(0);
  const known = !part.descriptor;
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  fixed.writeUInt16LE((part.flags ?? 0) | (known ? 0 : 8) | 2048, 6);
  fixed.writeUInt16LE(method, 8);
  fixed.writeUInt32LE(known ? crc : 0, 14);
  fixed.writeUInt32LE(part.claims?.compressedBytes ?? (part.zip64 ? 0xffffffff : known ? packedBytes : 0), 18);
  fixed.writeUInt32LE(part.zip64 ? 0xffffffff : known ? part.data.length : 0, 22);
  fixed.writeUInt16LE(name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, name, extra]);
}

function zip64Extra(sizeBytes: number, packedBytes: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
  extra.writeBigUInt64LE(BigInt(packedBytes), 12);
  return extra;
}

function descriptorOf(part: ZipPart, packedBytes: number, crc: number): Buffer {
  if (!part.descriptor) return Buffer.alloc(0);
  const isLong = part.descriptor === 'long';
  const body = Buffer.alloc(isLong ? 20 : 12);
  body.writeUInt32LE(crc, 0);
  body.writeUInt32LE(packedBytes, 4);
  body.writeUInt32LE(part.data.length, isLong ? 12 : 8);
  return part.descriptor === 'bare' ? body : Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), body]);
}

/** Readers of a stream only look at its signature. */
function directoryOf(entries: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  return end;
}

export interface TarPart {
  name: string;
  data: Uint8Array;
  type?: string;
  /** The size field as written, instead of the truth. */
  sizeField?: Uint8Array;
}

export function tarOf(...parts: TarPart[]): Uint8Array {
  return Buffer.concat([...parts.map(tarEntry), Buffer.alloc(1024)]);
}

export function tarEntry({ name, data, type = '0', sizeField }: TarPart): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  if (sizeField) header.set(sizeField, 124);
  else header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.fill(0x20, 148, 156);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** Records of a pax header: `<length> <key>=<value>\n`, the length counting itself. */
export function paxRecords(records: Record<string, string>): Uint8Array {
  return Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(` ${key}=${value}\n`)));
}

function paxRecord(rest: string): Buffer {
  const bytes = Buffer.byteLength(rest);
  const digits = String(bytes + String(bytes).length).length;
  return Buffer.from(`${bytes + digits}${rest}`);
}
