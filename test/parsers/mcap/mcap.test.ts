import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type ReadStream, readBytes } from '#test/support/read-log.ts';
import {
  concat,
  diagnostics,
  mcap,
  mcapChunk,
  mcapMessage,
  mcapRecord,
  mcapTopic,
  plainText,
  RECORDED_US,
  ros1Log,
  ros2Log,
  zstdChunk,
} from '#test/support/ros-writer.ts';

const LOG = mcapTopic(1, { topic: '/rosout', type: 'rcl_interfaces/msg/Log' });
const DIAGNOSTICS = mcapTopic(2, { topic: '/diagnostics', type: 'diagnostic_msgs/msg/DiagnosticArray' });
const TEXT = mcapTopic(3, { topic: '/state', type: 'std_msgs/msg/String' });
const IMAGE = mcapTopic(4, { topic: '/camera', type: 'sensor_msgs/msg/Image' });
const line = (message: string) => mcapMessage({ topic: 1, data: ros2Log({ message }) });
const lines = (count: number) => Array.from({ length: count }, (_, n) => line(`line ${n}`));

const ROS1_TEXT = mcapTopic(5, { topic: '/old', type: 'std_msgs/String', encoding: 'ros1' });
const text = (data: Uint8Array) => mcapMessage({ topic: 3, data });
const bigEndian = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2, 0x68, 0);
/** A line whose lengths of name and text are not what they were. */
const lineWith = ({ at, length, name = 'planner' }: { at: number; length: number; name?: string }) => {
  const data = ros2Log({ name, message: 'abcdefgh' });
  new DataView(data.buffer).setUint32(at, length, true);
  return mcapMessage({ topic: 1, data });
};
const NAME_LENGTH_AT = 16;
const TEXT_LENGTH_AT = 28;
const ODD_MESSAGES = [
  mcapMessage({ topic: 1, data: ros2Log({ seconds: 12, level: 77, name: '', message: '' }) }),
  mcapMessage({ topic: 1, data: ros2Log({ level: 50, name: 'a', message: 'b' }), timeUs: 2 ** 53 }),
  ...[0, 3, 40, 0x7fffffff, 0xffffffff].map((length) => lineWith({ at: NAME_LENGTH_AT, length })),
  lineWith({ at: NAME_LENGTH_AT, length: 0xffffffff, name: '\u0001\0\0\0abc' }),
  ...[0, 3, 9, 0x7fffffff, 0xffffffff].map((length) => lineWith({ at: TEXT_LENGTH_AT, length })),
  ...[0, 3, 4, 11, 15, 16, 19, 20, 23].map((bytes) =>
    mcapMessage({ topic: 1, data: ros2Log({ message: 'abcd' }).subarray(0, bytes) }),
  ),
  ...[0, 2, 4, 6, 8, 9].map((bytes) => text(plainText('cdr', 'moving').subarray(0, bytes))),
  text(plainText('cdr', 'moving')),
  text(concat([0, 1, 0, 0], [2, 0, 0, 0], [0x68, 0x69])),
  text(bigEndian),
  text(concat([0, 7], plainText('cdr', 'moving').subarray(2))),
  text(concat([0, 9], plainText('cdr', 'moving').subarray(2))),
  mcapMessage({ topic: 5, data: plainText('ros1', 'parked') }),
  // Its length looks like the beginning of CDR, and its beginning like a length.
  mcapMessage({ topic: 5, data: plainText('ros1', '\u0002\0\0\0'.padEnd(256, 'x')) }),
  mcapMessage({ topic: 4, data: new Uint8Array(0) }),
  mcapMessage({ topic: 2, data: diagnostics('cdr', { level: 2, name: 'battery', message: 'low' }) }),
  mcapRecord(7, new Uint8Array(4)),
];

async function read(bytes: Uint8Array): Promise<ReadStream> {
  const { streams, failed } = await readBytes(bytes);
  expect(failed).toEqual([]);
  const [stream] = streams;
  const passed = Object.values(stream.passed).reduce((sum, { bytes: length }) => sum + length, 0);
  const recorded = stream.records.reduce((sum, { length }) => sum + length, 0);
  expect(passed + recorded + stream.gaps.reduce((sum, { length }) => sum + length, 0)).toBe(stream.streamBytes);
  return stream;
}
const textsOf = async (bytes: Uint8Array) => (await read(bytes)).records.map(({ text }) => text);

describe('messages of an MCAP recording', () => {
  it('of /rosout are lines: time and level of their writer, its name, the text', async () => {
    const data = ros2Log({ level: 40, name: 'lidar.driver', message: 'no data for 2.5 s' });
    expect((await read(mcap(LOG, mcapMessage({ topic: 1, data })))).records).toMatchObject([
      { timeUs: 1_700_000_000_250_000, level: 'error', app: 'lidar.driver', text: 'no data for 2.5 s' },
    ]);
  });

  it.each([
    [10, 'debug'],
    [20, 'info'],
    [30, 'warn'],
    [50, 'fatal'],
    [77, 'none'],
  ])('of level %i are %s', async (level, name) => {
    const [record] = (await read(mcap(LOG, mcapMessage({ topic: 1, data: ros2Log({ level, message: 'a' }) })))).records;
    expect(record.level).toBe(name);
  });

  it('whose writer has a simulated clock have the time of the recorder', async () => {
    const [record] = (await read(mcap(LOG, mcapMessage({ topic: 1, data: ros2Log({ seconds: 12, message: 'a' }) }))))
      .records;
    expect(record.timeUs).toBe(RECORDED_US);
  });

  it('of diagnostics are a record for each part, with its values where something is wrong', async () => {
    const data = diagnostics(
      'cdr',
      { level: 0, name: 'gps: fix', message: 'OK', hardware: 'ublox', values: { satellites: '12' } },
      { level: 2, name: 'battery', message: 'undervoltage', values: { Voltage: '9.1', Limit: '10.5' } },
      { level: 3, name: 'camera', message: 'no frames' },
    );
    const { records } = await read(mcap(DIAGNOSTICS, mcapMessage({ topic: 2, data })));
    expect(records).toMatchObject([
      { level: 'info', ecu: 'ublox', app: 'gps: fix', text: 'OK', timeUs: 1_700_000_000_500_000 },
      { level: 'error', app: 'battery', text: 'undervoltage (Voltage: 9.1, Limit: 10.5)' },
      { level: 'warn', app: 'camera', text: 'no frames' },
    ]);
  });

  it('of diagnostics come all, however many parts one message has', async () => {
    const statuses = Array.from({ length: 5000 }, (_, n) => ({ level: 0, name: `p${n}`, message: 'OK' }));
    const data = diagnostics('cdr', ...statuses);
    const { records, gaps } = await read(mcap(DIAGNOSTICS, mcapMessage({ topic: 2, data })));
    expect(gaps).toEqual([]);
    expect(records).toHaveLength(5000);
    expect(records[4999]).toMatchObject({ app: 'p4999', text: 'OK' });
  });

  it('that are texts are lines of their topic; of others only their number counts', async () => {
    const bytes = mcap(
      TEXT,
      IMAGE,
      mcapMessage({ topic: 3, data: plainText('cdr', 'parked') }),
      mcapMessage({ topic: 4, data: new Uint8Array(99) }),
    );
    expect((await read(bytes)).records).toMatchObject([
      { app: '/state', context: 'std_msgs/String', text: 'parked', timeUs: RECORDED_US },
      { app: '/camera', context: 'sensor_msgs/Image', length: 31 + 99 },
    ]);
  });

  it('that ROS 1 wrote are read as it serialises them', async () => {
    const topic = mcapTopic(1, { topic: '/rosout', type: 'rosgraph_msgs/Log', encoding: 'ros1' });
    const bytes = mcap(topic, mcapMessage({ topic: 1, data: ros1Log({ level: 8, message: 'stall' }) }));
    expect((await read(bytes)).records).toMatchObject([{ level: 'error', app: '/planner', text: 'stall' }]);
  });

  it('in a row are read as each one alone', async () => {
    const topics = concat(LOG, DIAGNOSTICS, TEXT, IMAGE, ROS1_TEXT);
    const alone = await Promise.all(ODD_MESSAGES.map(async (message) => (await read(mcap(topics, message))).records));
    // Each odd one between plain ones, which are read in runs.
    const inARow = await read(mcap(topics, ...ODD_MESSAGES.flatMap((message) => [line('a'), message, line('b')])));
    const seen = ({ records }: { records: ReadStream['records'] }) => records.map(({ offset: _, ...record }) => record);
    const [before, behind] = seen(await read(mcap(topics, line('a'), line('b'))));
    expect(seen(inARow)).toEqual(alone.flatMap((records) => [before, ...seen({ records }), behind]));
    expect(inARow.gaps).toEqual([]);
  });

  it('are lines of their own writer, however alike the names of those before are', async () => {
    const names = ['gps', 'gps', 'gps2', 'gps3', 'gps3', '', 'imu.left', 'imu.leftx', 'imu.lefty', 'imu.lefty', 'gps'];
    const said = names.map((name) => mcapMessage({ topic: 1, data: ros2Log({ name, message: 'a' }) }));
    const { records } = await read(mcap(LOG, ...said));
    expect(records.map(({ app }) => app)).toEqual(names);
  });

  it('that are longer than any line are counted, and the rest of each too', async () => {
    const bytes = mcap(LOG, IMAGE, mcapMessage({ topic: 4, data: new Uint8Array(1 << 20) }), line('after'));
    const { records, passed } = await read(bytes);
    expect(records.map(({ app }) => app)).toEqual(['/camera', 'planner']);
    expect(passed.detail).toEqual({ count: 1, bytes: 31 + (1 << 20) - records[0].length });
  });
});

describe('chunks of an MCAP recording', () => {
  it.each([
    ['none', (records: Uint8Array) => mcapChunk(records)],
    ['zstd', zstdChunk],
  ])('packed with %s give their records in place', async (_, chunk) => {
    const bytes = mcap(
      chunk(concat(LOG, line('a'))),
      mcapRecord(7, new Uint8Array(40)),
      chunk(concat(line('b'), line('c'))),
    );
    expect(await textsOf(bytes)).toEqual(['a', 'b', 'c']);
  });

  it('need no end of the file: without one all that was written is read', async () => {
    const whole = mcap(zstdChunk(concat(LOG, ...lines(3))), zstdChunk(concat(...lines(2))));
    const footer = 9 + 4 + 9 + 20 + 8;
    expect(await textsOf(whole.subarray(0, whole.length - footer))).toHaveLength(5);
  });

  it('that the end of the file cuts give what came before', async () => {
    const noise = (n: number) =>
      Array.from({ length: 400 }, (_, i) => String.fromCharCode(33 + ((i * i * 7 + n * 31) % 90))).join('');
    const many = Array.from({ length: 2000 }, (_, n) => line(`${n} ${noise(n)}`));
    const bytes = concat(mcap().subarray(0, 8), zstdChunk(concat(LOG, ...many)));
    const { records, gaps } = await read(bytes.subarray(0, bytes.length - (bytes.length >> 2)));
    expect(records.length).toBeGreaterThan(500);
    expect(records.length).toBeLessThan(2000);
    expect(gaps).toMatchObject([{ reason: 'cut-off-file' }]);
  });

  it('that are damaged are one damaged place, and the next ones are read', async () => {
    const broken = zstdChunk(concat(...lines(50)));
    broken.fill(0xee, 80, 120);
    const { records, gaps } = await read(mcap(zstdChunk(concat(LOG, line('a'))), broken, zstdChunk(line('b'))));
    expect(records.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(gaps).toMatchObject([{ length: broken.length, reason: 'garbage' }]);
  });

  it('are found again behind bytes that are none', async () => {
    const bytes = mcap(zstdChunk(concat(LOG, line('a'))), new Uint8Array(100_000), zstdChunk(concat(...lines(4))));
    const { records, gaps } = await read(bytes);
    expect(records).toHaveLength(5);
    expect(gaps).toMatchObject([{ length: 100_000, reason: 'garbage' }]);
  });

  it('that would unpack to more than they tell are damage', async () => {
    const packed = zstdChunk(new Uint8Array(1 << 20)).subarray(9 + 28 + 4 + 4 + 8);
    const { gaps } = await read(mcap(mcapChunk(packed, { compression: 'zstd', packed, told: 1000 })));
    expect(gaps).toHaveLength(1);
  });
});

it('messages of a topic that nothing names are damage', async () => {
  const { records, gaps } = await read(
    mcap(LOG, line('a'), mcapMessage({ topic: 9, data: new Uint8Array(8) }), line('b')),
  );
  expect(records.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(gaps).toMatchObject([{ length: 39 }]);
});

const real = corpusEntries().filter(({ file }) => file.endsWith('.mcap'));

describe.skipIf(isCorpusAbsent()).each(real)('$file', ({ file, expected }) => {
  it('has the messages that @mcap/core counts, by topic', async () => {
    const { records, gaps } = await read(new Uint8Array(readFileSync(corpusFile(file) ?? '')));
    expect(gaps).toEqual([]);
    expect(records).toHaveLength(Number(/core (\d+) msgs/.exec(expected)?.[1]));
    for (const [, topic, count] of expected.matchAll(/(\/\w+)\([^)]*\)=(\d+)/g)) {
      const own = records.filter(({ app }) => (topic === '/rosout' ? !app.startsWith('/') : app === topic));
      expect(own).toHaveLength(Number(count));
    }
  });
});
