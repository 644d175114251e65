import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { mixedFile } from '#test/parsers/dlt/messages-to-write.ts';
import {
  bytesOf,
  datagram,
  diagnostic,
  doip,
  ethernet,
  interfaceBlock,
  ipv4,
  NOON_US,
  networkDlt,
  packetBlock,
  pcap,
  section,
  segment,
  socketCan,
  someIp,
  udp,
} from '#test/support/captures.ts';
import { blf, blfFile, blfObject } from './blf-writer.ts';
import { CAN_GROUP, canRecord, fields, group, headed, list, mdf4, plain, TIME, zipped } from './mdf4-writer.ts';
import {
  bag,
  bagChunk,
  bagConnection,
  bagMessage,
  concat,
  diagnostics,
  mcap,
  mcapChunk,
  mcapMessage,
  mcapRecord,
  mcapTopic,
  plainText,
  ros1Log,
  ros2Log,
  zstdChunk,
} from './ros-writer.ts';

export interface FormatSample {
  format: AnyFormat;
  name: string;
  bytes: Uint8Array;
}

const CANDUMP = `# recorded on the bench

(1696758378.547717) can0 0F7#01FD
	(1696758378.547718) can0 0F8#01FD\r
; paused
  (1696758378.547719) can0 18DAF110##1102030405060708090A0B0C
 (1696758378.548000)  can0  20000080   [8]  00 00 00 00 00 00 00 00   ERRORFRAME
	protocol-violation{{}{acknowledge-slot}}
\t
no frame at all
  vcan0  RX - -  43F   [8]  1A 7F 00 00 00 00 00 41  '.......A'
	can0  680   [2]  03 22
(1696758378.547720) can0 123#R8`;

/** Objects of every kind that is read, in containers that end inside of them. */
const BLF = blfFile(
  [
    blf.can(0x7e8, [3, 0x7f, 0x36, 0x72]),
    blf.fd64(0x98daf110, [1, 2, 3]),
    blf.lin(0x3c, [1, 2]),
    blf.error(73),
    blf.ethernetEx([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45]),
    blf.text('Update 2'),
    blf.statistic(),
    { type: 54, content: new Uint8Array(4) },
  ].map((object, n) => blfObject({ ...object, timeNs: n * 1e6 })),
  { containerBytes: 300 },
);
/** Two interfaces; a message in two segments, the second of which holds another one; a fragmented datagram; a frame. */
function capture(): Uint8Array {
  const acknowledge = doip(0x8002, [0x10, 0x10, 0x0e, 0x80, 0]);
  const parts = bytesOf(diagnostic(0x0e80, 0x1010, [0x22, 0xf1, 0x90]), acknowledge);
  const halves = [parts.subarray(0, 13), parts.subarray(13)];
  const whole = udp(doip(0x0007, []));
  const fragments = [
    ipv4(whole.subarray(0, 8), { protocol: 17, id: 7, hasMore: true }),
    ipv4(whole.subarray(8), { protocol: 17, id: 7, fragmentOffset: 8 }),
  ];
  return bytesOf(
    section(),
    interfaceBlock(),
    interfaceBlock({ linkType: 227, name: 'can0', resolution: 9 }),
    packetBlock({ data: segment(halves[0], { sequence: 100 }) }),
    packetBlock({ interfaceId: 1, ticks: BigInt(NOON_US) * 1000n, data: socketCan({ id: 0x7e0, data: [2, 0x10, 3] }) }),
    packetBlock({ data: segment(halves[1], { sequence: 113 }) }),
    ...fragments.map((data) => packetBlock({ data: ethernet(data) })),
  );
}

/** Two frames of eight bytes, unfinished: what the smallest logger writes. */
function busLog(): Uint8Array {
  const frames = [1, 2].map((n) => canRecord({ ms: n, id: 0x7e0 + n, data: [2, 0x10, n] }));
  const records = frames.flatMap((frame) => [Uint8Array.of(7), frame]);
  return mdf4({
    isUnfinished: true,
    dataGroups: [{ recordIdBytes: 1, group: group({ ...CAN_GROUP, recordId: 7 }), data: plain(bytesOf(...records)) }],
  });
}

/** Two frames by packed and listed blocks, and a value that is measured. */
function measurement(): Uint8Array {
  const frames = [1, 2].map((n) => canRecord({ ms: n, id: 0x7e0 + n, data: [2, 0x10, n] }));
  const speed = { name: 'Speed', unit: 'km/h', byteOffset: 8, bitCount: 16 };
  const speeds = [1, 2, 3].map((n) => fields([n * 1_000_000, 8], [n * 10, 2]));
  return mdf4({
    dataGroups: [
      { group: group(CAN_GROUP), data: headed(list([zipped(bytesOf(...frames), { columns: 24 })])) },
      { group: group({ dataBytes: 10, channels: [TIME, speed] }), data: plain(bytesOf(...speeds)) },
    ],
  });
}

/** Lines and diagnostics, packed and not, with an index between them. */
function recording(): Uint8Array {
  const log = mcapTopic(1, { topic: '/rosout', type: 'rcl_interfaces/msg/Log' });
  const parts = mcapTopic(2, { topic: '/diagnostics', type: 'diagnostic_msgs/msg/DiagnosticArray' });
  const statuses = [
    { level: 0, name: 'gps', message: 'OK' },
    { level: 2, name: 'battery', message: 'low', values: { Voltage: '9.1' } },
  ];
  return mcap(
    zstdChunk(concat(log, mcapMessage({ topic: 1, data: ros2Log({ message: 'started' }) }))),
    mcapRecord(7, new Uint8Array(20)),
    mcapChunk(concat(parts, mcapMessage({ topic: 2, data: diagnostics('cdr', ...statuses) }))),
  );
}

/** Of whole windows messages are read in runs: each odd one ends one. */
function messages(): Uint8Array {
  const text = (topic: number, value: string) =>
    mcapMessage({ topic, data: plainText(topic === 3 ? 'ros1' : 'cdr', value) });
  const line = (name: string) => mcapMessage({ topic: 1, data: ros2Log({ name, message: 'moving' }) });
  return mcap(
    mcapTopic(1, { topic: '/rosout', type: 'rcl_interfaces/msg/Log' }),
    mcapTopic(2, { topic: '/a', type: 'std_msgs/String' }),
    mcapTopic(3, { topic: '/b', type: 'std_msgs/String', encoding: 'ros1' }),
    mcapTopic(4, { topic: '/c', type: 'sensor_msgs/msg/Image' }),
    ...[line('a'), text(2, 'parked'), line('bc'), line('bc'), text(3, 'parked'), line('a')],
    mcapMessage({ topic: 4, data: new Uint8Array(9) }),
    ...[text(2, ''), mcapMessage({ topic: 2, data: new Uint8Array(5) }), line('a'), line('')],
  );
}

/** Lines of a bag: in a chunk that is not packed, and behind it. */
function rosBag(): Uint8Array {
  const line = (message: string) => bagMessage({ topic: 1, data: ros1Log({ message }) });
  return bag(bagChunk(concat(bagConnection(1, { topic: '/rosout', type: 'rosgraph_msgs/Log' }), line('a'))), line('b'));
}

const EXTENDED = 0x80000000;
const REMOTE = 0x40000000;
const ERROR = 0x20000000;

/** Samples that no file holds: those that a writer of ours makes, or that white space would not survive in. */
const WRITTEN: Record<string, Uint8Array[]> = {
  dlt: [mixedFile(40).bytes],
  blf: [BLF],
  candump: [new TextEncoder().encode(CANDUMP)],
  mf4: [busLog(), measurement()],
  mcap: [
    recording(),
    mcap(
      mcapTopic(3, { topic: '/a', type: 'std_msgs/String' }),
      mcapMessage({ topic: 3, data: plainText('cdr', 'parked') }),
    ),
    messages(),
  ],
  rosbag: [rosBag()],
  pcap: [
    capture(),
    pcap([
      { data: datagram(bytesOf(networkDlt('one'), networkDlt('two')), { destination: 3490 }) },
      { data: datagram(someIp({ returnCode: 4 })), missing: 3 },
      { data: segment(diagnostic(0x0e80, 0x1010, [0x3e, 0]), { sequence: 1 }) },
      { data: ethernet(new Uint8Array(28), 0x0806) },
    ]),
    // Of whole windows a run of plain ones is read at once: each odd one ends it.
    pcap(
      [0x7e0, 0x7e8, EXTENDED + 0x18daf110, 0x123, REMOTE + 0x123, 0x7e0, ERROR + 0x40, 0x7e8, 0x7e8]
        .map((id, n) => ({ timeUs: NOON_US + n * 1000, data: socketCan({ id, data: [2, 0x50, n, 0, 0, 0, 0, 0] }) }))
        .concat({ timeUs: NOON_US - 2 * 86_400e6, data: socketCan({ id: 0x123, data: [1], fdFlags: 4 }) })
        .concat({ timeUs: NOON_US, data: socketCan({ id: 0x123, data: [] }) }),
      { linkType: 227 },
    ),
  ],
};

/** At least one stream of every format of the registry: the cases of its parser, and what is written here. */
export function formatSamples(): FormatSample[] {
  return LOG_FORMATS.flatMap((format) => [
    ...(WRITTEN[format.name] ?? []).map((bytes, i) => ({ format, name: `${format.name}/written-${i}`, bytes })),
    ...casesOf(format),
  ]);
}

/** `test/parsers/<format>/cases/<case>.<ext>`, beside each the JSON that is expected of it. */
function casesOf(format: AnyFormat): FormatSample[] {
  const folder = fileURLToPath(new URL(`../parsers/${format.name}/cases/`, import.meta.url));
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.json')) : [];
  return names.map((name) => ({
    format,
    name: `${format.name}/${name}`,
    bytes: new Uint8Array(readFileSync(folder + name)),
  }));
}
