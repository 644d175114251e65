const JOURNAL = 'a binary journal of systemd';

/** Formats of the field that Argus recognises but does not read: naming them saves the user a guess. */
const KNOWN_MAGICS: readonly [name: string, magic: string][] = [
  ['a ROS bag of another version than 2.0', '#ROSBAG V'],
  ['an SQLite database', 'SQLite format 3\0'],
  [JOURNAL, 'LPKSHHRH'],
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['a RAR archive', 'Rar!\x1a\x07'],
  ['an xz file', '\xfd7zXZ\0'],
  ['a bzip2 file', 'BZh'],
  ['an LZ4 file', '\x04\x22\x4d\x18'],
  ['a PDF document', '%PDF-'],
  ['a PNG image', '\x89PNG'],
  ['a JPEG image', '\xff\xd8\xff'],
  ['an ELF program or core dump', '\x7fELF'],
  ['a gzip file whose header is damaged', '\x1f\x8b'],
  ['a file packed with compress', '\x1f\x9d'],
  ['an lzip file', 'LZIP\x01'],
  ['an lzop file', '\x89LZO\0'],
  ['a cabinet of Windows (CAB)', 'MSCF\0\0\0\0'],
  ['an archive of ar or a Debian package', '!<arch>\n'],
  ['an event log of Windows (EVTX)', 'ElfFile\0'],
  ['a minidump of a crash', 'MDMP\x93\xa7'],
  ['a crash dump of the kernel (kdump)', 'KDUMP   '],
  ['a payload of an Android update', 'CrAU\0\0\0\0'],
  ['a sparse image of Android', '\x3a\xff\x26\xed'],
  ['a SquashFS image', 'hsqs'],
  ['a TDMS file of LabVIEW', 'TDSm'],
  ['a MAT-file of MATLAB', 'MATLAB 5.0 MAT-file'],
  ['an HDF5 file', '\x89HDF\r\n\x1a\n'],
  ['a Parquet table', 'PAR1'],
  ['a capture of snoop', 'snoop\0\0\0'],
];

/** Formats that their own tool turns into one that Argus reads. */
const EXPORTS: Record<string, string> = {
  [JOURNAL]: 'Export it where systemd is at hand: journalctl --file FILE -o export > journal.export',
};

/** `a ROS 1 bag`: what the first bytes say; undefined when they say nothing. */
export function findForeignFormat(head: Uint8Array): string | undefined {
  return KNOWN_MAGICS.find(([, magic]) => startsWith(head, magic))?.[0];
}

/** One sentence about bytes that no format accepts: what they look like, and the first of them. */
export function describeUnknown(head: Uint8Array): string {
  const foreign = findForeignFormat(head);
  const advice = foreign && EXPORTS[foreign] ? ` ${EXPORTS[foreign]}.` : '';
  if (foreign) return `This is ${foreign}, which Argus does not read.${advice}`;
  if (head.every((byte) => byte === 0)) return 'The file begins with zeros only: nothing of a log is in them.';
  return `No known log format: the file begins with the bytes ${hexOf(head.subarray(0, 8))}.`;
}

function startsWith(head: Uint8Array, magic: string): boolean {
  if (head.length < magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (head[i] !== magic.charCodeAt(i)) return false;
  return true;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
