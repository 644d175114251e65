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
    const long = Uint8Array.from({ length: 16 }, (_, i) => [0, 14, 0x62, 0xf1, 0x90][i] ?? i);
    expect(channel.add(long, 0, 16)).toBe('single');
    expect(channel.length).toBe(14);
    expect(feed(channel, '10 00 00 00 10 00 36 01')).toEqual(['first']);
    expect(channel.length).toBe(4096);
  });

  it('skips the address byte of extended addressing', () => {
    const channel = new IsoTpChannel();
    const sent = bytes('F1 03 7F 22 31');
    expect(channel.add(sent, 1, sent.length)).toBe('single');
    expect(messageOf(channel)).toBe('7f2231');
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
    feed(channel, '10 0F 36 01 00 00 00 00', '21 01 02 03 04 05 06 07', '21 01 02 03 04 05 06 07');
    expect(channel.kept).toBe(13);
  });

  it.each(['', '00 00', '08 01 02 03 04 05 06 07', '10 05 01 02 03 04 05 06', '4F 00', '35 00 00', '30', '05 01 02'])(
    'refuses what no sender of ISO-TP writes: %s',
    (text) => {
      const sent = text === '' ? new Uint8Array(0) : bytes(text);
      expect(new IsoTpChannel().add(sent, 0, sent.length)).toBe('not-isotp');
    },
  );

  it('keeps a few kilobytes of a message that announces 4 GB', () => {
    const channel = new IsoTpChannel();
    feed(channel, '10 00 FF FF FF FF 36 01');
    for (let n = 1; n <= 20_000; n++) feed(channel, `2${(n & 15).toString(16)} 00 00 00 00 00 00 00`);
    expect(channel).toMatchObject({ isReceiving: true, length: 0xffffffff, kept: 4096 });
    expect(channel.bytes.length).toBe(4096);
  });
});
