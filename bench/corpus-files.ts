import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { BenchFile } from './benchmark.ts';

const CORPUS = resolve(process.env.ARGUS_CORPUS ?? '../shared/corpus');

/** The bytes of a real file, unpacked. */
export const corpus = (file: string): Buffer => {
  const bytes = readFileSync(join(CORPUS, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

/** Real files as one: what begins the file, then what they hold, again and again. */
interface Parts {
  head: Uint8Array;
  bodies: Uint8Array[];
}

function fileOf(name: string, read: () => Parts): BenchFile {
  return {
    name,
    write(append, megabytes) {
      const { head, bodies } = read();
      append(head);
      // One after the other, in changing order, so that no cache is warmer than in a day of real logs.
      for (let bytes = head.length, n = 0; bytes < megabytes * 1e6; n++) {
        const body = bodies[(n + Math.floor(n / bodies.length)) % bodies.length];
        append(body);
        bytes += body.length;
      }
    },
  };
}

/** The first `bytes` are the head of each file, and of the whole. */
const behind = (bytes: number, ...files: string[]): Parts => {
  const all = files.map(corpus);
  return { head: all[0].subarray(0, bytes), bodies: all.map((each) => each.subarray(bytes)) };
};

/** Unfinished recordings of one logger: metadata, then records up to the end. */
export const MF4_BUS_LOG = fileOf('corpus-canedge.mf4', () => {
  const file = corpus('mf4/canedge_basics_00000001.MF4');
  const link = (at: number) => Number(file.readBigUInt64LE(at));
  const headerAt = 64;
  const linksAt = 24;
  // Header block → data group → data: links 0 and 2.
  const data = link(link(headerAt + linksAt) + linksAt + 16) + linksAt;
  return { head: file.subarray(0, data), bodies: [file.subarray(data)] };
});

const PCAP_HEADER_BYTES = 24;
export const PCAP_UDS = fileOf('corpus-uds.pcap', () =>
  behind(PCAP_HEADER_BYTES, 'pcap/scapy_candump_uds_scanner.pcap.gz'),
);
export const PCAP_DOIP = fileOf('corpus-doip.pcap', () => behind(PCAP_HEADER_BYTES, 'pcap/scapy_doip.pcap.gz'));

const MCAP_HEADER_BYTES = 9;
const mcapRecordEnd = (file: Buffer, at: number): number =>
  at + MCAP_HEADER_BYTES + Number(file.readBigUInt64LE(at + 1));

/** A recording's header, and what stands behind it up to the end of its data (opcode 15). */
function mcapParts(): { head: Buffer; data: Buffer } {
  const file = corpus('mcap/rosbag2_talker.mcap');
  const head = mcapRecordEnd(file, 8);
  let end = head;
  while (file[end] !== 15) end = mcapRecordEnd(file, end);
  return { head: file.subarray(0, head), data: file.subarray(head, end) };
}

/** Chunks as small as those of the recording itself: 6 KB packed, 19 KB unpacked. */
export const MCAP_SMALL_CHUNKS = fileOf('corpus-small-chunks.mcap', () => {
  const { head, data } = mcapParts();
  return { head, bodies: [data] };
});

function mcapRecordsIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at = mcapRecordEnd(bytes, at))
    found.push(bytes.subarray(at, mcapRecordEnd(bytes, at)));
  return found;
}

/** Fields of a chunk: times u64 and u64, size unpacked u64, CRC u32, name of the compression, size packed u64. */
const CHUNK_NAME_AT = MCAP_HEADER_BYTES + 28;
/** As rosbag2 writes it by default: 768 KiB, not packed. */
const CHUNK_BYTES = 768 * 1024;

/** The same messages in chunks of the usual size. */
export const MCAP_RECORDING = fileOf('corpus.mcap', () => {
  const { head, data } = mcapParts();
  const nameBytes = data.readUInt32LE(CHUNK_NAME_AT);
  const packedAt = CHUNK_NAME_AT + 4 + nameBytes + 8;
  const records = zstdDecompressSync(data.subarray(packedAt, mcapRecordEnd(data, 0)));
  const all = mcapRecordsIn(records);
  const [definitions, messages] = [false, true].map((isMessage) =>
    Buffer.concat(all.filter(([opcode]) => (opcode === 5) === isMessage)),
  );
  const rounds = Math.ceil(CHUNK_BYTES / messages.length);
  const content = Buffer.concat([definitions, ...Array<Buffer>(rounds).fill(messages)]);
  const fields = Buffer.from(data.subarray(0, CHUNK_NAME_AT + 4 + 8));
  fields.writeBigUInt64LE(BigInt(fields.length - MCAP_HEADER_BYTES + content.length), 1);
  fields.writeBigUInt64LE(BigInt(content.length), MCAP_HEADER_BYTES + 16);
  fields.writeUInt32LE(0, MCAP_HEADER_BYTES + 24);
  fields.writeUInt32LE(0, CHUNK_NAME_AT);
  fields.writeBigUInt64LE(BigInt(content.length), CHUNK_NAME_AT + 4);
  return { head, bodies: [Buffer.concat([fields, content])] };
});

const BAG_HEADER_BYTES = 13;
export const ROS_BAG = fileOf('corpus.bag', () => behind(BAG_HEADER_BYTES, 'rosbag1/foxglove_example.bag'));

const LF = 10;

/** A file whose last line has no end would run into the first of the next. */
const ended = (bytes: Buffer): Buffer => (bytes.at(-1) === LF ? bytes : Buffer.concat([bytes, Buffer.from('\n')]));

const lines = (headLines: number, ...files: string[]): Parts => {
  const all = files.map((file) => ended(corpus(file)));
  let head = 0;
  for (let n = 0; n < headLines; n++) head = all[0].indexOf(LF, head) + 1;
  return { head: all[0].subarray(0, head), bodies: [all[0].subarray(head), ...all.slice(1)] };
};

export const DLT_TRACE = fileOf('corpus.dlt', () =>
  behind(0, ...['covesa_testfile', 'chipmunk_someip', 'pydlt_issue24'].map((name) => `dlt/${name}.dlt`)),
);
const excerpts = (...names: string[]): Parts => lines(0, ...names.map((name) => `excerpts/${name}.txt`));
export const LOGCAT = fileOf('corpus-logcat.log', () =>
  excerpts(
    'ue_android_kDownloadTransferError_selinux',
    'ue_android_kInstallDeviceOpenError_overlayfs',
    'ue_android_source_hash_mismatch',
  ),
);
export const SYSLOG = fileOf('corpus-syslog.log', () => excerpts('ue_remarkable_6_journal'));
export const JSON_LINES = fileOf('corpus-json.log', () => excerpts('mender_485_json'));
export const TEXT = fileOf('corpus-text.log', () =>
  excerpts(
    'rauc_696_dmverity_corruption',
    'rauc_746_dm_table',
    'swupdate_hawkbit_channel_errors',
    'mender_umbrel4_logrus',
  ),
);
export const ASC_TRACE = fileOf('corpus.asc', () => lines(4, 'asc/pycan_issue_1256.asc'));
export const CANDUMP_LOG = fileOf('corpus-candump.log', () => lines(0, 'candump/icsim_sample-can.log'));

const BLF_HEADER_BYTES = 144;
export const BLF_LIN = fileOf('corpus.blf', () => behind(BLF_HEADER_BYTES, 'blf/ecubus_LINSystem_1.blf'));
export const TRC_TRACE = fileOf('corpus.trc', () => {
  const { length } = corpus('trc/pycan_test_CanMessage_V2_1.trc')
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith(';'));
  return lines(length, 'trc/pycan_test_CanMessage_V2_1.trc');
});

/** False, said aloud, where there is no corpus. */
export function hasCorpus(): boolean {
  const isThere = existsSync(join(CORPUS, 'manifest.json'));
  if (!isThere) console.error(`NO CORPUS at ARGUS_CORPUS (${CORPUS}): nothing is measured on files made of real ones.`);
  return isThere;
}
