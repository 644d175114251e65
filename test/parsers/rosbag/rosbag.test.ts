import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readBytes } from '#test/support/read-log.ts';
import {
  bag,
  bagChunk,
  bagConnection,
  bagMessage,
  bagRecord,
  concat,
  diagnostics,
  plainText,
  RECORDED_US,
  ros1Log,
} from '#test/support/ros-writer.ts';

const LOG = bagConnection(0, { topic: '/rosout', type: 'rosgraph_msgs/Log' });
const line = (message: string, level = 2) => bagMessage({ topic: 0, data: ros1Log({ level, message }) });
const read = async (bytes: Uint8Array) => (await readBytes(bytes)).streams[0];

describe('messages of a ROS 1 bag', () => {
  it('of /rosout are lines: time and level of their writer, its name, the text', async () => {
    const levels = [1, 2, 4, 8, 16];
    const { records } = await read(bag(bagChunk(concat(LOG, ...levels.map((level) => line(`level ${level}`, level))))));
    expect(records.map(({ level }) => level)).toEqual(['debug', 'info', 'warn', 'error', 'fatal']);
    expect(records[3]).toMatchObject({ timeUs: 1_700_000_000_250_000, app: '/planner', text: 'level 8' });
  });

  it('of diagnostics are a record for each part', async () => {
    const topic = bagConnection(3, { topic: '/diagnostics', type: 'diagnostic_msgs/DiagnosticArray' });
    const statuses = [
      { level: 1, name: 'disk', message: 'nearly full', hardware: 'pc1', values: { free: '2 %' } },
      { level: 0, name: 'cpu', message: 'fine' },
    ];
    const { records } = await read(bag(topic, bagMessage({ topic: 3, data: diagnostics('ros1', ...statuses) })));
    expect(records).toMatchObject([
      { level: 'warn', ecu: 'pc1', app: 'disk', text: 'nearly full (free: 2 %)' },
      { level: 'info', app: 'cpu', text: 'fine' },
    ]);
  });

  it('that are texts are lines of their topic, at the time of the recorder', async () => {
    const topic = bagConnection(1, { topic: '/state', type: 'std_msgs/String' });
    const { records } = await read(bag(topic, bagMessage({ topic: 1, data: plainText('ros1', 'parked') })));
    expect(records).toMatchObject([{ app: '/state', text: 'parked', timeUs: RECORDED_US }]);
  });

  it('come out of every chunk, indexes and all', async () => {
    const index = bagRecord(
      { op: [4], ver: [1, 0, 0, 0], conn: [0, 0, 0, 0], count: [1, 0, 0, 0] },
      new Uint8Array(12),
    );
    const { records, gaps } = await read(bag(bagChunk(concat(LOG, line('a'))), index, bagChunk(line('b')), index, LOG));
    expect(records.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(gaps).toEqual([]);
  });

  it.each([1, 2, 3])('are all found but one whose length has a wrong bit in byte %i', async (byte) => {
    const lines = Array.from({ length: 2000 }, (_, n) => line(`line ${n}`));
    const capture = bag(bagChunk(concat(LOG, ...lines)));
    const at = capture.length - lines.slice(5).reduce((sum, { length }) => sum + length, 0) - lines[4].length;
    const dataLengthAt = at + 4 + new DataView(capture.buffer).getUint32(at, true);
    capture[dataLengthAt + byte] ^= 2;
    const { records, gaps } = await read(capture);
    expect(records.map(({ text }) => text)).toEqual(lines.flatMap((_, n) => (n === 4 ? [] : [`line ${n}`])));
    expect(gaps).toMatchObject([{ offset: expect.any(Number), length: lines[4].length }]);
  });

  it('behind damage are found again', async () => {
    const { records, gaps } = await read(
      bag(LOG, line('a'), new Uint8Array(500).fill(0x99), line('b'), line('c'), line('d')),
    );
    expect(records.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(gaps).toMatchObject([{ length: 500, reason: 'garbage' }]);
  });
});

it('a bag of an older version is refused by its name', async () => {
  const { failed } = await readBytes(Buffer.from(`#ROSBAG V1.2\n${'\0'.repeat(100)}`));
  expect(failed[0].message).toContain('This is a ROS bag of another version than 2.0, which Argus does not read.');
});

/** Two recordings of the same session of turtlesim: one as it is, one packed with bzip2. */
describe.skipIf(isCorpusAbsent()).each(['example', 'example-bz2'])('foxglove_%s.bag', (name) => {
  it('has every message by its topic, and no damage', async () => {
    const { records, gaps } = await read(
      new Uint8Array(readFileSync(corpusFile(`rosbag1/foxglove_${name}.bag`) ?? '')),
    );
    expect(gaps).toEqual([]);
    const counts = Map.groupBy(records, ({ level, app }) => (level === 'none' ? app : '/rosout'));
    expect(Object.fromEntries([...counts].map(([topic, all]) => [topic, all.length]))).toEqual({
      '/rosout': 10,
      '/tf': 2688,
      '/tf_static': 1,
      '/turtle1/cmd_vel': 357,
      '/turtle1/color_sensor': 1351,
      '/turtle1/pose': 1344,
      '/turtle2/cmd_vel': 208,
      '/turtle2/color_sensor': 1344,
      '/turtle2/pose': 1344,
    });
  });
});
