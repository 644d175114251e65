import { describe, expect, it } from 'vitest';
import { memorySource } from '#src/parsers/byte-source.ts';
import { transposed } from '#src/parsers/mf4/data-chunks.ts';
import { Flag } from '#src/parsers/record-batch.ts';
import { bytesOf } from '#test/support/captures.ts';
import {
  type BlockSpec,
  CAN_GROUP,
  type ChannelSpec,
  canRecord,
  type FrameSpec,
  fields,
  type GroupSpec,
  group,
  headed,
  list,
  mdf4,
  NOON_NS,
  plain,
  TIME,
  variableGroup,
  zipped,
} from '#test/support/mdf4-writer.ts';
import { readFrames } from '#test/support/read-frames.ts';
import { readBytes } from '#test/support/read-log.ts';

const NOON_US = Number(NOON_NS / 1000n);
const frame = (n: number, changes: Partial<FrameSpec> = {}) =>
  canRecord({ ms: n, id: 0x100 + n, data: [n], ...changes });
const frames = (...numbers: number[]) => bytesOf(...numbers.map((n) => frame(n)));
const textsOf = async (file: Uint8Array) => (await readBytes(file)).streams[0].records.map(({ text }) => text);
const recordsOf = async (file: Uint8Array) => (await readBytes(file)).streams[0].records;

/** Records of one group with nothing before them. */
const sorted = (data: BlockSpec, spec: GroupSpec = CAN_GROUP) => mdf4({ dataGroups: [{ group: group(spec), data }] });

describe('frames of an MDF4 recording', () => {
  it('have time, bus, direction, id and data', async () => {
    const data = bytesOf(frame(1), frame(2, { bus: 3, isSent: true, id: 0x18daf110, isExtended: true, data: [1, 2] }));
    const [first, second] = await readFrames(sorted(plain(data)));
    expect(first).toMatchObject({ timeUs: NOON_US + 1000, bus: 'CAN1', id: 0x101, flags: 0, data: '01' });
    const flags = Flag.transmitted | Flag.extendedId;
    expect(second).toMatchObject({ timeUs: NOON_US + 2000, bus: 'CAN3', id: 0x18daf110, flags, data: '0102' });
  });

  it.each([
    ['one plain block', plain(frames(1, 2, 3, 4))],
    ['a packed block', zipped(frames(1, 2, 3, 4))],
    ['a packed block whose columns stand together', zipped(frames(1, 2, 3, 4), { columns: 24 })],
    ['a list of blocks', list([plain(frames(1, 2)), zipped(frames(3, 4))])],
    [
      'lists behind a header',
      headed(list([zipped(frames(1))], list([plain(frames(2, 3)), zipped(frames(4), { columns: 24 })]))),
    ],
    [
      'blocks that end inside of records',
      list([plain(frames(1, 2, 3, 4).subarray(0, 30)), plain(frames(1, 2, 3, 4).subarray(30))]),
    ],
  ])('lie in %s', async (_, data) => {
    expect(await textsOf(sorted(data))).toEqual(['101#01', '102#02', '103#03', '104#04']);
  });

  it('have the length that another part tells where theirs is a float of too few bits', async () => {
    const [time, event] = CAN_GROUP.channels;
    const parts = (event.parts ?? []).map((part) =>
      part.name.endsWith('DataLength') ? { ...part, dataType: 4 } : part,
    );
    const dlc = { name: 'CAN_DataFrame.DLC', byteOffset: 9, bitCount: 4 };
    const of = (channels: ChannelSpec[]) =>
      sorted(plain(frames(1, 2)), { ...CAN_GROUP, channels: [time, { ...event, parts: channels }] });
    expect(await textsOf(of([...parts, dlc]))).toEqual(['101#01', '102#02']);
    expect(await textsOf(of(parts))).toEqual(['101#', '102#']);
  });

  it('of several groups come in order of time', async () => {
    const other = { ...CAN_GROUP, source: 'CAN2' };
    const file = mdf4({
      dataGroups: [
        { group: group(CAN_GROUP), data: plain(frames(1, 4, 5)) },
        { group: group(other), data: zipped(frames(2, 3, 6, 7)) },
      ],
    });
    const records = await recordsOf(file);
    expect(records.map(({ app }) => app)).toEqual(['101', '102', '103', '104', '105', '106', '107']);
    const places = records.map(({ offset }) => offset);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(7);
  });

  it('of one group are told apart by the ids of records', async () => {
    const sent = { ...CAN_GROUP, recordId: 300 };
    const received = { ...CAN_GROUP, recordId: 2 };
    const data = bytesOf([2, 0], frame(1), [44, 1], frame(2), [2, 0], frame(3));
    const file = mdf4({ dataGroups: [{ recordIdBytes: 2, group: group(received, group(sent)), data: plain(data) }] });
    expect(await textsOf(file)).toEqual(['101#01', '102#02', '103#03']);
  });

  it('are the same from a file of several chunks, which are read into two buffers by turns', async () => {
    const count = 90_000;
    const bytes = sorted(plain(Buffer.concat(Array.from({ length: count }, (_, n) => frame(n & 0xff)))));
    const readInto = async (offset: number, to: Uint8Array) => {
      // Later than the decoder asks for it: what it still looks at must not be overwritten.
      await Promise.resolve();
      const from = bytes.subarray(offset, offset + to.length);
      to.set(from);
      return from.length;
    };
    const source = { ...memorySource(bytes), readInto };
    const { records } = (await readBytes(bytes, { source })).streams[0];
    expect(bytes.length).toBeGreaterThan(2 << 20);
    expect(records.findIndex(({ timeUs }, n) => timeUs !== NOON_US + 1000 * (n & 0xff))).toBe(-1);
    expect(records).toHaveLength(count);
  });

  it('of an unfinished recording go on to the end of the file', async () => {
    const dataGroups = [
      {
        recordIdBytes: 1,
        group: group({ ...CAN_GROUP, recordId: 7 }),
        data: plain(bytesOf([7], frame(1), [7], frame(2))),
      },
    ];
    const { streams } = await readBytes(mdf4({ isUnfinished: true, dataGroups }));
    expect(streams[0].records.map(({ text }) => text)).toEqual(['101#01', '102#02']);
    const [{ offset, length }] = streams[0].records;
    expect(offset).toBe(streams[0].passed.structure.bytes);
    expect(length).toBe(25);
  });

  it('end where the writer counted, whatever stands behind', async () => {
    const { streams } = await readBytes(
      sorted(plain(bytesOf(frames(1, 2), new Uint8Array(40))), { ...CAN_GROUP, records: 2 }),
    );
    expect(streams[0].records).toHaveLength(2);
    expect(streams[0].passed).toMatchObject({ padding: { bytes: 40 } });
  });

  it('are remote and error frames by their group, LIN frames too', async () => {
    const event = (name: string, source: string): BlockSpec =>
      group({ ...CAN_GROUP, source, channels: [TIME, { ...CAN_GROUP.channels[1], name }] });
    const kinds = [
      ['CAN_RemoteFrame', 'CAN1'],
      ['CAN_ErrorFrame', 'CAN1'],
      ['LIN_Frame', 'LIN2'],
    ].map(([name, source], n) => ({ group: event(name, source), data: plain(frames(n + 1)) }));
    const read = await readFrames(mdf4({ dataGroups: kinds }));
    expect(read.map(({ bus, flags, data }) => [bus, flags, data])).toEqual([
      ['CAN1', Flag.remote, ''],
      ['CAN1', Flag.errorFrame, '02'],
      ['LIN1', 0, '03'],
    ]);
  });

  it('whose bus is only named by the group are of that bus', async () => {
    const [time, event] = CAN_GROUP.channels;
    const parts = (event.parts ?? []).filter(({ name }) => !name.endsWith('BusChannel'));
    const spec = { ...CAN_GROUP, source: 'CAN7', channels: [time, { ...event, parts }] };
    expect((await recordsOf(sorted(plain(frames(1)), spec))).map(({ ecu }) => ecu)).toEqual(['CAN7']);
  });

  it('all of one kind have each its own id, and none the time that no clock shows', async () => {
    const [time, event] = CAN_GROUP.channels;
    const alike = /\.(Dir|IDE|EDL)$/;
    const parts = (event.parts ?? [])
      .filter(({ name }) => !name.endsWith('BusChannel'))
      .map((part) => (alike.test(part.name) ? { ...part, type: 6 } : part));
    const spec = { ...CAN_GROUP, recordId: 3, source: 'CAN7', channels: [time, { ...event, parts }] };
    const centuries = frame(2, { ms: 9e12 });
    const data = bytesOf(...[frame(1), centuries, frame(3), frame(1)].flatMap((bytes) => [[3], bytes]));
    const records = await recordsOf(
      mdf4({ dataGroups: [{ recordIdBytes: 1, group: group(spec), data: plain(data) }] }),
    );
    expect(records.map(({ text, timeUs }) => [text, timeUs])).toEqual([
      ['101#01', NOON_US + 1000],
      ['102#02', null],
      ['103#03', NOON_US + 3000],
      ['101#01', NOON_US + 1000],
    ]);
  });

  it('of a local clock say so', async () => {
    const { streams } = await readBytes(
      mdf4({ isLocalTime: true, dataGroups: [{ group: group(CAN_GROUP), data: plain(frames(1)) }] }),
    );
    expect(streams[0].records).toHaveLength(1);
    const [read] = await readFrames(
      mdf4({ isLocalTime: true, dataGroups: [{ group: group(CAN_GROUP), data: plain(frames(1)) }] }),
    );
    expect(read.flags).toBe(Flag.timeInferred);
  });
});

describe('data of variable length', () => {
  const [time, event] = CAN_GROUP.channels;
  const withData = (data: BlockSpec): ChannelSpec[] => [
    time,
    {
      ...event,
      parts: (event.parts ?? []).map((part) => (part.name.endsWith('DataBytes') ? { ...part, type: 1, data } : part)),
    },
  ];
  const value = (...bytes: number[]) => bytesOf(fields([bytes.length, 4]), bytes);
  /** A frame whose data lies at `place`. */
  const pointing = (n: number, place: number) => bytesOf(frame(n).subarray(0, 16), fields([place, 8]));

  it('stands right behind the frame, as loggers write it', async () => {
    const values = variableGroup(2);
    const spec = { ...CAN_GROUP, recordId: 1, channels: withData(values) };
    const data = bytesOf([1], pointing(1, 0), [2], value(0xa1, 0xa2), [1], pointing(2, 6), [2], value(0xb1));
    const { streams } = await readBytes(
      mdf4({ dataGroups: [{ recordIdBytes: 1, group: group(spec, values), data: plain(data) }] }),
    );
    expect(streams[0].records.map(({ text, length }) => [text, length])).toEqual([
      ['101#A1A2', 25 + 7],
      ['102#B1', 25 + 6],
    ]);
  });

  it('may stand before the frame', async () => {
    const values = variableGroup(2);
    const spec = { ...CAN_GROUP, recordId: 1, channels: withData(values) };
    const data = bytesOf([2], value(0xa1, 0xa2), [2], value(0xb1), [1], pointing(1, 0), [1], pointing(2, 6));
    const { streams } = await readBytes(
      mdf4({ dataGroups: [{ recordIdBytes: 1, group: group(spec, values), data: plain(data) }] }),
    );
    expect(streams[0].records.map(({ text }) => text)).toEqual(['101#A1A2', '102#B1']);
    expect(streams[0].passed).toMatchObject({ structure: { count: 3 } });
  });

  it.each([
    ['plain', (data: Uint8Array) => plain(data, 'SD')],
    [
      'packed and listed',
      (data: Uint8Array) =>
        headed(list([zipped(data.subarray(0, 8), { id: 'SD' }), zipped(data.subarray(8), { id: 'SD' })])),
    ],
  ])('may lie in blocks of its own, %s', async (_, pack) => {
    const values = pack(bytesOf(value(0xa1, 0xa2), value(0xb1), value(1, 2, 3)));
    const data = bytesOf(pointing(1, 0), pointing(2, 6), pointing(3, 11));
    expect(await textsOf(sorted(plain(data), { ...CAN_GROUP, channels: withData(values) }))).toEqual([
      '101#A1A2',
      '102#B1',
      '103#010203',
    ]);
  });

  it('may be text: then the record is a message', async () => {
    const values = plain(
      bytesOf(value(...Buffer.from('ignition on\0')), value(...Buffer.from('ignition off\0'))),
      'SD',
    );
    const spec = {
      name: 'Events',
      dataBytes: 16,
      channels: [TIME, { name: 'Text', type: 1, dataType: 7, byteOffset: 8, bitCount: 64, data: values }],
    };
    const data = bytesOf(fields([5_000_000, 8], [0, 8]), fields([6_000_000, 8], [16, 8]));
    expect(await recordsOf(sorted(plain(data), spec))).toMatchObject([
      { kind: 'message', app: 'Events', timeUs: NOON_US + 5000, text: 'ignition on' },
      { kind: 'message', text: 'ignition off' },
    ]);
  });
});

describe('measured values', () => {
  const speed = { name: 'Speed', unit: 'km/h', byteOffset: 8, bitCount: 16, conversion: { type: 1, values: [0, 0.5] } };
  const level = { name: 'Level', byteOffset: 10, bitCount: 8 };
  const spec = { name: 'Engine', source: 'ECM', dataBytes: 11, channels: [TIME, speed, level] };
  const sample = (ms: number, a: number, b: number) => fields([ms * 1_000_000, 8], [a, 2], [b, 1]);

  it('are samples of their group, converted', async () => {
    expect(await recordsOf(sorted(plain(bytesOf(sample(1, 100, 7), sample(2, 101, 8))), spec))).toMatchObject([
      { kind: 'sample', ecu: 'ECM', app: 'Engine', timeUs: NOON_US + 1000, text: 'Speed 50 km/h, Level 7' },
      { kind: 'sample', text: 'Speed 50.5 km/h, Level 8' },
    ]);
  });

  it('that the writer marked as invalid are left out', async () => {
    const marked = { ...speed, flags: 2, invalidationBit: 3 };
    const channels = [TIME, marked, level, { ...level, name: 'Never', flags: 1 }];
    const withBits = { ...spec, invalidationBytes: 1, channels };
    const data = bytesOf(sample(1, 100, 7), [0x08], sample(2, 100, 7), [0xf7]);
    expect(await textsOf(sorted(plain(data), withBits))).toEqual(['Level 7', 'Speed 50 km/h, Level 7']);
  });

  it('may have a time that is only counted', async () => {
    const counted = { name: 't', type: 3, syncType: 1, bitCount: 0, conversion: { type: 1, values: [1, 0.1] } };
    const data = bytesOf([5], [6], [7]);
    const records = await recordsOf(
      sorted(plain(data), { dataBytes: 1, channels: [counted, { ...level, byteOffset: 0 }] }),
    );
    expect(records.map(({ timeUs }) => (timeUs ?? 0) - NOON_US)).toEqual([1_000_000, 1_100_000, 1_200_000]);
  });

  it('over an angle or a distance have no time', async () => {
    const angle = { ...TIME, syncType: 2 };
    const [record] = await recordsOf(sorted(plain(sample(1, 1, 1)), { ...spec, channels: [angle, speed] }));
    expect(record.timeUs).toBeNull();
  });
});

describe('a damaged MDF4 recording', () => {
  it('loses what a broken packed block held, and nothing else', async () => {
    const broken = zipped(frames(3, 4, 5), { columns: 24 });
    broken.data[30] ^= 0xff;
    broken.data[31] ^= 0xff;
    const blocks = [plain(frames(1, 2).subarray(0, 40)), broken, zipped(bytesOf(frames(2).subarray(16), frames(6, 7)))];
    // The lost block stands for 72 bytes: the second record is cut, and the data goes on with its last eight bytes.
    const { streams } = await readBytes(sorted(list(blocks)));
    expect(streams[0].records.map(({ text }) => text)).toEqual(['101#01', '106#06', '107#07']);
    expect(streams[0].gaps).toHaveLength(2);
  });

  it('is read on where record ids make sense again', async () => {
    const spec = { ...CAN_GROUP, recordId: 7 };
    const many = Array.from({ length: 20 }, (_, n) => bytesOf([7], frame(n)));
    const data = bytesOf(many[0], many[1], new Uint8Array(33).fill(0xaa), ...many.slice(2));
    const { streams } = await readBytes(
      mdf4({ isUnfinished: true, dataGroups: [{ recordIdBytes: 1, group: group(spec), data: plain(data) }] }),
    );
    expect(streams[0].records).toHaveLength(20);
    expect(streams[0].gaps).toMatchObject([{ length: 33, reason: 'garbage' }]);
  });

  it('that ends inside a record says so', async () => {
    const { streams } = await readBytes(sorted(plain(frames(1, 2).subarray(0, 40))));
    expect(streams[0].records).toHaveLength(1);
    expect(streams[0].gaps).toMatchObject([{ length: 16, reason: 'cut-off-file' }]);
  });

  it('of another version is refused by its number', async () => {
    const { failed } = await readBytes(mdf4({ version: 330, dataGroups: [] }));
    expect(failed).toMatchObject([
      { fault: 'unsupported-version', message: 'The recording is MDF 3.30; Argus reads MDF 4. asammdf converts it.' },
    ]);
  });

  it('without a header is refused in one sentence', async () => {
    const file = mdf4({ dataGroups: [] });
    file[66] = 0x58;
    const { failed } = await readBytes(file);
    expect(failed).toMatchObject([{ message: 'The header block of the MDF4 recording is damaged.' }]);
  });

  it('whose links go round in circles ends', async () => {
    const file = mdf4({ dataGroups: [{ group: group(CAN_GROUP), data: plain(frames(1)) }] });
    const view = new DataView(file.buffer);
    // The first link of the data group names the next one: now itself.
    const dataGroup = Number(view.getBigUint64(64 + 24, true));
    view.setBigUint64(dataGroup + 24, BigInt(dataGroup), true);
    expect(await textsOf(file)).toEqual(['101#01']);
  });

  it('whose list names a block again and again has its records once', async () => {
    const block = plain(frames(1, 2));
    expect(await textsOf(sorted(list([block, block, block])))).toEqual(['101#01', '102#02']);
  });

  it('whose data begins behind its records has frames without data', async () => {
    const [time, event] = CAN_GROUP.channels;
    const parts = (event.parts ?? []).map((part) =>
      part.name.endsWith('DataBytes') ? { ...part, byteOffset: 0xffffff00, bitOffset: 255 } : part,
    );
    const spec = { ...CAN_GROUP, channels: [time, { ...event, parts }] };
    expect(await textsOf(sorted(plain(frames(1)), spec))).toEqual(['101#']);
  });

  it('that misplaces the bits of data of variable length reads nothing behind its end', async () => {
    const values = plain(bytesOf(fields([1, 4]), [0xa1]), 'SD');
    const text = { name: 'Text', type: 1, dataType: 7, byteOffset: 8, bitOffset: 255, bitCount: 64, data: values };
    const spec = { name: 'Events', dataBytes: 16, channels: [TIME, text] };
    expect(await recordsOf(sorted(plain(fields([1, 8], [0, 8])), spec))).toHaveLength(1);
  });
});

it('columns of records are turned back, and the rest stands as it is', () => {
  expect([...transposed(Uint8Array.of(1, 3, 5, 2, 4, 6, 9), 2)]).toEqual([1, 2, 3, 4, 5, 6, 9]);
});
