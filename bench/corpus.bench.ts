import { join } from 'node:path';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { Benchmark, Peer } from './benchmark.ts';
import {
  ASC_TRACE,
  BLF_LIN,
  CANDUMP_LOG,
  DLT_TRACE,
  hasCorpus,
  JSON_LINES,
  LOGCAT,
  MCAP_RECORDING,
  MCAP_SMALL_CHUNKS,
  MF4_BUS_LOG,
  PCAP_DOIP,
  PCAP_UDS,
  ROS_BAG,
  SYSLOG,
  TEXT,
  TRC_TRACE,
} from './corpus-files.ts';
import { DLT_CONVERT } from './dlt.bench.ts';
import { BLF_OF_BUS, TRC_OF_BUS } from './frames-of-bus.ts';
import { inflateContainers } from './inflate-containers.ts';
import { splitLines } from './split-lines.ts';

const scriptOf = (name: string): string => join(import.meta.dirname, 'peers', name);
const PYTHON = process.env.ARGUS_PYTHON ?? 'python3';

const PYTHON_CAN: Peer = {
  command: PYTHON,
  parameters: (path) => [scriptOf('read-can.py'), path],
  install: 'pip install python-can, into the Python of ARGUS_PYTHON',
};
const ASAMMDF: Peer = {
  command: PYTHON,
  parameters: (path) => [scriptOf('read-mf4.py'), path],
  install: 'pip install asammdf, into the Python of ARGUS_PYTHON',
};
const MCAP_CORE: Peer = {
  command: process.execPath,
  parameters: (path) => [scriptOf('mcap-core.ts'), path],
  install: 'npm ci',
};
const INFLATE: Peer = {
  command: process.execPath,
  parameters: (path) => [scriptOf('inflate-blf.ts'), path],
  install: 'npm ci',
};
const tshark = (...how: string[]): Peer => ({
  command: 'tshark',
  parameters: (path) => ['-r', path, ...how, '-Y', 'uds', '-T', 'fields', '-e', 'uds.sid'],
  install: 'apt-get install tshark',
});
const OVER_CAN = ['-d', 'can.subdissector,iso15765', '-d', 'iso15765.subdissector,uds', '-o', 'can.byte_swap:TRUE'];

const peakMemoryBelowMegabytes = 250;

/** Files made of real ones, to evidence, as the command line does it: start-up counts. */
const ROWS: Omit<Benchmark, 'run'>[] = [
  { name: 'DLT', file: DLT_TRACE, peer: DLT_CONVERT, atLeast: { megabytesPerSecond: 150, timesPeer: 20 } },
  { name: 'logcat', file: LOGCAT, atLeast: { megabytesPerSecond: 110 } },
  { name: 'syslog', file: SYSLOG, atLeast: { megabytesPerSecond: 110 } },
  { name: 'JSON lines', file: JSON_LINES, atLeast: { megabytesPerSecond: 110 } },
  { name: 'text', file: TEXT, atLeast: { megabytesPerSecond: 110 } },
  { name: 'candump', file: CANDUMP_LOG, peer: PYTHON_CAN, atLeast: { megabytesPerSecond: 200, timesPeer: 15 } },
  { name: 'ASC', file: ASC_TRACE, peer: PYTHON_CAN, atLeast: { megabytesPerSecond: 200, timesPeer: 15 } },
  { name: 'TRC', file: TRC_TRACE, peer: PYTHON_CAN, atLeast: { megabytesPerSecond: 200, timesPeer: 15 } },
  { name: 'TRC of frames of a bus', file: TRC_OF_BUS, peer: PYTHON_CAN, atLeast: { megabytesPerSecond: 200 } },
  { name: 'BLF', file: BLF_LIN, peer: PYTHON_CAN, atLeast: { timesPeer: 15 } },
  { name: 'BLF of frames of a bus', file: BLF_OF_BUS, peer: PYTHON_CAN, atLeast: { timesPeer: 15 } },
  { name: 'BLF, beside bare inflate', file: BLF_LIN, peer: INFLATE, atLeast: { timesPeer: 0.8 } },
  { name: 'MF4', file: MF4_BUS_LOG, peer: ASAMMDF, atLeast: { timesPeer: 5 } },
  { name: 'pcap with UDS over CAN', file: PCAP_UDS, peer: tshark(...OVER_CAN), atLeast: { timesPeer: 25 } },
  { name: 'pcap with UDS over DoIP', file: PCAP_DOIP, peer: tshark(), atLeast: { timesPeer: 25 } },
  { name: 'MCAP', file: MCAP_RECORDING, peer: MCAP_CORE, atLeast: { timesPeer: 1.5 } },
  { name: 'MCAP of small packed chunks', file: MCAP_SMALL_CHUNKS, peer: MCAP_CORE },
  { name: 'ROS 1 bag', file: ROS_BAG, atLeast: { megabytesPerSecond: 100 } },
];

const whole = (row: Omit<Benchmark, 'run'>): Benchmark => ({
  ...row,
  name: `real ${row.name}: argus parse`,
  run: 'whole-process',
  peakMemoryBelowMegabytes,
});

/** What no reader of BLF can be faster than, beside the same peer: the bar of `BLF` is to be read against it. */
const BARE_INFLATE: Benchmark = {
  name: 'real BLF: bare inflate alone',
  file: BLF_LIN,
  run: (path) => inflateContainers(path),
  peer: PYTHON_CAN,
};
/** The same with the codecs of Argus: one engine and one buffer for all containers. */
const OWN_INFLATE: Benchmark = {
  ...BARE_INFLATE,
  name: 'real BLF: inflate by one engine alone',
  run: (path) =>
    inflateContainers(path, (packed, toldBytes) => nodeCodecs.release(nodeCodecs.inflate(packed, toldBytes))),
};

/** The same of a text of frames: start-up, and all that is read of a line, come on top. */
const BARE_LINES: Benchmark = {
  name: 'real TRC: bare lines alone',
  file: TRC_TRACE,
  run: splitLines,
  peer: PYTHON_CAN,
};

export const benchmarks: Benchmark[] = hasCorpus() ? [...ROWS.map(whole), BARE_INFLATE, OWN_INFLATE, BARE_LINES] : [];
