const BLOCK_BYTES = 512;
const SPACE = 0x20;

/** `aside`: says nothing we need, and the header of the file is still to come. */
type TarKind = 'file' | 'pax' | 'long-name' | 'aside' | 'other';

/** POSIX.1-1988 ustar header, also as GNU tar writes it. */
export interface TarHeader {
  name: string;
  sizeBytes: number;
  kind: TarKind;
}

/** Type flags of pax(1) and GNU tar; links, devices, directories and sparse files are passed over. */
const KINDS: Record<string, TarKind> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  x: 'pax',
  g: 'aside',
  L: 'long-name',
  K: 'aside',
};

/** Undefined when the block's checksum does not fit. */
export function findTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < BLOCK_BYTES || checksumOf(block) !== readNumber(block.subarray(148, 156))) return undefined;
  const name = textOf(block.subarray(0, 100));
  const isUstar = textOf(block.subarray(257, 263)) === 'ustar' && block[262] === 0;
  const prefix = isUstar ? textOf(block.subarray(345, 500)) : '';
  const type = String.fromCharCode(block[156]);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    sizeBytes: readNumber(block.subarray(124, 136)),
    // Before ustar a directory was a file whose name ends in a slash.
    kind: name.endsWith('/') ? 'other' : (KINDS[type] ?? 'other'),
  };
}

/** Sum of all bytes with the checksum's own field as spaces. */
function checksumOf(block: Uint8Array): number {
  let sum = 8 * SPACE;
  for (let i = 0; i < BLOCK_BYTES; i++) if (i < 148 || i >= 156) sum += block[i];
  return sum;
}

/** Octal text, or base 256 with the first bit set (GNU tar, for 8 GiB and more); NaN when it is neither. */
function readNumber(field: Uint8Array): number {
  if (field[0] === 0x80) return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
  const digits = /^ *([0-7]+)[ \0]*$/.exec(String.fromCharCode(...field));
  return digits ? Number.parseInt(digits[1], 8) : Number.NaN;
}

/** Up to the first NUL. */
export function textOf(field: Uint8Array): string {
  const nul = field.indexOf(0);
  return new TextDecoder().decode(nul < 0 ? field : field.subarray(0, nul));
}

/** Path and size from a pax extended header (`<length> <key>=<value>\n` records); `isSparse` for GNU's sparse files. */
export function readPax(bytes: Uint8Array): { path?: string; sizeBytes?: number; isSparse: boolean } {
  const found: { path?: string; sizeBytes?: number; isSparse: boolean } = { isSparse: false };
  for (let at = 0; at < bytes.length; ) {
    const record = /^(\d{1,7}) ([^=]{1,256})=/.exec(new TextDecoder('latin1').decode(bytes.subarray(at, at + 280)));
    const length = record ? Number(record[1]) : 0;
    if (!record || length <= record[0].length) break;
    const value = new TextDecoder().decode(bytes.subarray(at + record[0].length, at + length - 1));
    if (record[2] === 'path') found.path = value;
    if (record[2] === 'size' && /^\d{1,15}$/.test(value)) found.sizeBytes = Number(value);
    if (record[2].startsWith('GNU.sparse.')) found.isSparse = true;
    at += length;
  }
  return found;
}
