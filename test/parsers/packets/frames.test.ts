import { describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import {
  bytesOf,
  cooked,
  cooked2,
  interfaceBlock,
  packetBlock,
  pcap,
  section,
  socketCan,
} from '#test/support/captures.ts';
import { recordsOf } from '#test/support/read-capture.ts';
import { readFrames } from '#test/support/read-frames.ts';

const EXTENDED = 0x80000000;
const REMOTE = 0x40000000;
const ERROR = 0x20000000;

describe('CAN frames of a capture', () => {
  it('have standard and extended ids, remote and error frames, and CAN FD', async () => {
    const capture = pcap(
      [
        socketCan({ id: 0x7e8, data: [2, 0x50, 3] }),
        socketCan({ id: EXTENDED + 0x18daf110, data: [1] }),
        socketCan({ id: REMOTE + 0x123, data: [0, 0] }),
        socketCan({ id: ERROR + 0x40, data: [0, 0, 0, 0, 0, 0, 0, 0] }),
        socketCan({ id: 0x321, data: Array(12).fill(7), fdFlags: 5 }),
        socketCan({ id: 0x322, data: [7], fdFlags: 4 }),
      ].map((data) => ({ data })),
      { linkType: 227 },
    );
    expect(await recordsOf(capture)).toEqual([
      'CAN/7E8 7E8#025003',
      'CAN/18DAF110 18DAF110#01',
      'CAN/123 123#R',
      'CAN/20000040 20000040#0000000000000000',
      `CAN/321 321##1${'07'.repeat(12)}`,
      'CAN/322 322##107',
    ]);
    const frames = await readFrames(capture);
    expect(frames.map(({ flags }) => flags)).toEqual([
      0,
      Flag.extendedId,
      Flag.remote,
      Flag.extendedId | Flag.errorFrame,
      Flag.fd,
      Flag.fd,
    ]);
  });

  it('of writers that leave ids in their own byte order are known by what is plausible', async () => {
    const ids = [0x7e0, EXTENDED + 0x18da10f1, 0, 0x201];
    const capture = pcap(
      ids.map((id) => ({ data: socketCan({ id, data: [1], isLittleEndian: true }) })),
      { linkType: 227 },
    );
    expect(await recordsOf(capture)).toEqual([
      'CAN/7E0 7E0#01',
      'CAN/18DA10F1 18DA10F1#01',
      'CAN/000 000#01',
      'CAN/201 201#01',
    ]);
  });

  it('are named after their interface', async () => {
    const frame = socketCan({ id: 0x123, data: [1] });
    const named = [
      section(),
      interfaceBlock({ linkType: 113, name: 'vcan3' }),
      packetBlock({ data: cooked(frame, 0x0c) }),
    ];
    expect(await recordsOf(bytesOf(...named))).toEqual(['vcan3/123 123#01']);
    const numbered = pcap(
      [4, 5].map((index) => ({ data: cooked2(frame, 0x0c, index) })),
      { linkType: 276 },
    );
    expect(await recordsOf(numbered)).toEqual(['CAN4/123 123#01', 'CAN5/123 123#01']);
  });

  it('of cooked captures say which were sent by the host', async () => {
    const data = socketCan({ id: 0x123, data: [1], fdFlags: 0 });
    const packets = [cooked(data, 0x0c, 4), cooked(data, 0x0d, 1)].map((each) => ({ data: each }));
    const frames = await readFrames(pcap(packets, { linkType: 113 }));
    expect(frames.map(({ flags }) => flags)).toEqual([Flag.transmitted, Flag.fd]);
  });

  it('that snaplen cut short keep what was captured', async () => {
    const whole = socketCan({ id: 0x123, data: [1, 2, 3, 4] });
    const frames = await readFrames(pcap([{ data: whole.subarray(0, 10), missing: 2 }], { linkType: 227 }));
    expect(frames).toMatchObject([{ data: '0102', flags: Flag.malformed }]);
  });
});

describe('LIN frames of a capture', () => {
  it('have six bits of id, and errors as flags', async () => {
    const lin = (errors: number) => bytesOf([1, 0, 0, 0, 0x22, 0xc1, 0x55, errors, 0xaa, 0xbb]);
    const capture = pcap([{ data: lin(0) }, { data: lin(8) }], { linkType: 212 });
    expect(await recordsOf(capture)).toEqual(['LIN/01 01#AABB', 'LIN/01 01#AABB']);
    expect((await readFrames(capture)).map(({ flags }) => flags)).toEqual([0, Flag.errorFrame]);
  });
});
