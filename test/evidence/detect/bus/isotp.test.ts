import { describe, expect, it } from 'vitest';
import { IsoTpChannel } from '#src/evidence/detect/bus/isotp.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));

function feed(channel: IsoTpChannel, ...frames: string[]): string[] {
  return frames.map((text) => channel.add(bytes(text), 0, bytes(text).length));
}

const messageOf = (channel: IsoTpChannel): string =>
  Buffer.from(channel.bytes.subarray(0, channel.kept)).toString('hex');

describe('ISO-TP reassembly', () => {
  it.each(['00', '55', 'AA', 'CC', 'FF'])('takes a single frame without its padding %s', (pad) => {
    const channel = new IsoTpChannel();
    expect(feed(channel, `03 22 F1 90 ${pad} ${pad} ${pad} ${pad}`)).toEqual(['single']);
    expect(messageOf(channel)).toBe('22f190');
  });

  it('takes a single frame that is not padded at all', () => {
    const channel = new IsoTpChannel();
    expect(feed(channel, '02 10 03')).toEqual(['single']);
    expect(messageOf(channel)).toBe('1003');
  });

  it('puts first and consecutive frames together without any flow control', () => {
    const channel = new IsoTpChannel();
    expect(feed(channel, '10 0C 5A 90 98 76 54 32', '21 10 00 99 99 00 01 00')).toEqual(['first', 'last']);
    expect(messageOf(channel)).toBe('5a9098765432100099990001');
  });

  it('wraps the sequence number from 15 to 0', () => {
    const channel = new IsoTpChannel();
    const frames = ['10 76 36 01 00 00 00 00'];
    for (let n = 1; n <= 16; n++) frames.push(`2${(n & 15).toString(16)} 00 00 00 00 00 00 00`);
    expect(feed(channel, ...frames).at(-1)).toBe('last');
  });

  it('reads long single and first frames of CAN FD', () => {
    const channel = new IsoTpChannel();
    expect(feed(channel, '00 09 62 F1 90 01 02 03 04 05 06 AA')).toEqual(['single']);
    expect(messageOf(channel)).toBe('62f190010203040506');
    expect(feed(channel, '10 00 00 00 10 00 36 01')).toEqual(['first']);
    expect(channel.length).toBe(4096);
    expect(messageOf(channel)).toBe('3601');
  });

  it.each([
    ['a single frame', 'F1 03 7F 22 31', 'single'],
    ['a first frame, one byte shorter than without', 'F1 10 0C 5A 90 98 76 54', 'first'],
    ['flow control', 'F1 30 00 00', 'flow-control'],
    ['no flow control that is cut short', 'F1 30 00', 'not-isotp'],
    ['no first frame that is cut short', 'F1 10 0C 5A 90 98 76', 'not-isotp'],
  ])('skips the address byte of extended addressing: %s', (_, text, event) => {
    const sent = bytes(text);
    expect(new IsoTpChannel().add(sent, 1, sent.length)).toBe(event);
  });

  it.each([
    ['the tester may go on', '30 00 00', 'flow-control'],
    ['the tester has to wait', '31 00 00', 'flow-control'],
    ['the message is too long', '32 00 00', 'flow-control'],
    ['a state that no standard knows', '33 00 00', 'not-isotp'],
  ])('knows flow control: %s', (_, text, event) => {
    expect(feed(new IsoTpChannel(), text)).toEqual([event]);
  });

  it.each([
    ['a message that would have fitted into one frame', '10 06 36 01 00 00 00 00'],
    ['a long length where the short one would do', '10 00 00 00 0F FF 36 01'],
    ['the long form of a single frame in a frame of classic CAN', '00 03 22 F1 90 AA AA AA'],
  ])('refuses %s', (_, text) => {
    expect(feed(new IsoTpChannel(), text)).toEqual(['not-isotp']);
  });

  it('reads nothing behind the end of a frame, whatever lies there', () => {
    const channel = new IsoTpChannel();
    feed(channel, '10 0C 5A 90 98 76 54 32');
    expect(channel.add(bytes('21 10 00 99 99 00 01 00'), 0, 0)).toBe('not-isotp');
    expect(channel.add(bytes('21 10 00 99 99 00 01 00'), 0, 4)).toBe('consecutive');
    expect(messageOf(channel)).toBe('5a9098765432100099');
  });

  it('has no place for a consecutive frame without a beginning', () => {
    expect(feed(new IsoTpChannel(), '20 00 00', '21 00 00')).toEqual(['stray', 'stray']);
  });

  it('ends a message whose consecutive frame is missing', () => {
    const channel = new IsoTpChannel();
    expect(feed(channel, '10 20 36 01 00 00 00 00', '21 00 00 00 00 00 00 00', '23 00 00 00 00 00 00 00')).toEqual([
      'first',
      'consecutive',
      'stray',
    ]);
    expect(channel).toMatchObject({ isReceiving: false, hasAbandoned: true, abandoned: 1 });
  });

  it('lets a new message end the one before', () => {
    const channel = new IsoTpChannel();
    feed(channel, '10 20 36 01 00 00 00 00', '02 3E 00');
    expect(channel).toMatchObject({ hasAbandoned: true, abandoned: 1, length: 2 });
  });

  it('counts a frame that was logged twice once', () => {
    const channel = new IsoTpChannel();
    feed(channel, '10 0C 5A 90 98 76 54 32', '21 10 00 99 99 00 01 00');
    feed(channel, '10 0F 36 01 00 00 00 00');
    expect(feed(channel, '21 01 02 03 04 05 06 07', '21 01 02 03 04 05 06 07')).toEqual(['consecutive', 'consecutive']);
    expect(feed(channel, '22 08 09 AA AA AA AA AA')).toEqual(['last']);
    expect(messageOf(channel)).toBe('360100000000010203040506070809');
  });

  it.each(['', '00 00', '08 01 02 03 04 05 06 07', '10 05 01 02 03 04 05 06', '4F 00', '35 00 00', '30', '05 01 02'])(
    'refuses what no sender of ISO-TP writes: %s',
    (text) => {
      const sent = text === '' ? new Uint8Array(0) : bytes(text);
      expect(new IsoTpChannel().add(sent, 0, sent.length)).toBe('not-isotp');
    },
  );

  it('takes little memory for short messages, and no more for the next ones', () => {
    const channel = new IsoTpChannel();
    feed(channel, '02 10 03');
    const { bytes: taken } = channel;
    expect(taken.length).toBe(64);
    feed(channel, '10 40 36 01 00 00 00 00');
    expect(channel.bytes).toBe(taken);
    const other = new IsoTpChannel();
    feed(other, '10 40 36 01 00 00 00 00');
    expect(other.bytes.length).toBe(64);
    feed(other, '10 41 36 01 00 00 00 00');
    expect(other.bytes.length).toBe(4096);
  });

  it('keeps a few kilobytes of a message that announces 4 GB', () => {
    const channel = new IsoTpChannel();
    feed(channel, '10 00 FF FF FF FF 36 01');
    for (let n = 1; n <= 20_000; n++) feed(channel, `2${(n & 15).toString(16)} 00 00 00 00 00 00 00`);
    expect(channel).toMatchObject({ isReceiving: true, length: 0xffffffff, kept: 4096 });
    expect(channel.bytes.length).toBe(4096);
  });
});
