import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BenchFile } from './benchmark.ts';

const CORPUS = resolve(process.env.ARGUS_CORPUS ?? '../shared/corpus');

const corpus = (file: string): Buffer => {
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

/** What stands before the end of the data (opcode 15) of a recording, behind its header. */
export const MCAP_RECORDING = fileOf('corpus.mcap', () => {
  const file = corpus('mcap/rosbag2_talker.mcap');
  const recordEnd = (at: number) => at + 9 + Number(file.readBigUInt64LE(at + 1));
  const head = recordEnd(8);
  let end = head;
  while (file[end] !== 15) end = recordEnd(end);
  return { head: file.subarray(0, head), bodies: [file.subarray(head, end)] };
});

const BAG_HEADER_BYTES = 13;
export const ROS_BAG = fileOf('corpus.bag', () => behind(BAG_HEADER_BYTES, 'rosbag1/foxglove_example.bag'));

const lines = (file: string, headLines: number): Parts => {
  const bytes = corpus(file);
  let head = 0;
  for (let n = 0; n < headLines; n++) head = bytes.indexOf(10, head) + 1;
  return { head: bytes.subarray(0, head), bodies: [bytes.subarray(head)] };
};
export const ASC_TRACE = fileOf('corpus.asc', () => lines('asc/pycan_issue_1256.asc', 4));
export const CANDUMP_LOG = fileOf('corpus-candump.log', () => lines('candump/icsim_sample-can.log', 0));

const BLF_HEADER_BYTES = 144;
export const BLF_LIN = fileOf('corpus.blf', () => behind(BLF_HEADER_BYTES, 'blf/ecubus_LINSystem_1.blf'));
export const TRC_TRACE = fileOf('corpus.trc', () => {
  const { length } = corpus('trc/pycan_test_CanMessage_V2_1.trc')
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith(';'));
  return lines('trc/pycan_test_CanMessage_V2_1.trc', length);
});

/** False, said aloud, where there is no corpus. */
export function hasCorpus(): boolean {
  const isThere = existsSync(join(CORPUS, 'manifest.json'));
  if (!isThere) console.error(`NO CORPUS at ARGUS_CORPUS (${CORPUS}): nothing is measured on files made of real ones.`);
  return isThere;
}
