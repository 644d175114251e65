/** A format of the field that Argus recognises and does not read: naming it saves the user a guess. */
export interface ForeignFormat {
  name: string;
  /** What makes of it something that Argus reads. */
  advice?: string;
  /** Bug reports and service folders hold such files beside their logs: nothing is missing without them. */
  isNoLog?: true;
}

interface KnownMagic extends ForeignFormat {
  magic: string;
  /** Where the magic stands; at the beginning without. */
  at?: number;
}

const unpack = (command: string): string => `Unpack it first: ${command}`;
const JOURNAL_EXPORT = 'Export it where systemd is at hand: journalctl --file FILE -o export > journal.export';
const CAN_EXPORT = 'Export it from its tool as BLF, ASC or MDF4';
const DECRYPT = 'Decrypt it first';

const MAGICS: readonly KnownMagic[] = [
  { name: 'a ROS bag of another version than 2.0', magic: '#ROSBAG V' },
  { name: 'a binary journal of systemd', magic: 'LPKSHHRH', advice: JOURNAL_EXPORT },
  { name: 'a 7z archive', magic: '7z\xbc\xaf\x27\x1c', advice: unpack('7z x FILE') },
  { name: 'a RAR archive', magic: 'Rar!\x1a\x07', advice: unpack('unrar x FILE') },
  { name: 'an xz file', magic: '\xfd7zXZ\0', advice: unpack('xz -d FILE') },
  { name: 'an LZMA file', magic: '\x5d\0\0', advice: unpack('xz -d FILE') },
  { name: 'a bzip2 file', magic: 'BZh', advice: unpack('bzip2 -d FILE') },
  { name: 'an LZ4 file', magic: '\x04\x22\x4d\x18', advice: unpack('lz4 -d FILE') },
  { name: 'an LZ4 file', magic: '\x02\x21\x4c\x18', advice: unpack('lz4 -d FILE') },
  { name: 'a file packed with snappy', magic: '\xff\x06\0\0sNaPpY' },
  { name: 'bytes packed with zlib, in no container', magic: 'x\x9c' },
  { name: 'bytes packed with zlib, in no container', magic: 'x\xda' },
  { name: 'a gzip file whose header is damaged', magic: '\x1f\x8b' },
  { name: 'a file packed with compress', magic: '\x1f\x9d', advice: unpack('gzip -d FILE.Z') },
  { name: 'an lzip file', magic: 'LZIP\x01', advice: unpack('lzip -d FILE') },
  { name: 'an lzop file', magic: '\x89LZO\0', advice: unpack('lzop -d FILE') },
  { name: 'a cabinet of Windows (CAB)', magic: 'MSCF\0\0\0\0', advice: unpack('cabextract FILE') },
  { name: 'an archive of ar or a Debian package', magic: '!<arch>\n', advice: unpack('ar x FILE') },
  { name: 'an RPM package', magic: '\xed\xab\xee\xdb' },
  { name: 'an archive of cpio', magic: '07070', advice: unpack('cpio -i < FILE') },
  { name: 'a backup of Android', magic: 'ANDROID BACKUP\n' },
  { name: 'a file encrypted with OpenPGP', magic: '\x85\x01\x0c\x03', advice: DECRYPT },
  { name: 'a file encrypted with OpenPGP', magic: '\x85\x02\x0c\x03', advice: DECRYPT },
  { name: 'a file encrypted with OpenPGP', magic: '\x8c\x0d\x04', advice: DECRYPT },
  { name: 'a file encrypted with age', magic: 'age-encryption.org/', advice: DECRYPT },
  { name: 'a file encrypted with OpenSSL', magic: 'Salted__', advice: DECRYPT },
  { name: 'a recording of Vehicle Spy (VSB)', magic: 'icsbin', advice: CAN_EXPORT },
  { name: 'a TDMS file of LabVIEW', magic: 'TDSm' },
  { name: 'a MAT-file of MATLAB', magic: 'MATLAB 5.0 MAT-file' },
  { name: 'an HDF5 file', magic: '\x89HDF\r\n\x1a\n' },
  { name: 'a Parquet table', magic: 'PAR1' },
  { name: 'an array of NumPy', magic: '\x93NUMPY' },
  { name: 'a flight log of PX4 (ULog)', magic: 'ULog\x01\x12\x35' },
  { name: 'a recording of Apollo Cyber', magic: '\x08\x01\x10\0', at: 16 },
  { name: 'a capture of snoop', magic: 'snoop\0\0\0' },
  { name: 'a capture of Bluetooth (btsnoop)', magic: 'btsnoop\0' },
  { name: 'an event log of Windows (EVTX)', magic: 'ElfFile\0' },
  { name: 'an event trace of Windows (ETL)', magic: '\x02\0\x01\xc0', at: 72 },
  { name: 'an event trace of Windows (ETL)', magic: '\x02\0\x02\xc0', at: 72 },
  { name: 'a trace of LTTng (CTF)', magic: '\xc1\x1f\xfc\xc1' },
  { name: 'a trace of LTTng (CTF)', magic: '\xc1\xfc\x1f\xc1' },
  { name: 'a recording of perf', magic: 'PERFILE2' },
  { name: 'a heap dump of Java', magic: 'JAVA PROFILE 1.0' },
  { name: 'a minidump of a crash', magic: 'MDMP\x93\xa7' },
  { name: 'a crash dump of the kernel (kdump)', magic: 'KDUMP   ' },
  { name: 'a crash dump of Windows', magic: 'PAGEDU' },
  { name: 'an ELF program or core dump', magic: '\x7fELF' },
  { name: 'a program of Windows', magic: 'MZ\x90\0' },
  { name: 'a program of macOS', magic: '\xcf\xfa\xed\xfe' },
  { name: 'a Java class or a program of macOS', magic: '\xca\xfe\xba\xbe' },
  { name: 'a payload of an Android update', magic: 'CrAU\0\0\0\0' },
  { name: 'a boot image of Android', magic: 'ANDROID!' },
  { name: 'verified-boot metadata of Android', magic: 'AVB0' },
  { name: 'a sparse image of Android', magic: '\x3a\xff\x26\xed' },
  { name: 'a device tree or an image of U-Boot', magic: '\xd0\x0d\xfe\xed' },
  { name: 'an image of U-Boot', magic: '\x27\x05\x19\x56' },
  { name: 'a flash file of Volvo or Ford (VBF)', magic: 'vbf_version' },
  { name: 'a SquashFS image', magic: 'hsqs' },
  { name: 'a UBI image', magic: 'UBI#' },
  { name: 'a disk image of QEMU', magic: 'QFI\xfb' },
  { name: 'a disk image of Hyper-V', magic: 'vhdxfile' },
  { name: 'an image of Windows (WIM)', magic: 'MSWIM\0\0\0' },
  { name: 'a disk or partition image (ISO 9660)', magic: 'CD001', at: 32_769 },
  { name: 'a disk or partition image (EROFS)', magic: '\xe2\xe1\xf5\xe0', at: 1024 },
  { name: 'a disk or partition image (ext4)', magic: '\x53\xef\x01\0', at: 1080 },
  { name: 'a disk image (GPT)', magic: 'EFI PART', at: 512 },
  { name: 'a disk or partition image (FAT)', magic: '\xeb\x3c\x90' },
  { name: 'a disk or partition image (FAT)', magic: '\xeb\x58\x90' },
  { name: 'a disk or partition image (NTFS)', magic: '\xeb\x52\x90NTFS' },
  { name: 'a PDF document', magic: '%PDF-', isNoLog: true },
  { name: 'an old document of Microsoft Office', magic: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', isNoLog: true },
  { name: 'a PNG image', magic: '\x89PNG', isNoLog: true },
  { name: 'a JPEG image', magic: '\xff\xd8\xff', isNoLog: true },
  { name: 'a GIF image', magic: 'GIF8', isNoLog: true },
  { name: 'a film or picture (MP4, HEIF)', magic: 'ftyp', at: 4, isNoLog: true },
  { name: 'a sound (WAV)', magic: 'WAVEfmt ', at: 8, isNoLog: true },
  { name: 'a film (AVI)', magic: 'AVI LIST', at: 8, isNoLog: true },
  { name: 'a picture (WebP)', magic: 'WEBPVP8', at: 8, isNoLog: true },
  { name: 'a sound or film (Ogg)', magic: 'OggS\0', isNoLog: true },
  { name: 'text in UTF-32', magic: '\xff\xfe\0\0', advice: 'Convert it first: iconv -f UTF-32 -t UTF-8 FILE' },
];

const SQLITE_MAGIC = 'SQLite format 3\0';
/** A column that only bags have, in the words by which SQLite keeps its tables. */
const BAG_COLUMN = 'serialization_format';
const latin1 = new TextDecoder('latin1');

/** What the first bytes say that the file is; undefined when they say nothing. */
export function findForeignFormat(head: Uint8Array): ForeignFormat | undefined {
  if (stands(head, SQLITE_MAGIC, 0)) return databaseIn(head);
  return MAGICS.find(({ magic, at = 0 }) => stands(head, magic, at)) ?? (isPerfetto(head) ? PERFETTO : undefined);
}

function databaseIn(head: Uint8Array): ForeignFormat {
  if (!latin1.decode(head).includes(BAG_COLUMN)) return { name: 'an SQLite database' };
  return { name: 'a ROS 2 bag in SQLite', advice: 'Convert it to MCAP: mcap convert FILE.db3 FILE.mcap' };
}

function stands(head: Uint8Array, magic: string, at: number): boolean {
  if (head.length < at + magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (head[at + i] !== magic.charCodeAt(i)) return false;
  return true;
}

const PERFETTO: ForeignFormat = {
  name: 'a trace of Perfetto',
  advice: 'Export what it logged with its trace_processor',
};
/** `Trace.packet`, field 1 of length-delimited type: nothing else stands at the top of such a file. */
const PACKET_TAG = 0x0a;
const PACKETS = 8;
const MAX_LENGTH_BYTES = 4;

/** Packets one behind the other, each with a field of its own at its beginning. */
function isPerfetto(head: Uint8Array): boolean {
  let at = 0;
  for (let n = 0; n < PACKETS; n++) {
    if (head[at++] !== PACKET_TAG) return false;
    let length = 0;
    let bytes = 0;
    do length |= (head[at] & 0x7f) << (7 * bytes++);
    while (bytes < MAX_LENGTH_BYTES && head[at++] & 0x80);
    if (length < 2 || at + length > head.length) return n >= PACKETS / 2 && length >= 2;
    at += length;
  }
  return true;
}
